/**
 * Live objects of a process that are found again in its snapshot: they stand in it under a name that nothing else has.
 *
 * Everything here refers to nothing outside itself, or only to what `walkSource` sends along (`await_walk.ts`).
 */
import type { HeapStatistics } from "./snapshot_cost.ts";
import { findStrings, nodesWithEdge, type Snapshot } from "./snapshot.ts";

// deno-lint-ignore ban-types -- any function or class, whatever it takes
export type AnyFunction = Function;

/** A stream that gives all of its chunks, and then `null`, to its `push()` before its `_read()` returns. Deno 2.9.6, Node 20. */
interface SnapshotStream {
  _read(size: number): void;
  read(): Uint8Array | null;
  push(chunk: Uint8Array | null): boolean;
}

/** What the walk needs of `node:v8` and `node:vm`. */
export interface WalkModules {
  v8: HeapStatistics & { getHeapSnapshot(options?: { exposeNumericValues: boolean }): SnapshotStream };
  vm: {
    createContext(contextObject: object, options: object): object;
    runInContext(code: string, context: object): unknown;
  };
}

/**
 * The snapshot's bytes, with `functions` in it under the name `token`. They stand in it in arrays of at most 1,000: V8 names
 * each place of an array in the snapshot, by a string that all arrays share, and 100,000 names take longer than the rest.
 */
export function takeHandedOver(functions: AnyFunction[], token: string, modules: WalkModules): Uint8Array {
  const portions: AnyFunction[][] = [];
  const { length } = functions;
  for (let from = 0; from < length; from += 1000) {
    const portion: AnyFunction[] = [];
    for (let at = from; at < length && at < from + 1000; at++) portion[at - from] = functions[at];
    portions[portions.length] = portion;
  }
  functions.length = 0; // or it would stand in the snapshot too
  try {
    return takeSnapshot({ [token]: portions }, modules);
  } finally {
    for (let at = 0; at < length; at++) functions[at] = portions[Math.floor(at / 1000)][at % 1000];
  }
}

/** The snapshot's bytes, with the properties of `handOver` in it. */
export function takeSnapshot(handOver: Record<string, unknown[]>, modules: WalkModules): Uint8Array {
  let stream: SnapshotStream;
  try {
    stream = modules.v8.getHeapSnapshot({ exposeNumericValues: true }); // Deno does so unasked
  } catch (error) { // a stream cannot be made where the program has frozen the prototypes of streams
    throw new Error(
      `Cannot take a heap snapshot as the runtime does not give one: ${
        error instanceof Error ? error.message : typeof error
      }`,
    );
  }
  const chunks: Uint8Array[] = [];
  // The stream's own functions would queue ticks by `process.nextTick`, which the program may have replaced. And while a tick is due, Deno
  // lets functions that wait for imports go on in another order.
  stream.read = () => null;
  stream.push = (chunk) => {
    if (chunk !== null) chunks[chunks.length] = chunk;
    return true;
  };
  stream._read(0);
  if (Object.keys(handOver).length === 0) throw new Error("unreachable: this line keeps the hand-over alive");
  if (chunks.length === 1) return chunks[0];
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Nodes of what was handed over under the name `token`, by its index; 0, which is the root, for what has no node. */
export function handedOver(snapshot: Snapshot, token: string): Uint32Array {
  const { firstEdge, edgeType, edgeName, edgeTo } = snapshot;
  const link = (name: string) => snapshot.edgeTypes.indexOf(name);
  const ELEMENT = link("element");
  const [TOKEN] = findStrings(snapshot, [token]);
  const [, list] = nodesWithEdge(snapshot, link("property"), TOKEN);
  if (list === undefined) throw new Error("Cannot find the hand-over in this heap snapshot: unknown layout");
  const portions: number[] = [];
  for (let e = firstEdge[list]; e < firstEdge[list + 1]; e++) {
    if (edgeType[e] === ELEMENT) portions[edgeName[e]] = edgeTo[e];
  }
  const nodes = new Uint32Array(portions.length * 1000);
  portions.forEach((portion, at) => {
    for (let e = firstEdge[portion]; e < firstEdge[portion + 1]; e++) {
      if (edgeType[e] === ELEMENT) nodes[at * 1000 + edgeName[e]] = edgeTo[e];
    }
  });
  return nodes;
}
