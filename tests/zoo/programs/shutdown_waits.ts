// A graceful stop waits with allSettled for all jobs; one of them was removed, not ended.
// https://github.com/taskforcesh/bullmq/issues/2341

import { EventEmitter } from "node:events";

class Queue extends EventEmitter {
  #ids = new Set<number>();

  add(id: number, ms: number): void {
    this.#ids.add(id);
    setTimeout(() => this.#ids.delete(id) && this.emit(`completed:${id}`), ms);
  }

  remove(id: number): void {
    this.#ids.delete(id);
  }
}

class Job {
  constructor(readonly queue: Queue, readonly id: number) {}

  async finished(): Promise<void> {
    const completed = `completed:${this.id}`;
    await new Promise<void>((resolve) => this.queue.once(completed, resolve)); // <- stuck: Job.finished
  }
}

async function drain(jobs: Job[]): Promise<number> {
  const results = await Promise.allSettled(jobs.map((job) => job.finished())); // <- stuck: drain
  return results.filter(({ status }) => status === "fulfilled").length;
}

const queue = new Queue();
setInterval(() => console.error("listeners:", queue.eventNames().length), 5_000);
for (const id of [1, 2, 3]) queue.add(id, 50 * id);
drain([1, 2, 3].map((id) => new Job(queue, id))).then((done) => console.log("drained", done));
queue.remove(2);
setTimeout(() => console.log("ready"), 400);
