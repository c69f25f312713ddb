/** A short way to write cases. */
import type { Case } from "./coverage.ts";

/** A case; what the line must say of the call is the name of the API, unless told otherwise. */
export function promise(
  api: string,
  start: () => Promise<unknown>,
  rest: Partial<Omit<Case, "api" | "start">> = {},
): Case {
  return { api, start, verb: api, ...rest };
}

/** The same for what stays pending until it is ended, or for good. */
export function lasting(
  api: string,
  start: () => Promise<unknown>,
  rest: Partial<Omit<Case, "api" | "start">> = {},
): Case {
  return promise(api, start, { lasts: true, ...rest });
}
