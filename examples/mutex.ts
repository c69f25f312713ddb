/**
 * A mutex as any library could have one, and the glue that shows in dumps who holds it. The library imports nothing of
 * stackscope but types, which are gone when it runs: whoever uses it without stackscope pays one push to an array.
 */
import type { Glue } from "@stackscope/stackscope";

/** One holder at a time, in the order of asking. */
export class Mutex {
  holder?: Lock;
  readonly queue: { lock: Lock; begin: () => void }[] = [];

  constructor(readonly name: string) {}

  /** Wait for the lock. `owner` says to people for whom. */
  async acquire(owner: string): Promise<Lock> {
    const lock = new Lock(this, owner);
    if (this.holder === undefined) {
      this.holder = lock;
    } else {
      const turn = Promise.withResolvers<void>();
      this.queue.push({ lock, begin: turn.resolve });
      await turn.promise;
    }
    return lock;
  }

  /** Pass the lock on. */
  release(): void {
    const next = this.queue.shift();
    this.holder = next?.lock;
    next?.begin();
  }
}

/** The right to go on; held until it is disposed of. */
export class Lock implements Disposable {
  constructor(readonly mutex: Mutex, readonly owner: string) {}

  [Symbol.dispose](): void {
    this.mutex.release();
  }
}

// glue: begin
const glue = (globalThis as unknown as { [key: symbol]: Glue[] })[Symbol.for("stackscope.glue")] ??= [];
glue.push({
  name: "mutex",
  install: ({ Context, Leaf, elaborateContext, elaborateFrame, inspectFrame }) => [
    elaborateContext.register(Lock, ({ mutex, owner }, context) => {
      context.description = `mutex "${mutex.name}", held by ${owner}, ${mutex.queue.length} waiting`;
      context.children = mutex.queue.map(({ lock }) => new Context({ description: `wanted by ${lock.owner}` }));
    }),
    elaborateFrame.register(Mutex.prototype.acquire, (frame) => {
      const { name, holder } = inspectFrame(frame).receiver as Mutex;
      return holder && new Leaf({ kind: "lock", description: `mutex "${name}", held by ${holder.owner}`, obj: holder });
    }),
  ],
});
// glue: end
