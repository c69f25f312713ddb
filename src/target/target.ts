/** One interface over all ways to look at an isolate: this process, another one over the inspector, a file. */
import type { AwaitSite } from "../heap/await_sites.ts";
import type { Snapshot } from "../heap/snapshot.ts";

/** A place in a source file; 1-based. */
export interface Position {
  line: number;
  column: number;
}

/** What comes back from one isolate, all of the same synchronous turn. */
export interface Acquisition {
  /** The heap snapshot. */
  snapshot: Snapshot;
  /** Bytes of the snapshot, where `snapshot` has not all of them. */
  snapshotBytes?: number;
  /** Await positions; `undefined` when the walk was not possible, and then `notes` says why. */
  sites: readonly AwaitSite[] | undefined;
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
