/** What is asked of a heap to find what can still go on in it, and what is answered (`liveness.ts`). */
import type { CodeTexts, Site } from "./code_texts.ts";

/** What is live. */
export interface Liveness {
  /** Nodes of promises that may be settled, and of suspended functions that may go on. */
  readonly live: ReadonlySet<number>;
  /** Code was met whose text cannot be read: nothing is known of what it may do. */
  readonly isBlind: boolean;
  /** Can any code of the program still run? */
  readonly hasCode: boolean;
  /** Does code that can run mention this name? */
  mayCall(name: string): boolean;
  /** Can code that can run get at this? */
  isReached(node: number): boolean;
}

/** What the search needs to know besides the heap. */
export interface LivenessOptions {
  texts: CodeTexts;
  /** Where a suspended function awaits, by node of its resume closure. */
  sites: ReadonlyMap<number, Site>;
  /** Promises that the runtime settles only when those have ended who are known to hold them: of imports, of web locks. */
  outside: ReadonlySet<number>;
  /** Objects that only these promises would lead to, such as the listeners of a message that nobody can send. Default: none. */
  deaf?: ReadonlySet<number>;
  /** Where the functions are that run now. */
  running: readonly Site[];
  /** May one rejected branch end a `Promise.all`? Otherwise it must wait for all. */
  allMayFail: boolean;
}
