import { safeText } from "./safe_text.ts";

/** What was thrown, in words: that may be anything, also what cannot be made a text. */
export function thrownText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : safeText(thrown);
}
