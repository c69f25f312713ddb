import { assertEquals } from "@std/assert";
import { Grouping } from "../../src/format/grouping.ts";
import { Stack } from "../../src/model/stack.ts";
import { combinator, frame, leaf } from "./models.ts";

Deno.test("Grouping sets urgent stacks apart, and the tasks that they are in", () => {
  const inside = (id: string) => new Stack({ id, frames: [frame("f", "a.ts:1:1", "")], leaf: leaf("x") });
  const task = (id: string, child: Stack) => {
    const contexts = [combinator("Promise.all", [child])];
    return new Stack({ id, frames: [frame("main", "a.ts:2:1", "", { contexts })] });
  };
  const tasks = ["1", "2", "3"].map((id) => task(id, inside(`${id}.0`)));
  const groups = new Grouping({}, new Set(["2.0"])).groups([...tasks, inside("4"), inside("2")]);
  assertEquals(groups.map(({ stacks, urgency, size }) => [stacks.map(({ id }) => id), urgency, size]), [
    [["1", "3"], 0, 4],
    [["2"], 2, 2],
    [["4", "2"], 0, 2],
  ]);
});
