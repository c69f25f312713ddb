/** The dump of a heap snapshot in a file. */
import { readAwaitGraph } from "../heap/await_graph.ts";
import type { Dump } from "../model/dump.ts";
import { SourceLines } from "../source/lines.ts";
import { acquireFile } from "../target/snapshot_file.ts";
import { dumpFrom } from "./dump.ts";
import { lookAt } from "./frames.ts";
import { OfflineScripts } from "./offline_scripts.ts";

/** What is read of a file. */
export interface SnapshotFileOptions {
  /** Labels are also values whose names do not tell that they are harmless. Default: false. */
  allLabels?: boolean;
  /** Stops reading. */
  signal?: AbortSignal;
}

/** The dump of a heap snapshot in a file. */
export async function dumpOfFile(file: string | URL, { allLabels, signal }: SnapshotFileOptions = {}): Promise<Dump> {
  const acquisition = await acquireFile(file, signal);
  const graph = readAwaitGraph(acquisition.snapshot);
  const lines = new SourceLines();
  const scripts = await OfflineScripts.of(graph, lines);
  using look = lookAt(
    {
      ...acquisition,
      sites: scripts.sites(graph),
      mapPosition: (url, line, column) => scripts.map(url, { line, column }),
    },
    lines,
    { allLabels },
  );
  return dumpFrom(look, {});
}
