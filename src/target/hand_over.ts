/**
 * What was acquired of a process, on its way to another one through a file: a program that ends hands over the heap as it was, and
 * who started it draws it, with permissions that the program need not have.
 */
import type { AwaitSite } from "../heap/await_sites.ts";
import { parseSnapshot } from "../heap/snapshot.ts";
import type { Ending } from "./ending.ts";
import type { Acquisition, Position } from "./target.ts";

/** How a program ended, and its heap then. */
export interface HandedOver {
  ending: Ending;
  acquisition: Acquisition;
}

/** All but the snapshot, which follows behind a newline. */
interface Header {
  ending: Ending;
  takenAt: string;
  target: Acquisition["target"];
  notes: readonly string[];
  sites: readonly AwaitSite[] | undefined;
  parked: [number, Position][];
}

/** A file that is open. */
interface Writable {
  seekSync(offset: number, whence: Deno.SeekMode): number;
  truncateSync(length?: number): void;
  writeSync(bytes: Uint8Array): number;
}

/** Write what was acquired, in place of what the file has. */
export function handOver(file: Writable, { ending, acquisition }: HandedOver): void {
  const { takenAt, target, notes, sites, parked = [], snapshot } = acquisition;
  const header: Header = { ending, takenAt: takenAt.toISOString(), target, notes, sites, parked: [...parked] };
  file.seekSync(0, Deno.SeekMode.Start);
  file.truncateSync();
  for (const bytes of [new TextEncoder().encode(JSON.stringify(header) + "\n"), snapshot.bytes]) {
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  }
}

/** Read what was handed over; `undefined` when nothing was. */
export function takeOver(bytes: Uint8Array): HandedOver | undefined {
  const end = bytes.indexOf(10);
  if (end < 0) return undefined;
  const { ending, takenAt, target, notes, sites, parked }: Header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(0, end)),
  );
  const snapshot = parseSnapshot(bytes.subarray(end + 1));
  return {
    ending,
    acquisition: { snapshot, sites, parked: new Map(parked), takenAt: new Date(takenAt), target, notes },
  };
}
