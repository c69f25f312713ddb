/** Names that the program gives to its own work. */
import type { AsyncLocalStorage } from "node:async_hooks";
import { hostProcess } from "../heap/host_process.ts";
import { undisturbed } from "../model/own_language.ts";

/** Key of the name in the store: a registered symbol, by which a dump finds it in any process. */
export const TASK_NAME = "stackscope.task";

const KEY = Symbol.for(TASK_NAME);

let storage: AsyncLocalStorage<object> | undefined;

/**
 * Give a name to what `fn` does, and to all that it starts: in dumps it is the label `task` of these frames, and the title of their
 * task. Within, another call gives another name. Costs what one `AsyncLocalStorage.run()` costs; a dump of this process by another
 * one shows the name, too.
 *
 * @param name what to call it
 * @param fn the work; mostly an async function
 * @returns what `fn` returns
 * @throws {TypeError} when `name` is no string, or `fn` no function; and what `fn` throws
 * @example A name for an import
 * ```ts
 * import { extract, withTaskName } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * const door = Promise.withResolvers<void>();
 * async function importRows() {
 *   await door.promise;
 *   return 3;
 * }
 *
 * const importing = withTaskName("import users", importRows);
 * await Promise.resolve();
 * assertEquals(extract(importing).labels, { task: "import users" });
 *
 * door.resolve();
 * assertEquals(await importing, 3);
 * ```
 */
export function withTaskName<Result>(name: string, fn: () => Result): Result {
  if (typeof name !== "string" || typeof fn !== "function") undisturbed(() => refuse(name, fn));
  return (storage ??= undisturbed(newStorage)).run({ [KEY]: name }, fn);
}

function refuse(name: unknown, fn: unknown): never {
  throw new TypeError(
    typeof name === "string"
      ? `Cannot name a task as 'fn' must be a function: current value is ${typeof fn}`
      : `Cannot name a task as 'name' must be a string: current value is ${typeof name}`,
  );
}

function newStorage(): AsyncLocalStorage<object> {
  const { AsyncLocalStorage } = hostProcess().getBuiltinModule("node:async_hooks") as typeof import("node:async_hooks");
  return new AsyncLocalStorage();
}
