/** The stack that is running now: synchronous frames, then V8's async tail. */
import { Code } from "../model/code.ts";
import { Frame } from "../model/frame.ts";
import type { FrameRef } from "../model/stack_slice.ts";
import type { SourceLines } from "../source/lines.ts";
import { isInternal } from "./internal.ts";

/** What V8 tells of one frame of the running stack. */
interface CallSite {
  getFunctionName(): string | null;
  getTypeName(): string | null;
  getScriptNameOrSourceURL(): string | null;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  isAsync(): boolean;
  isToplevel(): boolean;
  isNative(): boolean;
  isConstructor(): boolean;
  isPromiseAll(): boolean;
}

/** Where this library lives: its own frames are left out. */
const OWN = new URL("../", import.meta.url).href;
/** Frames taken of one stack. */
const LIMIT = 10_000;

/** The running stack, innermost frame first; frames of this library at the inner end are left out. */
export function runningFrames(lines: SourceLines): Frame[] {
  const sites = callSites();
  let first = 0;
  while (first < sites.length && isOwn(urlOf(sites[first]))) first++;
  return sites.slice(first).map((site) => frameOf(site, lines));
}

/** Of this library. What has a fragment is an example in its documentation, as `deno test --doc` runs it (2.9.6). */
function isOwn(url: string): boolean {
  return url.startsWith(OWN) && !url.includes("#");
}

/** Is this a frame, or a function? */
export function isFrameRef(value: unknown): value is FrameRef {
  return typeof value === "function" || value instanceof Frame;
}

/** Does `frame` stand for the place that `ref` names? */
export function isAt(frame: Frame, ref: FrameRef): boolean {
  if (ref instanceof Frame) {
    return frame.code === ref.code ||
      (frame.url === ref.url && frame.functionName === ref.functionName && frame.className === ref.className);
  }
  const name = Reflect.getOwnPropertyDescriptor(ref, "name")?.value;
  return frame.functionName === name && name !== "";
}

/**
 * Is a running frame a call of the function with this name? V8 tells the body of a module and a nameless function without a
 * receiver in the same way: a frame that was taken for the one is found to be the other.
 */
export function isCallOf(frame: Frame, name: string): boolean {
  if (name !== "") return frame.functionName === name;
  if (frame.functionName === "<module>") (frame as { functionName: string }).functionName = "<anonymous>";
  return frame.functionName === "<anonymous>";
}

/** V8's frames. The program's own `Error.prepareStackTrace` and limit are put back as they were, and not called. */
function callSites(): CallSite[] {
  const prepare = Reflect.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  const limit = Reflect.getOwnPropertyDescriptor(Error, "stackTraceLimit");
  const holder: { stack?: unknown } = {};
  let sites: CallSite[] = [];
  try {
    const define = (name: string, value: unknown) =>
      Reflect.defineProperty(Error, name, { value, configurable: true, writable: true });
    define("stackTraceLimit", LIMIT);
    define("prepareStackTrace", (error: unknown, frames: CallSite[]) => {
      if (error === holder) sites = frames;
      return "";
    });
    Error.captureStackTrace(holder, callSites);
    void holder.stack;
  } finally {
    restore("prepareStackTrace", prepare);
    restore("stackTraceLimit", limit);
  }
  return sites;
}

function restore(name: string, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) Reflect.deleteProperty(Error, name);
  else Reflect.defineProperty(Error, name, descriptor);
}

function urlOf(site: CallSite): string {
  const script = site.getScriptNameOrSourceURL() ?? "";
  return script.startsWith("/") ? `file://${encodeURI(script)}` : script;
}

function frameOf(site: CallSite, lines: SourceLines): Frame {
  const url = urlOf(site);
  const line = site.getLineNumber() ?? 0, column = site.getColumnNumber() ?? 0;
  const qualified = site.getFunctionName() ?? "";
  const name = qualified.replace(/^(?:async|new) /, "").split(".").at(-1) ?? "";
  const isModule = qualified === "" && site.isToplevel() && url !== "";
  const type = site.isToplevel() ? undefined : site.getTypeName() ?? undefined;
  return new Frame({
    code: Code.of({ url, name, scriptId: 0, startLine: 0, startColumn: 0 }, "running"),
    url,
    line,
    column,
    functionName: isModule ? "<module>" : name || "<anonymous>",
    className: site.isPromiseAll() ? "Promise" : classOf(type, qualified),
    isAsync: site.isAsync(),
    hide: isInternal(url),
    sourceLine: (at) => lines.line(url, at),
  });
}

/** The class of a method: in `Class.method` as V8 writes static methods, else the type of the receiver. */
function classOf(type: string | undefined, qualified: string): string | undefined {
  const dot = qualified.lastIndexOf(".");
  if (dot > 0) return qualified.slice(0, dot);
  return type === undefined || type === "Object" || type === "Function" ? undefined : type;
}
