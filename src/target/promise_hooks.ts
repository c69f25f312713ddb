/**
 * Where Deno's core keeps V8's promise hooks. `setPromiseHooks` only adds: it keeps all hooks in four lists, wraps what stands in these,
 * and hands that to V8. The lists are a variable of the core, which the inspector shows. Who changes a list, and lets the core wrap
 * them again, has taken a hook away, and those of others stay.
 */
import { closureVariables } from "../heap/closure_variables.ts";
import type { HookLists, RuntimeCore } from "../trace/runtime.ts";

/** The lists; `undefined` without the permission for the inspector, and where this version of Deno has them elsewhere. */
export function hookLists(core: RuntimeCore): HookLists | undefined {
  try {
    const lists = closureVariables(core.setPromiseHooks).get("promiseHooks");
    return areHookLists(lists) ? lists : undefined;
  } catch {
    return undefined; // nothing is lost but that hooks stay
  }
}

function areHookLists(lists: unknown): lists is HookLists {
  return Array.isArray(lists) && lists.length === 4 &&
    lists.every((list) => Array.isArray(list) && list.every((hook) => typeof hook === "function"));
}
