/**
 * The glue protocol. Ported from `stackscope/_glue.py`.
 *
 * A library pushes `{ name, install(api) }` to the array `globalThis[Symbol.for("stackscope.glue")]`, which it makes if it is not
 * there. Each extraction begins with {@linkcode installGlue}, which drains the array. The first one also takes over the array's
 * `push`, so that what is pushed later is installed at once: to import this library changes nothing, to use it does.
 *
 * Glue that fails leaves one note, and never an exception: neither in the extraction nor in the library that pushes.
 */
import { isPromise, isProxy } from "node:util/types";
import { errorHeadline, safeText } from "../model/safe_text.ts";
import type { BuiltinGlue, Glue, GlueApi } from "./glue_api.ts";
import { markHandled } from "./hook_chain.ts";
import { onSave } from "./saved_state.ts";

const { defineProperty, deleteProperty, getOwnPropertyDescriptor } = Reflect;

/** Where libraries leave their glue. */
const PENDING = Symbol.for("stackscope.glue");
const MAY_MISS = "Some stacks may be presented less crisply or with missing information.";

interface Installed {
  glue: Glue;
  isBuiltin: boolean;
  undo: readonly Disposable[];
}

let api: (() => GlueApi) | undefined;
let builtins: readonly BuiltinGlue[] = [];
let installed = new Map<string, Installed>();
let notes: string[] = [];
const takenOver = new WeakMap<unknown[], (...entries: unknown[]) => number>();

/** What {@linkcode installGlue} works on, for `saveState()`. */
export const glueState: object = {};
onSave(glueState, saveGlue);

/** Say where the API comes from. Called once, by the door. */
export function setGlueApi(get: () => GlueApi): void {
  api = get;
}

/** Offer glue that comes with this library. It is installed by the first extraction that sees its library. */
export function offerBuiltinGlue(list: Iterable<BuiltinGlue>): void {
  builtins = [...builtins, ...list];
}

/**
 * Install what is new: glue that libraries have left, and built-in glue of libraries that are here now. Called at the beginning of each
 * extraction.
 *
 * @param scripts gives the URLs of all scripts; called only while there is built-in glue that is not installed
 * @returns notes on glue that failed, each told once
 */
export function installGlue(scripts: () => Iterable<string>): string[] {
  if (api !== undefined) {
    const pending = pendingGlue();
    takeOver(pending);
    for (const entry of drain(pending)) install(entry);
    installBuiltins(scripts);
  }
  const news = notes;
  notes = [];
  return news;
}

/** The array of the libraries; an empty one of ours where there is none, or no array. */
function pendingGlue(): unknown[] {
  const found = getOwnPropertyDescriptor(globalThis, PENDING)?.value;
  if (Array.isArray(found) && !isProxy(found)) return found;
  if (found !== undefined) {
    notes.push(`Cannot look for glue as 'globalThis[Symbol.for("stackscope.glue")]' must be an array: ${MAY_MISS}`);
  }
  const own: unknown[] = [];
  defineProperty(globalThis, PENDING, { value: own, writable: true, configurable: true });
  return own;
}

/** Empty the array. An entry that cannot be taken out is known by its name the next time. */
function drain(pending: unknown[]): unknown[] {
  const entries = Array.from({ length: pending.length }, (_, at) => getOwnPropertyDescriptor(pending, at)?.value);
  Reflect.set(pending, "length", 0);
  return entries;
}

function takeOver(pending: unknown[]): void {
  if (takenOver.has(pending)) return;
  const push = (...entries: unknown[]) => {
    for (const entry of entries) install(entry);
    return pending.length;
  };
  takenOver.set(pending, push);
  defineProperty(pending, "push", { value: push, writable: true, configurable: true });
}

function install(entry: unknown): void {
  if (!isGlue(entry)) {
    notes.push(
      `Cannot install glue as it must be an object with 'name' and 'install': current value is ${safeText(entry)}.`,
    );
    return;
  }
  const { name } = entry;
  const before = installed.get(name);
  if (before?.glue === entry) return;
  if (before !== undefined && !before.isBuiltin) {
    notes.push(`Glue for '${name}' was brought twice: the first is used.`);
    return;
  }
  builtins = builtins.filter((builtin) => builtin.name !== name);
  if (before !== undefined) undo(before);
  run(entry, { isBuiltin: false });
}

function installBuiltins(scripts: () => Iterable<string>): void {
  if (builtins.length === 0) return;
  const urls = new Set(scripts());
  for (const builtin of builtins) {
    try {
      if (!builtin.isPresent(urls)) continue;
    } catch (error) {
      noteFailure("look for", builtin, { isBuiltin: true, error });
      builtins = builtins.filter((other) => other !== builtin);
      continue;
    }
    builtins = builtins.filter((other) => other !== builtin);
    if (!installed.has(builtin.name)) run(builtin, { isBuiltin: true });
  }
}

/** Call the glue's `install`. It counts as installed before that, so that an extraction inside does not begin again. */
function run(glue: Glue, { isBuiltin }: { isBuiltin: boolean }): void {
  const entry: Installed = { glue, isBuiltin, undo: [] };
  installed.set(glue.name, entry);
  try {
    if (api === undefined) return;
    const result: unknown = glue.install(api());
    if (isPromise(result)) {
      markHandled(result);
      throw new TypeError("Cannot install glue asynchronously as hooks must be there at once: it returned a promise");
    }
    entry.undo = disposables(result);
  } catch (error) {
    noteFailure("install", glue, { isBuiltin, error });
  }
}

function undo({ glue, undo }: Installed): void {
  for (const disposable of undo.toReversed()) {
    try {
      disposable[Symbol.dispose]();
    } catch (error) {
      noteFailure("undo", glue, { isBuiltin: true, error });
    }
  }
}

function disposables(result: unknown): Disposable[] {
  if (result === undefined || result === null) return [];
  return Symbol.iterator in Object(result) ? [...result as Iterable<Disposable>] : [result as Disposable];
}

function noteFailure(verb: string, { name }: Glue, { isBuiltin, error }: { isBuiltin: boolean; error: unknown }): void {
  const glue = `${isBuiltin ? "built-in" : "library"} glue for '${name}'`;
  notes.push(`Cannot ${verb} the ${glue}: ${errorHeadline(error)}. ${MAY_MISS}`);
}

function isGlue(entry: unknown): entry is Glue {
  if (typeof entry !== "object" || entry === null || isProxy(entry)) return false;
  try {
    const { name, install } = entry as Partial<Glue>;
    return typeof name === "string" && typeof install === "function";
  } catch {
    return false;
  }
}

function saveGlue(): () => void {
  const saved = { api, builtins, installed: new Map(installed), notes: [...notes] };
  const pending = getOwnPropertyDescriptor(globalThis, PENDING);
  const array: unknown = pending?.value;
  const entries = Array.isArray(array) ? [...array] : [];
  const push = Array.isArray(array) ? getOwnPropertyDescriptor(array, "push") : undefined;
  return () => {
    ({ api, builtins } = saved);
    installed = new Map(saved.installed);
    notes = [...saved.notes];
    if (pending === undefined) deleteProperty(globalThis, PENDING);
    else defineProperty(globalThis, PENDING, pending);
    if (!Array.isArray(array)) return;
    array.splice(0, array.length, ...entries);
    if (push === undefined) {
      deleteProperty(array, "push");
      takenOver.delete(array);
    } else defineProperty(array, "push", push);
  };
}
