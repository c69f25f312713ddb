/**
 * Circles of waits in a heap: strongly connected parts of "waits for". Suspended functions wait for the promise that they
 * await; a promise waits for the function whose result it is, for the promises that it was made of, or for whoever holds
 * what settles it.
 */
import type { AwaitGraph } from "../heap/await_graph.ts";

/** What a promise without maker waits for, by node: suspended functions that hold what settles it. */
export type HoldersOfPromise = (promise: number) => readonly number[];

/** What a node of the graph waits for: nodes of promises and of suspended functions. */
export function waitedFor(graph: AwaitGraph, node: number, holders: HoldersOfPromise): readonly number[] {
  const suspended = graph.suspended.get(node);
  if (suspended !== undefined) return [suspended.awaits];
  const producer = graph.producers.get(node);
  if (producer !== undefined) return [producer.node];
  const combinator = graph.combinators.get(node), derivations = graph.derivations.get(node);
  if (combinator === undefined && derivations === undefined) return holders(node);
  const found: number[] = [];
  for (const { promise } of combinator?.branches ?? []) found.push(promise);
  for (const { from } of derivations ?? []) found.push(from);
  return found;
}

/** The parts in which each node waits for each other one. Without recursion, as chains may be long. */
export function circlesOf(graph: AwaitGraph, holders: HoldersOfPromise): number[][] {
  const { nodeCount } = graph.heap.snapshot;
  /** Order in which nodes were met, from 1 on, and the lowest that each reaches. */
  const order = new Uint32Array(nodeCount), low = new Uint32Array(nodeCount), onStack = new Uint8Array(nodeCount);
  const stack: number[] = [];
  const circles: number[][] = [];
  let met = 0;
  /** The way to where the search is, with what each node on it waits for and how much of that was looked at. */
  const path: number[] = [], waits: (readonly number[])[] = [], passed: number[] = [];
  const enter = (node: number) => {
    order[node] = low[node] = ++met;
    stack.push(node);
    onStack[node] = 1;
    path.push(node);
    waits.push(waitedFor(graph, node, holders));
    passed.push(0);
  };
  for (const start of graph.suspended.keys()) {
    if (order[start] > 0) continue;
    enter(start);
    for (let at = 0; at >= 0; at = path.length - 1) {
      const node = path[at], next = waits[at];
      if (passed[at] < next.length) {
        const to = next[passed[at]++];
        if (order[to] === 0) enter(to);
        else if (onStack[to] === 1) low[node] = Math.min(low[node], order[to]);
        continue;
      }
      path.length = waits.length = passed.length = at;
      if (at > 0) low[path[at - 1]] = Math.min(low[path[at - 1]], low[node]);
      if (low[node] !== order[node]) continue;
      const part: number[] = [];
      for (let member = -1; member !== node;) {
        member = stack.pop() ?? node;
        onStack[member] = 0;
        part.push(member);
      }
      if (part.length > 1 || next.includes(node)) circles.push(part);
    }
  }
  return circles;
}

/** A shortest way within a part from a node back to itself, the node first. */
export function shortestCircle(graph: AwaitGraph, part: readonly number[], holders: HoldersOfPromise): number[] {
  const inside = new Set(part);
  let best: number[] = [];
  for (const start of part.filter((node) => graph.suspended.has(node)).slice(0, MOST_STARTS)) {
    const cameFrom = new Map<number, number>();
    const open = [start];
    search: for (let at = 0; at < open.length; at++) {
      for (const to of waitedFor(graph, open[at], holders)) {
        if (!inside.has(to) || cameFrom.has(to)) continue;
        cameFrom.set(to, open[at]);
        if (to === start) break search;
        open.push(to);
      }
    }
    if (!cameFrom.has(start)) continue;
    const way: number[] = [];
    for (let node = start, first = true; first || node !== start; first = false) {
      node = cameFrom.get(node) ?? start;
      way.unshift(node);
    }
    if (best.length === 0 || way.length < best.length) best = way;
  }
  return best;
}

/** Starts that are tried. */
const MOST_STARTS = 20;
