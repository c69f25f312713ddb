/** What the trace engine needs of Deno's internals. They are not stable: what is missing is said, and nothing is traced. */

/** Called with a promise, and where it was derived from another one, with that. */
export type PromiseHook = (promise: object, parent?: object) => void;

/** The hooks that are in, each in the order in which they were put in: for the begin of a promise, around a reaction, for its end. */
export type HookLists = [init: PromiseHook[], before: PromiseHook[], after: PromiseHook[], settled: PromiseHook[]];

/** The part of `Deno.core` that is used. */
export interface RuntimeCore {
  setPromiseHooks(
    init: PromiseHook | null,
    before: PromiseHook | null,
    after: PromiseHook | null,
    resolve: PromiseHook | null,
  ): void;
  createSystemTimer(callback: () => void, delay: number, isRefed: boolean): object;
  cancelTimer(timer: object): void;
}

const NEEDED = ["setPromiseHooks", "createSystemTimer", "cancelTimer"] as const;

/** The internals of this runtime; a string says what is missing. */
export function runtimeCore(): RuntimeCore | string {
  const deno = Reflect.get(globalThis, "Deno") as object | undefined;
  if (deno === undefined) return "this runtime is not Deno";
  const core = (Reflect.get(deno, Reflect.get(deno, "internal")) as { core?: Partial<RuntimeCore> } | undefined)?.core;
  if (core === undefined) return "this version of Deno does not give its internals";
  const missing = NEEDED.find((name) => typeof core[name] !== "function");
  return missing === undefined ? core as RuntimeCore : `this version of Deno has no 'core.${missing}'`;
}

/** Milliseconds in which this thread was busy, as a function that asks for no permission. */
export function busyClock(): () => number {
  const process = Reflect.get(globalThis, "process") as { threadCpuUsage?: unknown } | undefined;
  const usage = process?.threadCpuUsage;
  if (process === undefined || typeof usage !== "function") return () => 0;
  const { apply } = Reflect; // this is asked in the midst of the program, which may have patched it
  return () => {
    const { user, system } = apply(usage, process, []);
    return (user + system) / 1000;
  };
}
