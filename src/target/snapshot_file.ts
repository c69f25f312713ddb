/**
 * A heap snapshot in a file, as `v8.writeHeapSnapshot()`, DevTools or `node --heapsnapshot-signal` write it: of a program that may long
 * be gone. There is nobody to ask, so there are no await positions, and values only as far as V8 writes them.
 */
import { readAwaitGraph } from "../heap/await_graph.ts";
import { runtimeOf } from "../heap/runtime_version.ts";
import { SnapshotError } from "../heap/snapshot_error.ts";
import { SnapshotReader } from "../heap/snapshot_reader.ts";
import { HeapView } from "../heap/heap_view.ts";
import { TraceMarks } from "../heap/trace_marks.ts";
import type { Snapshot } from "../heap/snapshot.ts";
import { clip, oneLine } from "../model/one_line.ts";
import { awaited, type Steps, undisturbedSteps } from "../model/steps.ts";
import { isInstance, typeWordsOf } from "../model/type_name.ts";
import { thrownText } from "../model/thrown_text.ts";
import { freeMemory } from "./free_memory.ts";
import { ANY_HEAP, heapLimit } from "./heap_limit.ts";
import { checkRoomFor } from "./remote_heap.ts";
import type { Acquisition } from "./target.ts";
import { TargetError } from "./target_error.ts";

/** Bytes that are read at once. */
const PIECE = 4 * 1024 * 1024;

/** Characters of a name that are told. */
const LONGEST_NAME = 500;

const NO_POSITIONS =
  "A heap snapshot in a file has no await positions: a function is shown at its await where it has only one. " +
  "Generators at a yield are not shown.";

/** A snapshot that was read from a file. */
export interface SnapshotFile {
  snapshot: Snapshot;
  /** Bytes of the file. */
  size: number;
  /** When it was written. */
  writtenAt: Date;
}

/**
 * Read a heap snapshot, without ever having all of it in memory: its numbers become columns as they come.
 *
 * @throws {TargetError} when there is no such file, or it is no whole heap snapshot; one line that names it and says why
 */
export function readSnapshotFile(file: string | URL, signal?: AbortSignal): Promise<SnapshotFile> {
  return undisturbedSteps(() => snapshotFileSteps(file, signal));
}

/** The same as steps. */
function* snapshotFileSteps(file: string | URL, signal: AbortSignal | undefined): Steps<SnapshotFile> {
  const name = nameOf(file);
  const refuse = (reason: string, cause?: unknown) =>
    new TargetError("snapshot", `Cannot read "${name}" as a heap snapshot: ${reason}`, { cause });
  let open: Deno.FsFile;
  try {
    const { isDirectory, isFile } = yield* awaited(Deno.stat(file)); // to open a pipe would wait for who writes
    if (isDirectory) throw new SnapshotError("it is a directory");
    if (!isFile) throw new SnapshotError("it is not a file but a device or a pipe");
    open = yield* awaited(Deno.open(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw refuse(
      error instanceof Deno.errors.NotFound ? "there is no such file, check its name" : reasonOf(error),
      error,
    );
  }
  try {
    using opened = open;
    const { size, mtime } = yield* awaited(opened.stat());
    const reader = new SnapshotReader(size);
    const piece = new Uint8Array(Math.min(PIECE, Math.max(size, 1)));
    let isChecked = false;
    while (true) {
      const read = yield* awaited(opened.read(piece));
      if (read === null) break;
      if (signal?.aborted) throw new TargetError("cancelled", `Stopped while "${name}" was read`);
      reader.push(piece.subarray(0, read));
      if (!isChecked && reader.memory !== undefined) checkMemory(reader.memory + size / 2);
      isChecked = reader.memory !== undefined;
    }
    return { snapshot: reader.finish(), size, writtenAt: mtime ?? new Date() };
  } catch (error) {
    if (error instanceof TargetError || error instanceof Deno.errors.NotCapable) throw error;
    throw refuse(error instanceof SnapshotError ? error.message : reasonOf(error), error);
  }
}

/** Take everything that a dump needs from a file, in steps. */
export function* acquireFile(file: string | URL, signal?: AbortSignal): Steps<Acquisition> {
  const { snapshot, size, writtenAt } = yield* snapshotFileSteps(file, signal);
  checkRoomFor(snapshot, heapLimit());
  const { heap } = readAwaitGraph(snapshot);
  const isTraced = new TraceMarks(heap).epoch() !== undefined;
  return {
    snapshot,
    snapshotBytes: size,
    sites: undefined,
    takenAt: writtenAt,
    target: {
      kind: "snapshot",
      title: nameOf(file),
      runtime: runtimeOf(heap),
    },
    notes: [
      NO_POSITIONS,
      ...isTraced ? [`Waits are as old as they were at the time of the file, ${time(writtenAt)}.`] : [],
    ],
  };
}

/**
 * Read a heap snapshot in a file as a graph, as {@linkcode parseHeapSnapshot} does, without having all of the file in memory.
 *
 * @param file its path or URL
 * @returns the graph
 * @throws {TypeError} when `file` is neither
 * @throws {Error} when it cannot be read, or is no whole heap snapshot; one line that says why
 * @example A file that is something else
 * ```ts
 * import { readHeapSnapshot } from "@stackscope/stackscope/lowlevel";
 * import { assertRejects } from "@std/assert";
 *
 * const file = await Deno.makeTempFile({ suffix: ".heapsnapshot" });
 * await Deno.writeTextFile(file, "[]");
 * await assertRejects(() => readHeapSnapshot(file), Error, "it is JSON, but no heap snapshot");
 * await Deno.remove(file);
 * ```
 */
export function readHeapSnapshot(file: string | URL): Promise<HeapView> {
  return undisturbedSteps(function* () {
    const { snapshot } = yield* snapshotFileSteps(file, undefined);
    return HeapView.of(snapshot, new Map());
  });
}

function nameOf(file: unknown): string {
  if (typeof file === "string") return clip(oneLine(file), LONGEST_NAME);
  if (isInstance(file, URL)) return file.href;
  throw new TypeError(
    `Cannot read a heap snapshot as 'file' must be a path or a URL: current value is ${typeWordsOf(file)}`,
  );
}

function time(date: Date): string {
  return date.toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
}

/** Without memory the process would be killed, in silence. */
function checkMemory(bytes: number): void {
  const needed = bytes / 1024 / 1024, free = heapLimit() === Infinity ? undefined : freeMemory();
  if (free === undefined || needed <= free) return;
  throw new SnapshotError(
    `it takes ${Math.ceil(needed)} MB of memory, and ${Math.floor(free)} are free: free some, or ${ANY_HEAP}`,
  );
}

/** What the system says, without its number and without the path, which Deno puts after a colon. */
function reasonOf(error: unknown): string {
  const text = thrownText(error);
  return clip(oneLine(text.replace(/ \(os error \d+\).*$/s, "")));
}
