/** The threads of a program, by their numbers: each heap tells its own, and those of the workers that it started. */
import { readAwaitGraph } from "../heap/await_graph.ts";
import { workerIdOf, workersIn } from "../heap/workers.ts";
import type { WorkerIdentity } from "../model/dump.ts";
import type { Acquisition } from "../target/target.ts";
import type { LookedAtWorker, MissedWorker } from "../target/workers.ts";

/** Which thread is which. */
export class Threads {
  readonly main: Acquisition;
  readonly #known = new Map<Acquisition, WorkerIdentity>();
  readonly #started = new Map<number, WorkerIdentity>();

  constructor(main: Acquisition, workers: readonly LookedAtWorker[]) {
    this.main = main;
    this.#readStarted(main, undefined);
    const ids = new Map<Acquisition, number>();
    for (const [index, { worker, acquisition }] of workers.entries()) {
      const { identity } = worker;
      const id = identity?.id ?? workerIdOf(readAwaitGraph(acquisition.snapshot).heap);
      ids.set(acquisition, id ?? -1 - index); // a number that no other has
      if (identity !== undefined) this.#started.set(identity.id, identity);
      this.#readStarted(acquisition, id);
    }
    for (const [worker, id] of ids) {
      this.#known.set(worker, this.#started.get(id) ?? { id: Math.abs(id), name: "" });
      this.#started.delete(id);
    }
  }

  /** Which worker it is; `undefined` for the main thread. */
  of(acquisition: Acquisition): WorkerIdentity | undefined {
    return this.#known.get(acquisition);
  }

  /** All that were looked at, the main thread first. */
  all(): Acquisition[] {
    return [this.main, ...this.#known.keys()];
  }

  /** What is said of workers that were not looked at. Their heaps did not tell which is which: they are those that are left. */
  notesOn(missed: readonly MissedWorker[]): string[] {
    if (this.main.running !== undefined && missed.length === 0 && this.#started.size > 0) {
      return [`Not looked at: ${[...this.#started.values()].map(threadText).join(", ")} (the main thread is busy).`];
    }
    const told = missed.flatMap(({ worker }) => worker.identity ?? []);
    const left = [...told, ...this.#started.values()].sort((a, b) => a.id - b.id).map(threadText);
    const reasons = new Set(missed.map(({ reason }) => reason));
    if (missed.length > 0 && reasons.size === 1 && left.length === missed.length) {
      return [`Not looked at: ${left.join(", ")} (${[...reasons][0]}).`];
    }
    return missed.map(({ worker, reason }) => `Not looked at: a worker that runs ${worker.url} (${reason}).`);
  }

  #readStarted(acquisition: Acquisition, parent: number | undefined): void {
    for (const { id, name, isRunning } of workersIn(readAwaitGraph(acquisition.snapshot).heap)) {
      if (isRunning) this.#started.set(id, { id, name, ...(parent === undefined ? {} : { parent }) });
    }
  }
}

/** `worker 2 "pool"`, `the main thread` */
export function threadText(worker: WorkerIdentity | undefined): string {
  if (worker === undefined) return "the main thread";
  return `worker ${worker.id}${worker.name === "" ? "" : ` ${JSON.stringify(worker.name)}`}`;
}
