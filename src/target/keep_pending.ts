/**
 * Promises kept alive while they are pending, so that a heap shows what waits for them even where nothing else refers to them. It is
 * for the end of a program, which comes before anybody could tell what was collected.
 *
 * Its promise hooks are not taken away again, as that costs more (`promise_hooks.ts`) than it saves at the end of a program; when they are
 * of no use any more they do next to nothing.
 */
import { denoCore } from "../heap/deno_core.ts";

type Hook = ((promise: object) => void) | null;

interface Core {
  setPromiseHooks(init: Hook, before: Hook, after: Hook, resolve: Hook): void;
}

/** So many pending promises are no stalled program, but a leak in the making. */
const MOST = 50_000;

/** Known by its name in a heap: who keeps promises for this is not who could settle them (`leaves/holders.ts`). */
class StackscopeKeptPromises extends Set<object> {}

/** Keeps all promises that are made from here on while they are pending, until disposed, or until there are too many. */
export class PendingKeeper implements Disposable {
  #kept: StackscopeKeptPromises | undefined;

  constructor(most: number = MOST) {
    const core = denoCore<Core>("setPromiseHooks");
    if (core === undefined) return;
    this.#kept = new StackscopeKeptPromises();
    const keep = (promise: object) => {
      if (this.#kept === undefined) return;
      this.#kept.add(promise);
      if (this.#kept.size > most) this.#kept = undefined;
    };
    core.setPromiseHooks(keep, null, null, (promise) => this.#kept?.delete(promise));
  }

  /** Has it kept all promises that are pending since it was made? */
  get isComplete(): boolean {
    return this.#kept !== undefined;
  }

  [Symbol.dispose](): void {
    this.#kept = undefined;
  }
}
