/** The frames of an error, as V8 captured them; nothing of the error is read by its own means. */
import { InspectorSession } from "../heap/inspector_session.ts";
import type { Frame } from "../model/frame.ts";
import type { SourceLines } from "../source/lines.ts";
import { scriptUrl } from "../source/script_url.ts";
import { mapPosition } from "../target/local.ts";
import { frameOfCall } from "./call_places.ts";
import { isInternal } from "./internal.ts";

interface CallFrame {
  functionName: string;
  url: string;
  lineNumber: number;
  columnNumber: number;
}

interface StackTrace {
  description?: string;
  callFrames: CallFrame[];
  parent?: StackTrace;
}

/** The frames of an error, outermost first. */
export function errorFrames(error: object, lines: SourceLines): Frame[] {
  const session = InspectorSession.open();
  if (typeof session === "string") throw new Error(`Cannot read the frames of an error: ${session}`);
  using open = session;
  const answer = open.post("Runtime.getExceptionDetails", { errorObjectId: open.handle(error) }) as unknown as {
    exceptionDetails?: { stackTrace?: StackTrace };
  };
  const frames = answer.exceptionDetails?.stackTrace?.callFrames ?? [];
  return frames.map((frame) => frameOf(frame, lines)).reverse();
}

function frameOf({ functionName, url: script, lineNumber, columnNumber }: CallFrame, lines: SourceLines): Frame {
  const raw = { line: lineNumber + 1, column: columnNumber + 1 };
  const frame = frameOfCall({
    name: functionName,
    script,
    ...mapPosition(scriptUrl(script), raw.line, raw.column) ?? raw,
  }, lines);
  frame.hide = isInternal(frame.url); // V8's own functions are a part of an error's story
  return frame;
}
