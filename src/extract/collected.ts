/** Functions that can never go on, as the trace engine knows them: no heap has them any more. */
import type { Frame } from "../model/frame.ts";
import { Leaf } from "../model/leaf.ts";
import { Stack } from "../model/stack.ts";
import type { SourceLines } from "../source/lines.ts";
import type { Awaiter, CollectedWait } from "../trace/collected.ts";
import { frameOfCall, framesOfCalls, inScript } from "./call_places.ts";
import { nameOf } from "./waits.ts";

const NEVER = "can never resume: the promise was collected while pending, so nothing could settle it";

/** The stacks of what was collected, those that somebody waits for first. `now` by the clock of the trace. */
export function collectedStacks(waits: readonly CollectedWait[], now: number, lines: SourceLines): Stack[] {
  const stacks = waits.map((wait) => stackOf(wait, now, lines)).filter((stack) => stack !== undefined);
  stacks.sort((a, b) => a.rank - b.rank);
  return stacks.map(({ stack }, index) => new Stack({ ...stack, id: String(index + 1) }));
}

function stackOf(wait: CollectedWait, now: number, lines: SourceLines): { stack: Stack; rank: number } | undefined {
  const frames = wait.frames.map(({ place, since }) =>
    frameOfCall(inScript(place, lines), lines, { isAsync: true, age: Math.max(0, now - since) })
  );
  const shown = frames.find((frame) => !frame.hide);
  if (shown === undefined) return undefined; // the runtime's own leftovers
  const { count, awaiter, combinator } = wait;
  const leaf = new Leaf({
    kind: "collected",
    description: NEVER,
    details: { awaiter, count },
    creation: framesOfCalls(wait.creation, lines),
  });
  const times = count > 1 ? ` (${count} times)` : "";
  const stack = new Stack({ root: nameOf(shown) + remarkOf(awaiter, combinator) + times, frames, leaf });
  return { stack, rank: awaiter === "settled" ? 1 : 0 };
}

/** Which of these stacks is the one that a module waits for, by the line at which it does; -1 when none or more than one could be. */
export function indexOfModule(stacks: readonly Stack[], module: Frame): number {
  const isOf = ({ frames: [outermost], leaf }: Stack) =>
    leaf instanceof Leaf && leaf.kind === "collected" && outermost.functionName === NAMELESS &&
    outermost.url === module.url && outermost.line === module.line;
  const first = stacks.findIndex(isOf);
  return first === stacks.findLastIndex(isOf) ? first : -1;
}

/** The trace knows the body of a module as a function without a name; the heap, in which it is left, knows more. */
const NAMELESS = "<anonymous>";

/** The stack with the module's own frame in the place of that function. */
export function withModule(stack: Stack, frames: readonly Frame[]): Stack {
  const [traced, ...inner] = stack.frames;
  for (const frame of frames) frame.age ??= traced.age;
  return new Stack({ ...stack, root: nameOf(frames[0]), frames: [...frames, ...inner] });
}

/** Who waits for the outermost function. */
function remarkOf(awaiter: Awaiter, combinator: string | undefined): string {
  if (awaiter === "nobody") return ", which nobody awaits";
  if (awaiter === "handlers") return ", which only handlers wait for";
  if (awaiter === "pending") return `, an arm of Promise.${combinator}`;
  if (awaiter === "settled") return `, an arm of Promise.${combinator} that has settled without it: harmless`;
  return "";
}
