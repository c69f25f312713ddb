/** Where a function of this process starts, as V8's inspector tells. */
import { scriptUrl } from "../source/script_url.ts";
import { InspectorSession } from "../heap/inspector_session.ts";
import { functionStart } from "../source/function_start.ts";
import type { SourceLines } from "../source/lines.ts";
import { mapPosition } from "../target/local.ts";
import { thrownText } from "../model/thrown_text.ts";

// deno-lint-ignore ban-types -- any function or class, whatever it takes
type AnyFunction = Function;

/** A function's place: the script, and the position in it as V8 runs it, 1-based. */
export interface FunctionLocation {
  scriptId: number;
  url: string;
  line: number;
  column: number;
}

/** A script as V8 runs it. */
export interface ScriptText {
  scriptId: number;
  url: string;
  source: string;
}

/** What the inspector tells of a function. */
export type FunctionInfo =
  | { kind: "located"; location: FunctionLocation }
  | { kind: "bound"; target: AnyFunction }
  | { kind: "native" }
  | { kind: "unknown"; reason: string };

const urls = new Map<string, string>();

/** Ask the inspector about a function. Needs `--allow-sys`; without it, the answer says so. */
export function lookAtFunction(fn: AnyFunction): FunctionInfo {
  const session = InspectorSession.open();
  if (typeof session === "string") return { kind: "unknown", reason: session };
  using open = session;
  try {
    const internals = open.internals(open.handle(fn));
    const target = internals.get("[[TargetFunction]]")?.objectId;
    if (target !== undefined) return { kind: "bound", target: valueOf(open, target) as AnyFunction };
    const location = internals.get("[[FunctionLocation]]")?.value as
      | { scriptId: string; lineNumber: number; columnNumber: number }
      | undefined;
    if (location === undefined) return { kind: "native" };
    const { scriptId, lineNumber, columnNumber } = location;
    const url = urlOfScript(open, scriptId);
    return {
      kind: "located",
      location: { scriptId: Number(scriptId), url, line: lineNumber + 1, column: columnNumber + 1 },
    };
  } catch (error) {
    return { kind: "unknown", reason: thrownText(error) };
  }
}

/** The text of a script as V8 runs it; `undefined` where it cannot be had. */
export function scriptText(scriptId: number, url: string): ScriptText | undefined {
  const session = InspectorSession.open();
  if (typeof session === "string") return undefined;
  using open = session;
  try {
    open.post("Debugger.enable");
    const { scriptSource } = open.post("Debugger.getScriptSource", {
      scriptId: String(scriptId),
    }) as unknown as { scriptSource: string };
    open.post("Debugger.disable");
    return { scriptId, url, source: scriptSource };
  } catch {
    return undefined; // a script of another process, or one that is gone; to disconnect disables the debugger too
  }
}

/** The start of a function in the original source; as V8 has it where there is no source map. */
export function originalStart({ url, line, column }: Omit<FunctionLocation, "scriptId">, lines: SourceLines): {
  line: number;
  column: number;
} {
  return functionStart(lines, url, mapPosition(url, line, column) ?? { line, column });
}

/** The object of a handle, handed over by a function of ours. */
function valueOf(session: InspectorSession, objectId: string): unknown {
  let found: unknown;
  session.post("Runtime.callFunctionOn", {
    objectId: session.handle((value: unknown) => found = value),
    functionDeclaration: "function (value) { this(value); }",
    arguments: [{ objectId }],
  });
  return found;
}

/**
 * The URL of a script. The list of best-effort coverage names the scripts of which something has run: nothing has to be switched on
 * for it, and no counter is reset (V8 15.0; 6 ms). Only for others the debugger is switched on for a moment.
 */
function urlOfScript(session: InspectorSession, scriptId: string): string {
  if (!urls.has(scriptId)) addUrls(coveredUrls(session));
  if (!urls.has(scriptId)) addUrls(session.scriptUrls());
  return urls.get(scriptId) ?? "";
}

function coveredUrls(session: InspectorSession): [string, string][] {
  const { result } = session.post("Profiler.getBestEffortCoverage") as unknown as {
    result: { scriptId: string; url: string }[];
  };
  return result.map(({ scriptId, url }) => [scriptId, url]);
}

function addUrls(found: Iterable<[string, string]>): void {
  for (const [scriptId, url] of found) urls.set(scriptId, scriptUrl(url));
}
