/** Prints the deadlocks of the process, for the test that started it, and ends. */
import { extractAll } from "../../../mod.ts";

export function reportSoon(): void {
  setTimeout(() => {
    const found = extractAll().deadlocks.map(({ kind, certain, members }) => ({
      kind,
      certain,
      members: members.map(({ url, line, waitsFor }) => `${url.replace(/^.*\//, "")}:${line} ${waitsFor}`),
    }));
    console.log(JSON.stringify(found));
    Deno.exit();
  }, 200);
}
