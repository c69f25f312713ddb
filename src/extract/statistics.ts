/** Counts over the tasks of a dump: each stack and each frame once, in however many places it stands. */
import type { Context } from "../model/context.ts";
import type { AwaitSiteCount, DumpStats, StackState } from "../model/dump.ts";
import type { Frame } from "../model/frame.ts";
import type { Leaf } from "../model/leaf.ts";
import { Stack } from "../model/stack.ts";
import { stacksOf } from "./combinators.ts";

/** What can be counted in the stacks themselves. */
export type StackCounts = Omit<DumpStats, "tasks" | "snapshotBytes">;

/** Count what stands in these tasks. What is hidden is counted as hidden frames, and as nothing else. */
export function countStacks(tasks: readonly Stack[]): StackCounts {
  const counted = new Set<Stack>();
  const frames = new Set<Frame>();
  const states = new Map<StackState, number>();
  const leafKinds = new Map<string, number>(); // no plain object: hooks choose the kinds
  for (const task of tasks) {
    for (const { stack, owner } of stacksOf(task)) {
      if (counted.has(stack)) continue;
      counted.add(stack);
      if (!isRunning(stack)) { for (const frame of stack.frames) if (frame.url !== "") frames.add(frame); }
      if (!isOfProgram(stack, owner)) continue;
      const state = stateOf(stack);
      states.set(state, (states.get(state) ?? 0) + 1);
      for (const { kind } of leavesOf(stack)) leafKinds.set(kind, (leafKinds.get(kind) ?? 0) + 1);
    }
  }
  const visible = [...frames].filter((frame) => !frame.hide);
  return {
    frames: visible.length,
    hiddenFrames: frames.size - visible.length,
    states: Object.fromEntries(states),
    leafKinds: Object.fromEntries(leafKinds),
    awaitSites: awaitSitesOf(visible),
  };
}

/** Has it a function of the program? A branch without any function is the program's if the frame is that it hangs on. */
function isOfProgram({ frames }: Stack, owner: Frame | undefined): boolean {
  return frames.length === 0 ? owner !== undefined && !owner.hide : frames.some((frame) => !frame.hide);
}

/** Is it a thread that was stopped in synchronous code? Its frames are not suspended. */
export function isRunning(stack: Stack): boolean {
  return leavesOf(stack).some(({ kind }) => kind === "running");
}

function leavesOf({ leaf }: Stack): readonly Leaf[] {
  if (leaf === undefined) return [];
  return Array.isArray(leaf) ? leaf : [leaf];
}

/** The first of the states that holds. */
function stateOf(stack: Stack): StackState {
  const kinds = leavesOf(stack).map(({ kind }) => kind);
  if (kinds.some((kind) => kind === "cycle" || kind === "deadlock")) return "circle";
  if (isRunning(stack)) return "running";
  if (kinds.includes("yield")) return "yield";
  if (stack.frames.some(({ contexts }) => contexts.at(-1)?.isExiting)) return "disposing";
  if (kinds.includes("reference")) return "shared";
  if (kinds.length > 0) return "waiting";
  return stack.frames.some(({ contexts }) => contexts.some(hasStacks)) ? "joining" : "unknown";
}

function hasStacks({ children }: Context): boolean {
  return children.some((child) => child instanceof Stack);
}

/** How many frames stand at each place, the most first. */
function awaitSitesOf(frames: readonly Frame[]): AwaitSiteCount[] {
  const sites = new Map<string, AwaitSiteCount>();
  for (const { functionName, className, url, line, column } of frames) {
    const name = className === undefined ? functionName : `${className}.${functionName}`;
    const key = `${line}:${column} ${name}\n${url}`;
    const site = sites.get(key);
    if (site === undefined) sites.set(key, { functionName: name, url, line, column, count: 1 });
    else site.count++;
  }
  return [...sites.values()].sort((a, b) => b.count - a.count);
}
