import { assertEquals } from "@std/assert";
import { startingIn } from "../../src/source/starting_in.ts";

Deno.test("startingIn() gives what begins within a range, in the order of the list", () => {
  const list = [5, 1, 9, 3, 3, 7].map((at, index) => ({ at, index }));
  const within = (start: number, end: number) =>
    startingIn(list, ({ at }) => at, { start, end }).map(({ index }) => index);
  assertEquals(within(3, 8), [0, 3, 4, 5]);
  assertEquals(within(0, 100), [0, 1, 2, 3, 4, 5]);
  assertEquals(within(4, 5), []);
  assertEquals(within(9, 9), []);
});
