/** How programs start APIs of node: that take a callback: in a promise made by hand. */
import type { Case } from "./coverage.ts";

/** What comes with a case besides its name and its start. */
export type Rest = Partial<Omit<Case, "api" | "start">>;

/** `await new Promise((resolve) => fs.stat(path, resolve))`. The verb is the name of the API, unless told otherwise. */
export function callback(api: string, run: (done: (...results: unknown[]) => void) => unknown, rest: Rest = {}): Case {
  return { api, start: async () => await new Promise((resolve) => void run(resolve)), verb: api, ...rest };
}

/** `await fs.promises.stat(path)`. */
export function promise(api: string, run: () => unknown, rest: Rest = {}): Case {
  return { api, start: async () => await run(), verb: api, ...rest };
}
