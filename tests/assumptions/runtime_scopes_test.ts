/** What leaves of node: modules build on, in Deno 2.9.6 and V8 15.0. */
import { assert, assertEquals } from "@std/assert";
import fs from "node:fs";
import { readAwaitGraph } from "../../src/heap/await_graph.ts";
import { stringAt, valueOf } from "../../src/heap/plain_values.ts";
import { functionOfScope, variablesOf } from "../../src/heap/scopes.ts";
import { acquireLocal } from "../../src/target/local.ts";

Deno.test("a scope tells its function, and a variable that is assigned to again stands in a cell", () => {
  function outer(count: number): () => number {
    let text = "first";
    if (count > 0) text = "second";
    return () => text.length;
  }
  const closure = outer(1);
  using acquisition = acquireLocal({ items: [closure] });
  const { heap } = readAwaitGraph(acquisition.snapshot);
  const scope = heap.field(acquisition.live.node(closure) ?? -1, "context");
  assertEquals(functionOfScope(heap, scope), "outer");
  assertEquals(stringAt(heap, valueOf(heap, scope, "text")), "second");
  assertEquals(closure(), 6);
});

Deno.test("variables of blocks, loops and classes are told by the list of names in the scope's description", () => {
  const closures: (() => unknown)[] = [];
  class Base {
    kind() {
      return "base";
    }
  }
  class Inner extends Base {
    #secret() {
      return 1;
    }
    override kind() {
      return super.kind() + this.#secret();
    }
  }
  {
    let missing: unknown, flag = true, later = {};
    const text = "text";
    closures.push(() => [missing, flag, later, text]);
    closures.push(() => (later = [], flag = false, missing = 1));
  }
  for (const key of [{}]) closures.push(() => key);
  using acquisition = acquireLocal({ items: [...closures, Inner.prototype.kind] });
  const { heap } = readAwaitGraph(acquisition.snapshot);
  const scopeOf = (fn: unknown) => heap.field(acquisition.live.node(fn as object) ?? -1, "context");
  const variables = (fn: unknown) =>
    [...variablesOf(heap, scopeOf(fn))].map(({ name, to }) => `${name}: ${heap.name(to)}`);
  assertEquals(variables(closures[0]).filter((line) => /later|text/.test(line)), ["later: Object", "text: text"]);
  assertEquals(variables(closures[2]), ["key: Object"]);
  assertEquals(variables(Inner.prototype.kind).filter((line) => line.startsWith("#")), ["#secret: #secret"]);
  assertEquals(closures.map((closure) => closure()).length, 3);
});

Deno.test("the callback of fs.rename() stands in a scope of its own, with both paths in the order of their names", async () => {
  const renamed = new Promise((resolve) => fs.rename("/nonexistent/from", "/nonexistent/to", resolve));
  using acquisition = acquireLocal({ items: [] });
  const { heap, functions } = readAwaitGraph(acquisition.snapshot);
  const found: string[][] = [];
  for (let node = 0; node < heap.snapshot.nodeCount; node++) {
    if (heap.type(node) !== "closure" || functions.place(node)?.url !== "ext:deno_node/fs.ts") continue;
    const scope = heap.field(node, "context");
    if (functionOfScope(heap, scope) !== "rename") continue;
    found.push(
      [...variablesOf(heap, scope)].flatMap(({ name, to }) => {
        const text = stringAt(heap, to);
        return text === undefined ? [] : `${name}=${text}`;
      }).sort(),
    );
  }
  assert(found.length > 0);
  assertEquals(found[0], ["e=/nonexistent/from", "t=/nonexistent/to"]);
  assert(await renamed instanceof Error);
});
