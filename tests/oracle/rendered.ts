/** What rendering gives. */
import type { Imports } from "./modules.ts";
import type { Site } from "./records.ts";

/** A program as text. */
export interface Rendered {
  readonly name: string;
  /** By name of the file: its text. The first is that of the program, the others are modules that it imports. */
  readonly texts: ReadonlyMap<string, string>;
  /** By number: the place at which V8 says that a function waits. 1-based. */
  readonly sites: readonly Site[];
  /** By name of a module: those that it imports statically. */
  readonly imports: Imports;
  /** By name of a module that is imported with all that it imports: how many of them begin by themselves, and not when another one ends. */
  readonly roots: ReadonlyMap<string, number>;
}
