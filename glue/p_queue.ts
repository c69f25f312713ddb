/** Glue for p-queue: the functions that start and run a task are hidden, the task and what was called of the queue are shown. Tried: p-queue 10.0.0. */
import type { BuiltinGlue } from "../src/dispatch/glue_api.ts";

const MODULE = /\/p-queue[@/]/;
/** Between a method of a queue and the task. Methods that a program calls, as `add` and `onIdle`, tell what it waits for. */
const INNER = [
  "<anonymous>",
  "#add",
  "#next",
  "#onEvent",
  "#onInterval",
  "#onResumeInterval",
  "#processQueue",
  "#processWaitingTasks",
  "#startNextTask",
  "#tryToStartAnother",
];

/** Hides what p-queue has between a method of a queue and the task. */
export const pQueueGlue: BuiltinGlue = {
  name: "p-queue",
  isPresent: (scripts) => scripts.values().some((url) => MODULE.test(url)),
  install: ({ customize }) => INNER.map((name) => customize({ module: MODULE, name }, { hide: true })),
};
