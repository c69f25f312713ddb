/** What a process of the fuzz is told, and what it tells. */

import type { Spec } from "./specs.ts";

/** What one process does. */
export interface Batch {
  seed: number;
  /** What the hostile values are made of. */
  specs: readonly Spec[];
  /** How many of the calls that take a heap snapshot each. */
  looks: number;
  /** How many of the calls that read a file. */
  files: number;
  /** Name of an environment. */
  environment: string;
  /** Is it installed before the library is imported, or after? */
  when: "before" | "after";
  /** Does what must not run throw, too? */
  throwing: boolean;
  /** Only this call. */
  only?: string;
}

/** What came of it. */
export interface Report {
  /** A case is one value in one place under one public function. */
  cases: number;
  dumps: number;
  frames: number;
  failures: Failure[];
}

/** A call that did what it must not. */
export interface Failure {
  call: string;
  /** What the value was made of. */
  value: string;
  problem: string;
}
