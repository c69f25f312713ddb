import { UsageError } from "./usage_error.ts";

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** The longest time that a timer can wait, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** Milliseconds of `500ms`, `10s`, `1.5s`, `1m`. */
export function parseDuration(text: string, option: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  const duration = Number(number) * UNITS[unit];
  if (!(duration > 0 && duration <= LONGEST)) {
    throw new UsageError(`"${text}" is no duration for ${option}: write 500ms, 10s or 1m`);
  }
  return duration;
}
