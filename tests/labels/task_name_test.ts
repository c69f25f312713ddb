/** `withTaskName()`: names that the program gives to its own work. */
import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { extract, extractAll } from "../../src/extract/extract.ts";
import { withTaskName } from "../../src/extract/task_name.ts";
import { formatDump, formatDumpFlat } from "../../src/format/dump.ts";
import { settle } from "../glue/item_states.ts";

Deno.test("withTaskName() names what a function does and all that it starts; names within replace it", async () => {
  const gate = Promise.withResolvers<void>();
  async function leaf() {
    await gate.promise;
  }
  async function importRows() {
    await withTaskName('the "inner" one', leaf);
  }
  let detached: Promise<void> | undefined;
  const running = withTaskName("import users", () => {
    detached = leaf();
    return importRows();
  });
  async function main() {
    await withTaskName("second", leaf);
  }
  const nameless = main();
  await settle();

  assertEquals(extract(running).frames.map(({ labels }) => labels.task), ["import users", 'the "inner" one']);
  assertEquals(extract(detached).labels, { task: "import users" });
  const dump = extractAll();
  const tree = formatDump(dump).join("");
  assertStringIncludes(tree, 'Task "import users" importRows\n');
  assertStringIncludes(tree, 'Task "import users" leaf\n');
  assertStringIncludes(tree, ' [task="the \\"inner\\" one"]\n');
  assertStringIncludes(tree, "main\n");
  assertStringIncludes(tree, " [task=second]\n");
  const flat = formatDumpFlat(dump).join("");
  assertStringIncludes(flat, 'Task "import users" importRows [task="the \\"inner\\" one"]\n');
  assertStringIncludes(flat, " main [task=second]\n");

  gate.resolve();
  await Promise.all([running, detached, nameless]);
});

Deno.test("withTaskName() gives what the function gives, and throws what it throws", async () => {
  assertEquals(withTaskName("sum", () => 1 + 1), 2);
  assertEquals(await withTaskName("later", () => Promise.resolve(3)), 3);
  const failure = new Error("failed");
  const fail = () => {
    throw failure;
  };
  assertEquals(assertThrows(() => withTaskName("fails", fail)), failure);
  assertEquals(await assertRejects(() => withTaskName("rejects", () => Promise.reject(failure))), failure);
});

Deno.test("withTaskName() refuses what is no name and no function", () => {
  // deno-lint-ignore no-explicit-any
  const call = withTaskName as any;
  assertThrows(
    () => call(7, () => 1),
    TypeError,
    "Cannot name a task as 'name' must be a string: current value is number",
  );
  assertThrows(() => call("x"), TypeError, "Cannot name a task as 'fn' must be a function: current value is undefined");
});
