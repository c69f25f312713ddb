/**
 * Our promise hooks in V8: only those that are needed now, as each makes every promise of the program a little slower. Where the lists
 * of the core cannot be had, a hook that was put in stays, and does nothing while it is not needed.
 */
import { undisturbed } from "../model/own_language.ts";
import type { HookLists, PromiseHook, RuntimeCore } from "./runtime.ts";

/** Ours, in the order of the lists. */
export type Hooks = readonly [init: PromiseHook, before: PromiseHook, after: PromiseHook, settled: PromiseHook];

/** Which of them are in. */
export type WantedHooks = "none" | "init" | "init and settled" | "all";

const WANTED: Readonly<Record<WantedHooks, readonly boolean[]>> = {
  "none": [false, false, false, false],
  "init": [true, false, false, false],
  "init and settled": [true, false, false, true],
  "all": [true, true, true, true],
};

export class InstalledHooks {
  readonly #core: RuntimeCore;
  readonly #findLists: () => HookLists | undefined;
  readonly #hooks: Hooks;
  readonly #areIn = [false, false, false, false];
  #wanted: WantedHooks = "none";
  /** Are there hooks that wait to be taken out? */
  #isLate = false;
  #lists: { found: HookLists | undefined } | undefined;

  /** `findLists` is called once, when a hook is to be taken out. It takes some 50 ms, and never within a hook. */
  constructor(core: RuntimeCore, findLists: () => HookLists | undefined, hooks: Hooks) {
    this.#core = core;
    this.#findLists = findLists;
    this.#hooks = hooks;
  }

  /** Let these be in, and the others not, as far as that can be done now. May be called within a hook. */
  want(wanted: WantedHooks): void {
    this.#wanted = wanted;
    const isWanted = WANTED[wanted];
    const added: (PromiseHook | null)[] = [null, null, null, null];
    const lists = this.#lists?.found;
    let isChanged = false;
    for (let i = 0; i < added.length; i++) {
      if (isWanted[i] === this.#areIn[i]) continue;
      if (isWanted[i]) added[i] = this.#hooks[i];
      else if (lists !== undefined) takeOut(lists[i], this.#hooks[i]);
      else {
        this.#isLate = true;
        continue;
      }
      this.#areIn[i] = isWanted[i];
      isChanged = true;
    }
    // Undisturbed, as the runtime keeps its lists with functions of the language, and this may be in the midst of the program.
    if (isChanged) undisturbed(() => this.#core.setPromiseHooks(added[0], added[1], added[2], added[3]));
  }

  /** Take out what could not be taken out at once, in a turn of our own. */
  catchUp(): void {
    if (!this.#isLate) return;
    this.#isLate = false;
    this.#lists ??= { found: this.#findLists() };
    if (this.#lists.found !== undefined) this.want(this.#wanted);
  }
}

function takeOut(list: PromiseHook[], hook: PromiseHook): void {
  let kept = 0;
  for (let i = 0; i < list.length; i++) {
    if (list[i] !== hook) list[kept++] = list[i];
  }
  list.length = kept;
}
