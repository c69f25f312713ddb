/** A program that is dumped by its process id does what it does when nobody looks. */
import { assert, assertEquals } from "@std/assert";
import { compareLooksByPid } from "./compare.ts";

Deno.test("random programs log the same events with and without dumps by process id", async () => {
  const { seen, difference } = await compareLooksByPid(47);
  assertEquals(difference, undefined);
  assert(seen.dumps === 2 && seen.frames > 10, JSON.stringify(seen));
});
