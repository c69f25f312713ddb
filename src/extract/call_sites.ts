/** What V8 tells of the stack that is running now, without a word to the program. */
import { scriptUrl } from "../source/script_url.ts";
import { isProxy } from "node:util/types";

/** What V8 tells of one call. */
export interface CallSite {
  getFunctionName(): string | null;
  getTypeName(): string | null;
  getScriptNameOrSourceURL(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  isAsync(): boolean;
  isToplevel(): boolean;
  isPromiseAll(): boolean;
}

/** One complete call. */
export interface Call {
  /** As V8 writes it: `method`, `Class.method` of a static method, `get name`; `""` for nameless functions and modules. */
  name: string;
  /** Name of the type of the receiver, of a call that has one. */
  type: string | undefined;
  /** URL of the script; `""` for builtins, and for evaluated code without one. */
  url: string;
  /** 1-based, in the original source; 0 for builtins. */
  line: number;
  /** 1-based; 0 for builtins. */
  column: number;
  isAsync: boolean;
  /** Without a receiver. */
  isToplevel: boolean;
  isPromiseAll: boolean;
}

/**
 * Calls taken of one stack. More than V8's stack has room for by default (about 12,000 of the smallest); and not many more, as V8
 * goes round where functions await each other in a circle until it has so many, at 20 us each.
 */
export const MOST_SITES = 20_000;

/** Where this library lives. */
const OWN = new URL("../", import.meta.url).href;

const { defineProperty, deleteProperty, getOwnPropertyDescriptor } = Reflect;
/** V8 reads the limit here, whatever the program has put under this name since. */
const IntrinsicError = Error;

/**
 * The running stack, innermost first, then V8's async tail; our own calls among them. What the program has put into
 * `Error.prepareStackTrace` and `Error.stackTraceLimit` is put back as it was, and not called. Where that cannot be
 * done, as `Error` is frozen, there are no call sites.
 */
export function callSites(): CallSite[] {
  // Deno calls the function that stands in the global `Error`, so that is where ours must stand.
  const holder = getOwnPropertyDescriptor(globalThis, "Error")?.value;
  if (typeof holder !== "function" || isProxy(holder)) return [];
  const prepare = getOwnPropertyDescriptor(holder, "prepareStackTrace");
  const limit = getOwnPropertyDescriptor(IntrinsicError, "stackTraceLimit");
  let sites: CallSite[] = [];
  try {
    const isOurs =
      replace(holder, "prepareStackTrace", prepare, (_: unknown, found: CallSite[]) => (sites = found, "")) &&
      replace(IntrinsicError, "stackTraceLimit", limit, MOST_SITES);
    // Not captureStackTrace: that does not stop at the limit where promises await each other in a circle.
    if (isOurs) void new IntrinsicError().stack;
  } finally {
    restore(holder, "prepareStackTrace", prepare);
    restore(IntrinsicError, "stackTraceLimit", limit);
  }
  return sites;
}

function replace(holder: object, name: string, old: PropertyDescriptor | undefined, value: unknown): boolean {
  if (old?.configurable === false) return defineProperty(holder, name, { value });
  return defineProperty(holder, name, { value, configurable: true, writable: true });
}

function restore(holder: object, name: string, old: PropertyDescriptor | undefined): void {
  if (old === undefined) deleteProperty(holder, name);
  else defineProperty(holder, name, old);
}

/**
 * What is told of a call. `undefined` for one that is incomplete: torn, so that V8 throws when it is asked; without function and
 * script, as the trampolines that enter JavaScript are; in a script but at no line of it. And for one of this library.
 */
export function readCall(site: CallSite): Call | undefined {
  try {
    const name = site.getFunctionName() ?? "";
    const url = scriptUrl(site.getScriptNameOrSourceURL() ?? "");
    const line = site.getLineNumber() ?? 0, column = site.getColumnNumber() ?? 0;
    const isPlaced = isPosition(line) && isPosition(column);
    if (isOwn(url) || !(isPlaced || (name !== "" && url === ""))) return undefined;
    const isToplevel = site.isToplevel();
    return {
      name,
      type: isToplevel ? undefined : site.getTypeName() ?? undefined,
      url,
      line: isPlaced ? line : 0,
      column: isPlaced ? column : 0,
      isAsync: site.isAsync(),
      isToplevel,
      isPromiseAll: site.isPromiseAll(),
    };
  } catch {
    return undefined;
  }
}

function isPosition(position: number): boolean {
  return Number.isInteger(position) && position > 0;
}

/** Of this library. What has a fragment is an example in its documentation, as `deno test --doc` runs it (2.9.6). */
function isOwn(url: string): boolean {
  return url.startsWith(OWN) && !url.includes("#");
}
