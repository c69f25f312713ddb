/** The frames of an error, as V8 captured them; nothing of the error is read by its own means. */
import { InspectorSession } from "../heap/inspector_session.ts";
import { Code } from "../model/code.ts";
import { Frame } from "../model/frame.ts";
import type { SourceLines } from "../source/lines.ts";
import { mapPosition } from "../target/local.ts";
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
  const url = script.startsWith("/") ? `file://${encodeURI(script)}` : script;
  const raw = { line: lineNumber + 1, column: columnNumber + 1 };
  const { line, column } = mapPosition(url, raw.line, raw.column) ?? raw;
  const [, owner, name = functionName] = /^(.+)\.(\[.*|[^.\]]*)$/.exec(functionName) ?? [];
  return new Frame({
    code: Code.of({ url, name, scriptId: 0, startLine: 0, startColumn: 0 }),
    url,
    line,
    column,
    functionName: name || "<anonymous>",
    className: owner?.replace(/^(?:async |new )/, ""),
    hide: isInternal(url),
    sourceLine: (at) => lines.line(url, at),
  });
}
