/** Hostile environments: what a program may have done to the language and to the runtime, before or after the library is loaded. */
import process from "node:process";
import { freeze } from "./intrinsics.ts";
import { GLOBALS, LANGUAGE, NAMES, NODE, OBJECTS, RUNTIME, WORDS } from "./language.ts";
import { allOf, pollute, remove, replace, trap, trapAll, type Undo } from "./tampering.ts";
import { springOfLanguage, springOfNode, trapped } from "./traps.ts";

/** One environment. `install` says how to end it. */
export interface Environment {
  readonly name: string;
  install(): Undo;
}

function all(...installers: (() => Undo)[]): () => Undo {
  return () => allOf(installers.map((install) => install()));
}

/** All environments. */
export const ENVIRONMENTS: readonly Environment[] = [
  { name: "nothing", install: () => () => {} },
  ...Object.entries({ ...LANGUAGE, ...RUNTIME }).map(([name, owners]) => ({ name, install: () => trapAll(owners()) })),
  ...Object.entries(NODE).map(([name, owners]) => ({ name, install: () => trapAll(owners(), springOfNode) })),
  { name: "the whole language", install: all(...Object.values(LANGUAGE).map((owners) => () => trapAll(owners()))) },
  {
    name: "all globals replaced",
    install: all(...GLOBALS.map((name) => () => trap(globalThis, name, name))),
  },
  {
    name: "all objects of the global object replaced",
    install: all(
      ...OBJECTS.map((name) => () =>
        replace(globalThis, name, {
          value: new Proxy({}, { get: (_, key) => springOfLanguage(`${name}.${String(key)}`) }),
          writable: true,
        })
      ),
    ),
  },
  { name: "all globals deleted", install: () => remove(globalThis, [...GLOBALS, ...OBJECTS]) },
  { name: "Object.prototype polluted with names", install: () => pollute(Object.prototype, NAMES) },
  { name: "Object.prototype polluted with parts of descriptors", install: () => pollute(Object.prototype, WORDS) },
  {
    name: "Object.prototype polluted with values",
    install: all(
      () => pollute(Object.prototype, [...WORDS.slice(2), ...NAMES.slice(2)], "polluted"),
      () => pollute(Object.prototype, ["get", "set"], trapped("Object.prototype.get()", undefined)),
    ),
  },
  { name: "Array.prototype polluted", install: () => pollute(Array.prototype, ["0", "1", "2", "-1"]) },
  {
    name: "everything frozen",
    install: () => {
      for (const owners of Object.values({ ...LANGUAGE, ...RUNTIME, ...NODE })) {
        for (const owner of Object.values(owners())) if (owner !== undefined) freeze(owner);
      }
      for (const name of [...GLOBALS, ...OBJECTS]) freeze((globalThis as unknown as Record<string, object>)[name]);
      freeze(globalThis);
      return () => {};
    },
  },
  {
    name: "Error.prepareStackTrace throws",
    install: () =>
      replace(Error, "prepareStackTrace", {
        writable: true,
        value: () => {
          springOfLanguage("Error.prepareStackTrace()");
          throw new RangeError("of the program");
        },
      }),
  },
  {
    name: "Error.prepareStackTrace is a getter",
    install: () =>
      replace(Error, "prepareStackTrace", { get: () => springOfLanguage("Error.prepareStackTrace is read") }),
  },
  { name: "Error.stackTraceLimit = 0", install: () => replace(Error, "stackTraceLimit", { value: 0, writable: true }) },
  {
    name: "Error.stackTraceLimit is not writable",
    install: () => replace(Error, "stackTraceLimit", { value: 1, writable: false }),
  },
  {
    name: "Error.stackTraceLimit is deleted",
    install: () => remove(Error, ["stackTraceLimit", "captureStackTrace", "prepareStackTrace"]),
  },
  {
    name: "Error.stackTraceLimit is a getter",
    install: () =>
      replace(Error, "stackTraceLimit", {
        get: () => (springOfLanguage("Error.stackTraceLimit is read"), 3),
        set: () => springOfLanguage("Error.stackTraceLimit is set"),
      }),
  },
  {
    name: "process.nextTick replaced",
    install: () =>
      replace(process, "nextTick", { value: trapped("process.nextTick()", process.nextTick), writable: true }),
  },
  {
    name: "process.nextTick is a getter",
    install: () => {
      const { nextTick } = process;
      return replace(process, "nextTick", { get: () => (springOfLanguage("process.nextTick is read"), nextTick) });
    },
  },
  {
    name: "own glue array that is a trap",
    install: () =>
      replace(globalThis, Symbol.for("stackscope.glue"), {
        value: new Proxy([], {
          get: (target, key) => (springOfLanguage(`glue.${String(key)}`), Reflect.get(target, key)),
        }),
        writable: true,
      }),
  },
];
