/** Timers in a heap: those of `setTimeout()` and `setInterval()`, which Deno makes with Node's class `Timeout` (Deno 2.9.6). */
import type { HeapGraph } from "../heap/heap_graph.ts";
import { booleanOf, numberOf } from "../heap/plain_values.ts";

/** What is known of a timer. */
export interface TimerState {
  description: string;
  details: Record<string, string | number | boolean>;
}

/** A timer's delay, and when it is due. `now`: when the heap was seen; `undefined` where no clock tells. */
export function timerState(heap: HeapGraph, node: number, now: number | undefined): TimerState {
  const delay = numberOf(heap, node, "_idleTimeout"), started = numberOf(heap, node, "_idleStart");
  const repeats = booleanOf(heap, node, "_repeat") === true || numberOf(heap, node, "_repeat") !== undefined;
  const call = repeats ? "setInterval" : "setTimeout";
  if (delay === undefined) return { description: call, details: {} };
  const details = { delay, repeats };
  const dueIn = now === undefined || started === undefined ? undefined : Math.round(started + delay - now);
  // The start of an interval stays that of its first turn. One that is overdue by the clock may wait behind a busy thread, or
  // the clock was set.
  if (dueIn === undefined || dueIn < 0 || dueIn > delay) return { description: `${call} ${delay} ms`, details };
  return { description: `${call} ${delay} ms, due in ${duration(dueIn)}`, details: { ...details, dueIn } };
}

/** A time to come, in the largest unit that says enough. */
function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds} ms`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds <= 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes <= 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
