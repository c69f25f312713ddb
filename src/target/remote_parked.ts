/**
 * Generators of another process that stand at a `yield`: async ones that nobody asks for their next value, and those that handlers
 * of promises resume. V8's walk does not come by; the inspector tells each one's position. Read after the snapshot: one that has
 * gone on since is left out.
 */
import { readAwaitGraph } from "../heap/await_graph.ts";
import { idleGenerators } from "../heap/idle_generators.ts";
import type { Snapshot } from "../heap/snapshot.ts";
import type { Position } from "./target.ts";

/** Generators asked in any case; each costs a walk through the target's heap. */
const MIN_GENERATORS = 20;
/** Milliseconds after which no more are asked. */
const MAX_MS = 1_000;

type Send = (method: string, params: object) => Promise<unknown>;

interface Answer {
  result: { objectId?: string; value?: unknown };
  internalProperties?: { name: string; value?: { value?: unknown } }[];
}

/** Positions in the original source, where the target has a source map, by node of the generator object. */
export async function readParked(
  send: Send,
  snapshot: Snapshot,
): Promise<{ parked: Map<number, Position>; notes: string[] }> {
  const graph = readAwaitGraph(snapshot);
  const idle = [...idleGenerators(graph)];
  const parked = new Map<number, Position>();
  const objectGroup = "stackscope parked";
  const until = performance.now() + MAX_MS;
  let asked = 0;
  for (const [node, id] of idle) {
    if (asked >= MIN_GENERATORS && performance.now() > until) break;
    asked++;
    const raw = await locationOf(id).catch(() => undefined); // collected since
    const start = graph.functions.place(graph.heap.field(node, "function"));
    const hasBegun = raw !== undefined && (raw.line !== start?.line || raw.column !== start.column);
    if (raw !== undefined && start !== undefined && hasBegun) parked.set(node, await mapped(start.url, raw));
  }
  if (idle.length > 0) await send("Runtime.releaseObjectGroup", { objectGroup }).catch(() => {}); // the target may be gone
  const left = idle.length - asked;
  const notes = left > 0 ? [`${left} generators at a yield were not looked at, as that would take too long.`] : [];
  return { parked, notes };

  async function locationOf(id: number): Promise<Position | undefined> {
    const found = await send("HeapProfiler.getObjectByHeapObjectId", { objectId: String(id), objectGroup }) as Answer;
    const { internalProperties = [] } = await send("Runtime.getProperties", {
      objectId: found.result.objectId,
      ownProperties: true,
    }) as Answer;
    const of = (name: string) => internalProperties.find((property) => property.name === name)?.value?.value;
    const place = of("[[GeneratorLocation]]") as { lineNumber: number; columnNumber: number } | undefined;
    if (of("[[GeneratorState]]") !== "suspended" || place === undefined) return undefined;
    return { line: place.lineNumber + 1, column: place.columnNumber + 1 };
  }

  async function mapped(url: string, raw: Position): Promise<Position> {
    if (!url.startsWith("file:")) return raw;
    const { result } = await send("Runtime.evaluate", {
      expression: `(() => {
        const load = globalThis.process?.getBuiltinModule ?? require;
        const path = load("node:url").fileURLToPath(${JSON.stringify(url)});
        const entry = load("node:module").findSourceMap(path)?.findEntry(${raw.line - 1}, ${raw.column - 1});
        return entry?.originalSource !== ${
        JSON.stringify(url)
      } ? null : [entry.originalLine + 1, entry.originalColumn + 1];
      })()`,
      includeCommandLineAPI: true,
      returnByValue: true,
    }) as Answer;
    if (!Array.isArray(result.value)) return raw;
    const [line, column] = result.value as [number, number];
    return { line, column };
  }
}
