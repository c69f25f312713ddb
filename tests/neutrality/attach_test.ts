/** A program that is dumped by its process id does what it does when nobody looks. */
import { assert, assertEquals } from "@std/assert";
import { compareAttached } from "./compare.ts";

Deno.test("random programs log the same events with and without dumps by process id", async () => {
  const { seen, difference } = await compareAttached(47);
  assertEquals(difference, undefined);
  assert(seen.dumps === 2 && seen.frames > 10, JSON.stringify(seen));
});
