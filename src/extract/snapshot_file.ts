/** The dump of a heap snapshot in a file. */
import { readAwaitGraph } from "../heap/await_graph.ts";
import type { Dump } from "../model/dump.ts";
import { type Steps, undisturbedSteps } from "../model/steps.ts";
import { SourceLines } from "../source/lines.ts";
import { acquireFile } from "../target/snapshot_file.ts";
import { dumpFrom } from "./dump.ts";
import { lookAt } from "./frames.ts";
import { OfflineScripts } from "./offline_scripts.ts";
import { checkOptions } from "../model/given.ts";

/** What is read of a file. */
export interface SnapshotFileOptions {
  /** Labels are also values whose names do not tell that they are harmless. Default: false. */
  allLabels?: boolean;
  /** Stops reading. */
  signal?: AbortSignal;
}

/**
 * The dump of a heap snapshot in a file, as `v8.writeHeapSnapshot()` of Deno and Node, `node --heapsnapshot-signal` and the developer
 * tools of Chrome write it: of a program that need no longer be there.
 *
 * A snapshot does not tell at which `await` a function is suspended, and nobody is there who could be asked: a function with one
 * `await` is shown at that, others where they start; the notes say so. Source lines, and positions in TypeScript, are there where the
 * file of the script is still what ran, which takes `--allow-read`, and for TypeScript `--allow-run`. There are no locals.
 *
 * @param file its path or URL
 * @param options what is read of it
 * @returns the dump; `takenAt` is the time of the file
 * @throws {TypeError} when `file` is neither
 * @throws {Error} when it cannot be read, or is no whole heap snapshot; one line that says why
 * @example A dump of an earlier moment
 * ```ts
 * import { extractSnapshot } from "@stackscope/stackscope";
 * import { assert, assertEquals } from "@std/assert";
 * import { writeHeapSnapshot } from "node:v8";
 *
 * const door = Promise.withResolvers<void>();
 * async function passDoor() {
 *   await door.promise;
 * }
 *
 * const passing = passDoor();
 * const file = `${await Deno.makeTempDir()}/earlier.heapsnapshot`;
 * writeHeapSnapshot(file);
 * door.resolve();
 * await passing;
 *
 * const dump = await extractSnapshot(file);
 * assertEquals(dump.target.kind, "snapshot");
 * assert(dump.tasks.some(({ frames }) => frames.some(({ functionName }) => functionName === "passDoor")));
 * await Deno.remove(file);
 * ```
 */
export function extractSnapshot(file: string | URL, options: SnapshotFileOptions = {}): Promise<Dump> {
  return undisturbedSteps(() => {
    checkOptions(options, "extract");
    return extractInSteps(file, options);
  });
}

function* extractInSteps(file: string | URL, { allLabels, signal }: SnapshotFileOptions): Steps<Dump> {
  const acquisition = yield* acquireFile(file, signal);
  const graph = readAwaitGraph(acquisition.snapshot);
  const lines = new SourceLines();
  const scripts = yield* OfflineScripts.of(graph, lines);
  using look = lookAt(
    {
      ...acquisition,
      notes: [...acquisition.notes, ...scripts.notes(graph)],
      sites: scripts.sites(graph),
      mapPosition: (url, line, column) => scripts.map(url, { line, column }),
    },
    lines,
    { allLabels },
  );
  return dumpFrom(look, {});
}
