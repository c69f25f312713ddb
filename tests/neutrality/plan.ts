/** How a process of random programs is looked at, and what the looks saw. */

/** Ways to look. `"none"` is what the others are held against. */
export const LOOKS = [
  "none",
  "extractAll",
  "texts",
  "items",
  "locals",
  "heap",
  "signal",
  "trace all",
  "trace sampled",
  "trace none",
] as const;

/** A way to look. `"rude"` disturbs: with it the comparison is tested. */
export type HowToLook = typeof LOOKS[number] | "rude";

/** The ways in which a process ends. */
export const ENDS = [
  "by itself",
  "with a status of its own",
  "by Deno.exit()",
  "by a rejection that nobody handles",
  "by a rejection that is handled late",
  "by an error in a timer",
  "by a stall",
  "by a dump as it unloads",
  "by an error while its module is loaded",
] as const;

/** How a process is watched. */
export interface WaysToWatch {
  how: HowToLook;
  /** Where rejections stand in the log: apart, where turns of the event loop differ in what falls due in them. */
  rejections: "in order" | "apart";
  /** Numbers of the events at which to look. */
  moments: readonly number[];
  /** Stop some times, and go on at a byte from stdin. */
  pauses: boolean;
  /** File for what was seen; `""` for none. */
  seen: string;
}

/** What a process does that runs programs which were written for this. */
export interface Plan extends WaysToWatch {
  seeds: readonly number[];
  turns: "timeout" | "immediate";
}

/** What was seen: a test whose dumps see nothing proves nothing. */
export interface Seen {
  events: number;
  dumps: number;
  frames: number;
  /** What was thrown out of a public function. */
  errors: string[];
}
