/**
 * How a program of Deno ends: naturally, because nothing keeps it any more, or stalled, because the top-level await of a module
 * waits and nothing is left that could wake it. Deno then says "Top-level await promise never resolved" and ends with 1.
 *
 * Nothing fires at a stall, so a timer looks at intervals. It is one that Deno does not wait for: it does not delay a natural end,
 * and a stall is found as soon as it is not set again (runtime-facts, section 14; an interval or a signal listener would hide the
 * stall). Deno 2.9.6.
 */
import { denoCore } from "../heap/deno_core.ts";
import { hostProcess } from "../heap/host_process.ts";
import { undisturbed } from "../model/own_language.ts";

/** How a program ends. */
export type Ending = "exit" | "stall";

/** What of Deno's core is used. */
interface Core {
  createSystemTimer(callback: () => void, milliseconds: number, isRefed: boolean): unknown;
  eventLoopHasMoreWork(): boolean;
  getActiveImmediateCount(): number;
  hasPromise(id: number): boolean;
}

/** Between two looks, in milliseconds: at first, and at most. */
const FIRST_MS = 20;
const LONGEST_MS = 250;
/** After a look at the heap that found no stall, wait longer and longer, up to so many times as long as it took. */
const MOST_REST = 16;
/** Ids of operations that are tried beyond the last one that was seen. They are given one by one, about 4 ns each to try. */
const AHEAD = 10_000_000;

/** Has a watch found that this is the end? To look at the heap leaves work for the loop, which must not mislead the next watch. */
let hasEnded = false;

/** Waits for the end of this program, until disposed. Keeps nothing alive. */
export class EndWatch implements Disposable {
  readonly #core = findCore();
  readonly #listener: (ending: Ending) => boolean;
  readonly #removers: (() => void)[] = [];
  #isOver = false;
  #isEmpty = false;
  #rest = 1;
  /** The last operation that was seen pending. */
  #operation = 0;

  /**
   * @param listener called at the end, in the turn in which it is certain or, for a stall, likely. Returns whether the program is
   *   indeed at its end; if not, a stall is looked for again later
   */
  constructor(listener: (ending: Ending) => boolean) {
    this.#listener = listener;
    undisturbed(() => {
      // Before a natural end, and not before Deno.exit(); it may still be prevented.
      this.#on("beforeunload", () => this.#isEmpty = true);
      this.#on("unload", () => {
        hasEnded ||= this.#isEmpty && this.#core?.eventLoopHasMoreWork() !== true;
        if (hasEnded) this.#tell("exit");
        this.#isOver = true;
      });
      this.#lookIn(FIRST_MS);
    });
  }

  /** Can a stalled top-level await be seen? */
  get seesStalls(): boolean {
    return this.#core !== undefined;
  }

  [Symbol.dispose](): void {
    undisturbed(() => {
      this.#isOver = true;
      for (const remove of this.#removers) remove();
    });
  }

  #on(type: string, listener: () => void): void {
    globalThis.addEventListener(type, listener);
    this.#removers.push(() => globalThis.removeEventListener(type, listener));
  }

  #lookIn(milliseconds: number): void {
    const isRefed = false;
    this.#core?.createSystemTimer(() => this.#look(milliseconds), milliseconds, isRefed);
  }

  #look(waited: number): void {
    undisturbed(() => {
      if (this.#isOver) return;
      if (!this.#isStalled()) return this.#lookIn(Math.min(waited * 1.5, LONGEST_MS));
      const started = performance.now();
      if (this.#tell("stall")) {
        this.#isOver = true;
        return;
      }
      this.#lookIn(Math.max(waited, this.#rest * (performance.now() - started)));
      this.#rest = Math.min(this.#rest * 2, MOST_REST);
    });
  }

  #tell(ending: Ending): boolean {
    return undisturbed(() => {
      try {
        return this.#listener(ending);
      } catch {
        return true; // it must not become an error of the program
      }
    });
  }

  /** Does a module wait, and nothing else is known that could wake it? The heap must tell the rest: imports, timers. */
  #isStalled(): boolean {
    const core = this.#core;
    if (core === undefined || !core.eventLoopHasMoreWork()) return false;
    return core.getActiveImmediateCount() === 0 && activeResources() === 0 && !this.#hasOperation(core);
  }

  #hasOperation(core: Core): boolean {
    const last = this.#operation;
    // The newer ones first: there are few between two looks. An older one may have outlived the last one that was seen.
    return this.#findOperation(core, last, last + AHEAD) || this.#findOperation(core, 0, last);
  }

  #findOperation(core: Core, from: number, to: number): boolean {
    for (let id = from; id < to; id++) {
      if (!core.hasPromise(id)) continue;
      this.#operation = id;
      return true;
    }
    return false;
  }
}

/** What keeps the program alive besides operations: timers, sockets of `node:net`. */
function activeResources(): number {
  const process = hostProcess() as { getActiveResourcesInfo?(): string[] };
  return process.getActiveResourcesInfo?.().length ?? 0;
}

function findCore(): Core | undefined {
  return denoCore<Core>("createSystemTimer", "eventLoopHasMoreWork", "getActiveImmediateCount", "hasPromise");
}
