/** The `process` of Deno and Node, without importing `node:process`: that costs 12 ms, which only a dump should pay. */
import type process from "node:process";

/** The global `process`; looked up when it is needed. */
export function hostProcess(): typeof process {
  return (globalThis as unknown as { process: typeof process }).process;
}
