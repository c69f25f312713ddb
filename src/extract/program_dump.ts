/** The dump of a whole program: its main thread, and each of its workers. */
import { readAwaitGraph } from "../heap/await_graph.ts";
import { workerIdOf, workersIn } from "../heap/workers.ts";
import { Dump, type WorkerIdentity } from "../model/dump.ts";
import type { Acquisition } from "../target/target.ts";
import type { MissedWorker } from "../target/workers.ts";
import { dumpOf, type DumpMaking } from "./dump.ts";
import type { AcquiredProgram } from "./program.ts";

/** The dump of what was acquired of a main thread and of its workers. */
export function dumpOfProgram({ main, workers: found }: AcquiredProgram, options: DumpMaking["options"] = {}): Dump {
  const { workers, missed, notes } = found;
  const names = new WorkerNames([main, ...workers.map(({ acquisition }) => acquisition)]);
  const dumps = workers.map(({ acquisition }) => dumpOf(acquisition, { ...options, worker: names.of(acquisition) }));
  const dump = dumpOf(main, options);
  return new Dump({
    ...dump,
    notes: [...dump.notes, ...notes, ...names.notesOn(missed)],
    workers: dumps.sort((a, b) => (a.target.worker?.id ?? 0) - (b.target.worker?.id ?? 0)),
  });
}

/** `worker 2 "pool"` */
function workerText({ id, name }: WorkerIdentity): string {
  return `worker ${id}${name === "" ? "" : ` ${JSON.stringify(name)}`}`;
}

/** Which worker is whose: each heap tells its own number, and those of the workers that it started. */
class WorkerNames {
  readonly #known = new Map<Acquisition, WorkerIdentity>();
  readonly #started = new Map<number, WorkerIdentity>();

  constructor(acquisitions: readonly Acquisition[]) {
    const ids = new Map<Acquisition, number>();
    for (const [index, acquisition] of acquisitions.entries()) {
      const { heap } = readAwaitGraph(acquisition.snapshot);
      const own = index === 0 ? undefined : workerIdOf(heap) ?? -index;
      if (own !== undefined) ids.set(acquisition, own);
      for (const { id, name, isRunning } of workersIn(heap)) {
        if (isRunning) this.#started.set(id, { id, name, ...(own === undefined ? {} : { parent: own }) });
      }
    }
    for (const [acquisition, id] of ids) {
      this.#known.set(acquisition, this.#started.get(id) ?? { id: Math.abs(id), name: "" });
      this.#started.delete(id);
    }
  }

  of(acquisition: Acquisition): WorkerIdentity {
    return this.#known.get(acquisition) ?? { id: 0, name: "" };
  }

  /** What is said of workers that were not looked at. Their heaps did not tell which is which: they are those that are left. */
  notesOn(missed: readonly MissedWorker[]): string[] {
    const left = [...this.#started.values()].sort((a, b) => a.id - b.id).map(workerText);
    const reasons = new Set(missed.map(({ reason }) => reason));
    if (missed.length > 0 && reasons.size === 1 && left.length === missed.length) {
      return [`Not looked at: ${left.join(", ")} (${[...reasons][0]}).`];
    }
    return missed.map(({ worker, reason }) => `Not looked at: a worker that runs ${worker.url} (${reason}).`);
  }
}
