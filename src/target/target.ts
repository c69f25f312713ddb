/** One interface over all ways to look at an isolate: this process, another one over the inspector, a file. */
import type { AwaitSite } from "../heap/await_sites.ts";
import type { Snapshot } from "../heap/snapshot.ts";

/** A place in a source file; 1-based. */
export interface Position {
  line: number;
  column: number;
}

/** One call of a stack that runs. */
export interface RunningCall {
  /** As V8 writes it: `method`, `Class.method` of a static method; `""` for nameless functions and modules. */
  name: string;
  /** Name of the type of the receiver, of a call that has one. */
  type: string | undefined;
  /** As V8 has it; `""` for evaluated code without one. */
  url: string;
  /** In the original source, where that is known. */
  line: number;
  column: number;
  /** Where its function starts, in the script as V8 runs it. */
  start: Position & { scriptId: number };
  /** Node of the generator object, of a call of an async function that has awaited something. */
  generator?: number;
}

/** A thread that was looked at in the middle of synchronous code. */
export interface RunningStack {
  /** The calls at the last look, innermost first. */
  calls: readonly RunningCall[];
  /** How many looks there were. */
  looks: number;
  /** So many calls, the outermost ones, were the same in all looks. */
  common: number;
  /** Milliseconds for which the thread has not yielded, at least: since it was first asked. */
  busyMs: number;
  /** Another debugger has stopped it there: it is not busy. */
  isHeld: boolean;
}

/** What comes back from one isolate, all of the same synchronous turn. */
export interface Acquisition {
  /** The heap snapshot. */
  snapshot: Snapshot;
  /** Bytes of the snapshot, where `snapshot` has not all of them. */
  snapshotBytes?: number;
  /** Await positions, by node of the await closure; `undefined` when the walk was not possible, and then `notes` says why. */
  sites: ReadonlyMap<number, AwaitSite> | undefined;
  /** From a position in a script as V8 runs it to the original source, where the engine can. */
  mapPosition?: (url: string, line: number, column: number) => Position | undefined;
  /** What the source map of a file of TypeScript, as it is now, tells of its texts; `undefined` where there is none. */
  mappedTexts?: (url: string) => MappedTexts | undefined;
  /** Async generators parked at a `yield`: where, by node of the generator object. */
  parked?: ReadonlyMap<number, Position>;
  /** Promises that have settled though their node has no result: V8 shows no small integers. Only asked for at the end of a program. */
  settled?: ReadonlySet<number>;
  /** Names and previews of locals, by node of the generator object; `undefined` where they were not asked for. */
  locals?: ReadonlyMap<number, Readonly<Record<string, string>>>;
  /**
   * Values of async contexts that the snapshot has no text of: by node of the key of their store, or of the Map that has them, and by
   * their names.
   */
  storeTexts?: ReadonlyMap<number, Readonly<Record<string, string>>>;
  /** Numbers of the workers of which there are dumps, too; `undefined` where workers cannot be looked at. */
  workers?: ReadonlySet<number>;
  /** What runs, where that is not who looks: a thread of another program that was stopped in synchronous code. */
  running?: RunningStack;
  takenAt: Date;
  target: { kind: string; pid?: number; title?: string; runtime?: string };
  notes: readonly string[];
}

/** Lengths of texts, in UTF-16 units. */
export interface MappedTexts {
  /** What V8 may have been given. */
  emitted: readonly number[];
  /** What it was made of; `undefined` where the map does not have it. */
  original: number | undefined;
}

/** What a source map tells. Deno does not give V8 the last line, a comment with the map; Node does. */
export function mappedTexts(
  lineLengths: readonly number[] | null | undefined,
  original: number | null | undefined,
): MappedTexts | undefined {
  if (!lineLengths) return undefined;
  const rest = lineLengths.slice(0, -1).reduce((sum, length) => sum + length + 1, 0), last = lineLengths.at(-1) ?? 0;
  return { emitted: [rest, rest + last, rest + last + 1], original: original ?? undefined };
}
