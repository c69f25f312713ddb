/** A dump says what is true, of random programs. */
import { assertEquals } from "@std/assert";
import { compareMany } from "./compare_many.ts";

Deno.test({
  name: "extractAll() says of 300 random programs what they say of themselves",
  sanitizeOps: false, // timers of the programs
  sanitizeResources: false,
  fn: async () => {
    const seed = Math.floor(Math.random() * 1_000_000);
    const { failures, programs } = await compareMany(seed, 300);
    assertEquals(failures, [], `--seed=${seed}`);
    assertEquals(programs, 300);
  },
});
