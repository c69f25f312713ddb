/** From a running call, as V8 tells it, to a frame of the model. */
import { Code } from "../model/code.ts";
import { Frame } from "../model/frame.ts";
import type { SourceLines } from "../source/lines.ts";
import { syntaxOf } from "../source/syntax_cache.ts";
import type { Call } from "./call_sites.ts";
import { isInternal } from "./internal.ts";

/** The class of `Class.name`, and the dot: in `[Symbol.dispose]` there is none. */
const BEFORE_NAME = /^(.+)\.(?=\[|[^.\]]*$)/;

/** The frame of a call. `caller` is who called it, where that is known. */
export function runningFrame(call: Call, caller: Call | undefined, lines: SourceLines): Frame {
  const { url, line, column } = call;
  const name = call.name.replace(/^(?:async|new) /, "").replace(BEFORE_NAME, "");
  const code = () => {
    const start = startOf(call, lines);
    return Code.of({ url, name, scriptId: 0, startLine: start.line, startColumn: start.column });
  };
  return new Frame({
    code,
    url,
    line,
    column,
    functionName: isModule(call, caller) ? "<module>" : name || "<anonymous>",
    className: call.isPromiseAll ? "Promise" : classOf(call.type, call.name),
    isAsync: call.isAsync,
    hide: isInternal(url) || (url === "" && line === 0 && !call.isPromiseAll), // of the runtime, or a builtin of V8
    sourceLine: (at) => lines.line(url, at),
  });
}

/** Where the function starts in the original source; 0:0 when its script cannot be read or parsed. */
function startOf({ url, line, column }: Call, lines: SourceLines): { line: number; column: number } {
  const unknown = { line: 0, column: 0 };
  if (url === "" || line === 0) return unknown;
  const syntax = syntaxOf(lines, url);
  // Where there is no such line, the file is not what runs: `functionAt` would answer with the module.
  if (syntax === undefined || syntax.offsetOf({ line, column }) < 0) return unknown;
  return syntax.functionAt({ line, column }).start;
}

/**
 * V8 tells the body of a module and a nameless function without a receiver in the same way. But nothing calls the body of a module,
 * except for `require()` of Node.
 */
function isModule({ name, url, isToplevel }: Call, caller: Call | undefined): boolean {
  if (name !== "" || url === "" || !isToplevel) return false;
  return caller === undefined || caller.isAsync || caller.url === "node:module";
}

/** The class of a method: in `Class.method` as V8 writes static methods, else the type of the receiver. */
function classOf(type: string | undefined, qualified: string): string | undefined {
  const owner = BEFORE_NAME.exec(qualified)?.[1];
  if (owner !== undefined) return owner;
  return type === undefined || type === "Object" || type === "Function" ? undefined : type;
}
