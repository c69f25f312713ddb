/** Circles of waits that nothing can end. */
import type { AwaitGraph, Suspended } from "../heap/await_graph.ts";
import { circlesOf, shortestCircle } from "./wait_circles.ts";

/** One suspended function in a circle. */
export interface CircleMember {
  suspended: Suspended;
  /** What it waits for, in words. */
  waitsFor: string;
  /** Index of the member who would have to go on first. */
  heldBy: number;
  /** The function that took what this one waits for; `undefined` where the next one makes it. */
  holder: Suspended | undefined;
}

/** A circle of waits. */
export interface Circle {
  kind: string;
  description: string;
  certain: boolean;
  members: CircleMember[];
}

/** The circles of waits in a heap. */
export function findDeadlocks(graph: AwaitGraph): Circle[] {
  const holders = () => [];
  const found: Circle[] = [];
  for (const part of circlesOf(graph, holders)) {
    const way = shortestCircle(graph, part, holders);
    const frames = way.flatMap((node) => graph.suspended.get(node) ?? []);
    if (frames.length === 0) continue;
    const members = frames.map((suspended, i): CircleMember => {
      const heldBy = (i + 1) % frames.length;
      const waitsFor = frames.length === 1 ? "its own promise" : `${nameOf(graph, frames[heldBy])}()`;
      return { suspended, waitsFor, heldBy, holder: undefined };
    });
    const isSelf = members.length === 1;
    found.push({
      kind: isSelf ? "self-await" : "promises",
      description: isSelf ? "1 task waits for itself" : `${members.length} functions wait for each other`,
      certain: true,
      members,
    });
  }
  return found;
}

function nameOf({ heap, functions }: AwaitGraph, { closure, receiver, kind }: Suspended): string {
  if (kind === "module") return "<module>";
  const method = receiver < 0 || closure < 0 ? undefined : functions.method(closure, receiver);
  const name = closure < 0 ? "" : heap.name(closure) || method?.name || "<anonymous>";
  return method?.className === undefined ? name : `${method.className}.${name}`;
}
