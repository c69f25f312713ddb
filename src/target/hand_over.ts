/**
 * What was acquired of a process, on its way to another one through a file: a program that ends hands over the heap as it was, and
 * who started it draws it, with permissions that the program need not have.
 */
import type inspector from "node:inspector";
import { readAwaitGraph } from "../heap/await_graph.ts";
import type { AwaitSite } from "../heap/await_sites.ts";
import { hostProcess } from "../heap/host_process.ts";
import { parseSnapshot } from "../heap/snapshot.ts";
import type { Ending } from "./ending.ts";
import type { Acquisition, Position } from "./target.ts";

/** How a program ended, and its heap then. */
export interface HandedOver {
  ending: Ending;
  acquisition: Acquisition;
  /** Were all pending promises kept for it? */
  isComplete: boolean;
}

/** All but the snapshot, which follows behind a newline. */
interface Header {
  ending: Ending;
  isComplete: boolean;
  takenAt: string;
  target: Acquisition["target"];
  notes: readonly string[];
  sites: [number, AwaitSite][] | undefined;
  parked: [number, Position][];
  settled: number[];
  /** Where functions start: as V8 has it, and in the original source. */
  starts: [string, Position][];
}

/** Bytes of the address of an inspector. */
const LONGEST_URL = 1000;

/** A file that is open. */
interface Writable {
  seekSync(offset: number, whence: Deno.SeekMode): number;
  truncateSync(length?: number): void;
  writeSync(bytes: Uint8Array): number;
}

/** Write what was acquired, in place of what the file has. */
export function handOver(file: Writable, { ending, acquisition, isComplete }: HandedOver): void {
  const { takenAt, target, notes, sites, parked = [], settled = [], snapshot } = acquisition;
  const header: Header = {
    ending,
    isComplete,
    takenAt: takenAt.toISOString(),
    target,
    notes,
    sites: sites && [...sites],
    parked: [...parked],
    settled: [...settled],
    starts: [...startsOf(acquisition)],
  };
  file.seekSync(0, Deno.SeekMode.Start);
  file.truncateSync();
  for (const bytes of [new TextEncoder().encode(JSON.stringify(header) + "\n"), snapshot.bytes]) {
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  }
}

/** Write the address of the inspector, if it is open, before the program starts. */
export function handOverInspector(file: Writable): void {
  const url = (hostProcess().getBuiltinModule("node:inspector") as typeof inspector).url();
  if (url !== undefined) file.writeSync(new TextEncoder().encode(url));
}

/** The address of the inspector, as long as nothing else was handed over. */
export function inspectorIn(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes.subarray(0, LONGEST_URL));
  return /^wss?:\/\/\S+$/.test(text) ? text : undefined;
}

/** Read what was handed over at the end; `undefined` when nothing was. */
export function takeOver(bytes: Uint8Array): HandedOver | undefined {
  const end = bytes.indexOf(10);
  if (end < 0) return undefined;
  const { ending, isComplete, takenAt, target, notes, sites, parked, settled, starts }: Header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(0, end)),
  );
  const snapshot = parseSnapshot(bytes.subarray(end + 1));
  const mapped = new Map(starts);
  return {
    ending,
    isComplete,
    acquisition: {
      snapshot,
      sites: sites && new Map(sites),
      mapPosition: (url, line, column) => mapped.get(`${url}:${line}:${column}`),
      parked: new Map(parked),
      settled: new Set(settled),
      takenAt: new Date(takenAt),
      target,
      notes,
    },
  };
}

/** Only the process itself has the source maps: it looks up what a dump will ask for. */
function startsOf({ snapshot, mapPosition }: Acquisition): Map<string, Position> {
  const starts = new Map<string, Position>();
  const { functions, suspended } = readAwaitGraph(snapshot);
  for (const { closure } of suspended.values()) {
    const place = closure < 0 ? undefined : functions.place(closure);
    const position = place && mapPosition?.(place.url, place.line, place.column);
    if (place && position) starts.set(`${place.url}:${place.line}:${place.column}`, position);
  }
  return starts;
}
