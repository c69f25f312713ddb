/** Tasks of Effection for tests: started, brought to rest, halted at the end. */
import { type Operation, run, type Task } from "effection";
import { assert } from "@std/assert";
import { partsOf, type TaskParts } from "../../glue/effection.ts";
import { Leaf } from "../../src/model/leaf.ts";
import type { Stack } from "../../src/model/stack.ts";
import { readClosure } from "./glue_api.ts";

/** Options for the whole tree. */
export const WHOLE = { recurseChildTasks: true };

/** A task that has come to wait for something, and its end. In an object, as a promise of a task would wait for the task. */
export async function waiting(operation: () => Operation<unknown>): Promise<AsyncDisposable & { task: Task<unknown> }> {
  const task = run(operation);
  task.catch(() => {});
  await turns();
  return {
    task,
    async [Symbol.asyncDispose]() {
      await task.halt();
    },
  };
}

/** Effection goes on by itself up to an effect that is asynchronous; what awaits promises needs some turns. */
export async function turns(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await Promise.resolve();
}

/** The parts of a task. */
export function parts(task: object): TaskParts {
  const found = partsOf(task, readClosure);
  assert(found !== undefined, "the closures of the task can be read");
  return found;
}

/** The one leaf of a stack. */
export function leafOf({ leaf }: Stack): Leaf {
  assert(leaf instanceof Leaf);
  return leaf;
}
