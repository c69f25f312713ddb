/** Which of the async functions in a heap run, while their thread stands still. */
import { readAwaitGraph } from "../heap/await_graph.ts";
import type { Snapshot } from "../heap/snapshot.ts";
import type { RunningCall, RunningStack } from "./target.ts";

/** Generator objects asked; each costs a walk through the target's heap. */
const MAX_GENERATORS = 20;

type Send = (method: string, params: object) => Promise<unknown>;

interface Answer {
  result: { objectId?: string };
  internalProperties?: { name: string; value?: { value?: unknown } }[];
}

/** The same stack, in which calls of async functions have their generator objects, as far as these can be told. */
export async function readRunning(send: Send, snapshot: Snapshot, running: RunningStack): Promise<RunningStack> {
  const { heap, functions, suspended, resuming } = readAwaitGraph(snapshot);
  const starts = new Set(running.calls.map(({ start }) => keyOf(start)));
  const candidates: [node: number, start: string][] = [];
  const pairs = heap.nodesWithField("parameters_and_registers");
  for (let i = 0; i < pairs.length; i += 2) {
    const node = pairs[i];
    const place = functions.place(heap.field(node, "function"));
    if (place === undefined || suspended.has(node) || resuming.includes(node)) continue;
    if (starts.has(keyOf(place))) candidates.push([node, keyOf(place)]);
  }
  const objectGroup = "stackscope running";
  const found = new Map<string, number[]>();
  for (const [node, start] of candidates.slice(0, MAX_GENERATORS)) {
    const isRunning = await stateOf(snapshot.nodeId[node]).catch(() => undefined) === "running"; // else it was collected
    if (isRunning) found.set(start, [...found.get(start) ?? [], node]);
  }
  if (candidates.length > 0) await send("Runtime.releaseObjectGroup", { objectGroup }).catch(() => {}); // it may be gone
  return { ...running, calls: running.calls.map((call) => ({ ...call, generator: generatorOf(call) })) };

  /** Two calls of one function cannot be told apart. */
  function generatorOf({ start }: RunningCall): number | undefined {
    const key = keyOf(start), [generator, ...others] = found.get(key) ?? [];
    const calls = running.calls.filter((call) => keyOf(call.start) === key);
    return others.length === 0 && calls.length === 1 ? generator : undefined;
  }

  async function stateOf(id: number): Promise<unknown> {
    const { result } = await send("HeapProfiler.getObjectByHeapObjectId", {
      objectId: String(id),
      objectGroup,
    }) as Answer;
    const { internalProperties = [] } = await send("Runtime.getProperties", {
      objectId: result.objectId,
      ownProperties: true,
    }) as Answer;
    return internalProperties.find(({ name }) => name === "[[GeneratorState]]")?.value?.value;
  }
}

function keyOf({ scriptId, line, column }: RunningCall["start"]): string {
  return `${scriptId}:${line}:${column}`;
}
