/** What a heap snapshot in a file tells of positions and sources, on Deno 2.9.6. */
import { assert, assertEquals } from "@std/assert";
import v8 from "node:v8";
import { readAwaitGraph } from "../../src/heap/await_graph.ts";
import { isSourceText, scriptSource } from "../../src/heap/script_source.ts";
import { parseSnapshot } from "../../src/heap/snapshot.ts";
import { undisturbedSteps } from "../../src/model/steps.ts";
import { transpile } from "../../src/target/transpile.ts";

interface Types {
  areGone: "when this runs";
}

const door = Promise.withResolvers<Types>();

async function passFirst(): Promise<void> {
  await door.promise;
  await null;
}

async function passSecond(): Promise<void> {
  await null;
  await door.promise;
}

Deno.test("a heap snapshot has the start and the length of a script, but not where a function is suspended", async (t) => {
  const passing = [passFirst(), passSecond()];
  await null;
  const bytes = (v8.getHeapSnapshot() as unknown as { read(): Uint8Array }).read();
  const graph = readAwaitGraph(parseSnapshot(bytes));
  const { heap, functions, suspended } = graph;
  const found = [...suspended.values()].filter(({ closure }) => /^pass(?:First|Second)$/.test(heap.name(closure)));
  assertEquals(found.length, 2);

  await t.step("the objects of two functions differ in nothing that would tell their await", () => {
    const shapes = found.map(({ node }) => {
      const registers = heap.field(node, "parameters_and_registers");
      return [node, registers].map((from) =>
        [...heap.edges(from)].map(({ type, name, to }) => `${type} ${name} ${heap.type(to)}`)
      );
    });
    assertEquals(shapes[0], shapes[1]);
  });

  await t.step("`deno transpile` emits what runs", async () => {
    const source = scriptSource(heap, functions.script(found[0].closure));
    assert(source !== undefined && source.length !== undefined);
    const emitted = await undisturbedSteps(() => transpile(import.meta.url));
    assert(emitted !== undefined);
    assertEquals(emitted.text.length, source.length);
    assert(isSourceText(emitted.text, source));
    assert(!isSourceText(await Deno.readTextFile(new URL(import.meta.url)), source), "the types are gone");
    assert(!isSourceText(emitted.text.replace("passFirst", "passThird"), source), "another text of the same length");
  });
  door.resolve({ areGone: "when this runs" });
  await Promise.all(passing);
});
