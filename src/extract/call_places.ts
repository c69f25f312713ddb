/** Frames of calls that V8 told of in its own words: those that the trace engine captured, those of an error. */
import { Code } from "../model/code.ts";
import { Frame } from "../model/frame.ts";
import { placeInScript } from "../source/compiled_modules.ts";
import type { SourceLines } from "../source/lines.ts";
import { scriptUrl } from "../source/script_url.ts";
import type { CallPlace } from "../trace/call_place.ts";
import { isInternal } from "./internal.ts";

/** The frame of one call. */
export function frameOfCall(
  { name: called, script, line, column }: CallPlace,
  lines: SourceLines,
  { isAsync = false, age }: { isAsync?: boolean; age?: number } = {},
): Frame {
  const url = scriptUrl(script);
  const [, owner, name = called] = /^(.+)\.(\[.*|[^.\]]*)$/.exec(called) ?? [];
  return new Frame({
    code: Code.of({ url, name, scriptId: 0, startLine: 0, startColumn: 0 }),
    url,
    line,
    column,
    functionName: name || "<anonymous>",
    className: owner?.replace(/^(?:async |new )/, ""),
    isAsync,
    hide: isInternal(url) || url === "",
    sourceLine: (at) => lines.line(url, at),
    age,
  });
}

/** The frames of a captured stack, outermost first. */
export function framesOfCalls(calls: readonly CallPlace[], lines: SourceLines): Frame[] {
  return calls.map((call) => frameOfCall(inScript(call, lines), lines)).reverse();
}

/** A captured call, where it is in the script that runs. */
export function inScript(call: CallPlace, lines: SourceLines): CallPlace {
  return { ...call, ...placeInScript(lines, scriptUrl(call.script), call) };
}
