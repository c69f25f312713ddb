/** The trace engine, and what stands beside it in `trace.ts`: each in a process of its own, as code that was compiled with hooks stays as it is. */

export type Way = "off" | "trace" | "ages only" | "ended" | "hooks alone" | "leak tracing" | "Set";

export const WAYS: readonly Way[] = ["off", "trace", "ages only", "ended", "hooks alone", "leak tracing", "Set"];

/** Begin to trace in one way. */
export async function begin(way: Way): Promise<void> {
  // deno-lint-ignore no-explicit-any -- Deno's internals, as in runtime-facts.md
  const core = (Deno as any)[(Deno as any).internal].core;
  switch (way) {
    case "off":
      return;
    case "leak tracing":
      core.setLeakTracingEnabled(way === "leak tracing");
      return;
    case "hooks alone":
      core.setPromiseHooks(() => {}, () => {}, () => {}, () => {});
      return;
    case "Set": {
      const pending = new Set<object>();
      const add = (promise: object) => void pending.add(promise);
      const remove = (promise: object) => void pending.delete(promise);
      core.setPromiseHooks(add, null, null, remove);
      return;
    }
  }
  const { trace } = await import("../mod.ts");
  const started = trace({ stacks: way === "ages only" ? "none" : "sampled", atExit: false });
  if (way === "ended") started[Symbol.dispose]();
}
