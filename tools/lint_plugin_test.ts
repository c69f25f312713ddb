import { fileURLToPath } from "node:url";
import { assertEquals, assertStringIncludes } from "@std/assert";
import plugin from "./lint_plugin.ts";

const ROOT = new URL("..", import.meta.url);

/** What the plugin says of a file, as `rule: message`. The file need not exist. */
function complaints(path: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, fileURLToPath(new URL(path, ROOT)), source).map(({ id, message }) =>
    `${id}: ${message}`
  );
}

Deno.test("import-direction lets each part import what it stands on", () => {
  const good: [path: string, source: string][] = [
    ["dump_stacks.ts", `import { main } from "./src/cli/main.ts";`],
    ["mod.ts", `export { extract } from "./src/extract/extract.ts";`],
    ["mod.ts", `export type { Stack } from "./src/model/stack.ts";`],
    ["dump_stacks.ts", `import "./mod.ts";`],
    ["mod.ts", `import { effection } from "./glue/effection.ts";`],
    ["lowlevel.ts", `export * from "./src/dispatch/code_dispatch.ts";`],
    ["glue/effection.ts", `import type { GlueApi } from "../src/dispatch/glue_api.ts"; import "./own_data.ts";`],
    ["src/cli/main.ts", `import { tree } from "../format/tree.ts"; import { parseArgs } from "@std/cli/parse-args";`],
    ["src/format/tree.ts", `import { bold } from "@std/fmt/colors"; import type { Stack } from "../model/stack.ts";`],
    ["src/extract/extract.ts", `const { parse } = await import("../source/using.ts");`],
    ["src/target/local.ts", `import { read } from "../heap/snapshot.ts"; import { Session } from "node:inspector";`],
    ["src/heap/graph.ts", `import type { Stack } from "../model/stack.ts"; import { nodes } from "./snapshot.ts";`],
    ["src/source/using.ts", `import { parse } from "acorn";`],
    ["src/dispatch/code_dispatch.ts", `import type { Code } from "../model/code.ts";`],
    ["src/dispatch/code_dispatch.ts", `type Code = import("../model/code.ts").Code;`],
    ["src/model/frame.ts", `import { stripTypeScriptTypes } from "node:module"; import "./code.ts";`],
    ["src/model/frame.ts", `import(computed);`],
    ["src/heap/snapshot_test.ts", `import { extract } from "../../mod.ts"; import * as fc from "fast-check";`],
    ["tests/format/tree_test.ts", `import { tree } from "../../src/format/tree.ts"; import "../../glue/effection.ts";`],
    ["bench/main.ts", `import { extractAll } from "@stackscope/stackscope"; import "../src/heap/snapshot.ts";`],
    ["examples/hang.ts", `import { dumpOnSignal } from "@stackscope/stackscope"; console.log(dumpOnSignal);`],
  ];
  for (const [path, source] of good) assertEquals(complaints(path, source), [], `${path}: ${source}`);
});

Deno.test("import-direction refuses everything else", () => {
  const bad: [path: string, source: string][] = [
    ["dump_stacks.ts", `import { tree } from "./src/format/tree.ts";`],
    ["mod.ts", `export { main } from "./src/cli/main.ts";`],
    ["mod.ts", `export * from "./lowlevel.ts";`],
    ["glue/effection.ts", `import { extract } from "../src/extract/extract.ts";`],
    ["glue/effection.ts", `import { customize } from "../mod.ts";`],
    ["glue/effection.ts", `import { customize } from "../src/dispatch/customize.ts";`],
    ["src/cli/main.ts", `import { extract } from "../../mod.ts";`],
    ["src/cli/main.ts", `import { extract } from "@stackscope/stackscope";`],
    ["src/cli/main.ts", `await import("../../glue/effection.ts");`],
    ["src/format/tree.ts", `import { read } from "../heap/snapshot.ts";`],
    ["src/format/tree.ts", `import { main } from "../cli/main.ts";`],
    ["src/extract/extract.ts", `import { tree } from "../format/tree.ts";`],
    ["src/target/local.ts", `import { using } from "../source/using.ts";`],
    ["src/heap/graph.ts", `import { hooks } from "../trace/promise_hooks.ts";`],
    ["src/heap/graph.ts", `import type { Hooks } from "../trace/promise_hooks.ts";`],
    ["src/heap/graph.ts", `export type { Hooks } from "../trace/promise_hooks.ts";`],
    ["src/heap/graph.ts", "await import(`../trace/promise_hooks.ts`);"],
    ["src/heap/graph.ts", `type Hooks = import("../trace/promise_hooks.ts").Hooks;`],
    ["src/heap/graph.ts", `import { fake } from "../../tests/fake.ts";`],
    ["src/dispatch/code_dispatch.ts", `import { extract } from "../extract/extract.ts";`],
    ["src/target/local.ts", `import { codeDispatch } from "../dispatch/code_dispatch.ts";`],
    ["src/model/stack.ts", `import type { Target } from "../target/target.ts";`],
    ["src/model/stack.ts", `import { registry } from "../dispatch/code_dispatch.ts";`],
    ["src/model/stack.ts", `import "../nowhere.ts";`],
    ["src/model/stack.ts", `import "@stackscope/stackscope/nothing";`],
    ["src/model/stack.ts", `import { assert } from "@std/assert";`],
    ["src/heap/graph.ts", `import { bold } from "@std/fmt/colors";`],
    ["src/format/tree.ts", `import { parse } from "acorn";`],
    ["src/extract/extract.ts", `import { Session } from "node:inspector";`],
    ["src/extract/extract.ts", `import { Session } from "node:inspector/promises";`],
  ];
  for (const [path, source] of bad) {
    const found = complaints(path, source);
    assertEquals(found.length, 1, `${path}: ${source}: ${found}`);
    assertStringIncludes(found[0], `stackscope/import-direction: Cannot import`);
  }
});

Deno.test("import-direction says what the part stands on", () => {
  assertEquals(complaints("src/dispatch/registry.ts", `import { tree } from "../format/tree.ts";`), [
    `stackscope/import-direction: Cannot import "../format/tree.ts" in 'src/dispatch/registry.ts' as 'dispatch' ` +
    `stands on 'target', 'source', 'heap', 'trace', 'model': it is part of 'format'`,
  ]);
});

Deno.test("file-name refuses names under which anything could be put", () => {
  for (const path of ["src/heap/utils.ts", "src/model/types.ts", "glue/index.ts", "tests/_constants.ts"]) {
    assertStringIncludes(complaints(path, "").join(), "stackscope/file-name: Cannot call a file");
  }
});

Deno.test("file-name wants snake_case and a place of the layout", () => {
  assertStringIncludes(complaints("src/heap/awaitSites.ts", "").join(), "file names are in snake_case");
  assertStringIncludes(complaints("src/loose.ts", "").join(), "has no such place");
  assertStringIncludes(complaints("src/engine/heap.ts", "").join(), "has no such place");
  assertStringIncludes(complaints("demo.ts", "").join(), "has no such place");
  for (const path of ["mod.ts", "src/heap/await_sites.ts", "src/cli/a/b.ts", "tests/zoo/lock.ts", "links/x/y.d.ts"]) {
    assertEquals(complaints(path, ""), []);
  }
});

Deno.test("no-console holds for the library alone", () => {
  const source = `console.error("x");`;
  assertStringIncludes(complaints("src/cli/main.ts", source).join(), "stackscope/no-console: Cannot print");
  assertEquals(complaints("tests/zoo/lock.ts", source), []);
});

Deno.test("the plugin leaves files outside the repository alone", () => {
  const elsewhere = Deno.build.os === "windows" ? "C:/elsewhere/utils.ts" : "/elsewhere/utils.ts";
  assertEquals(Deno.lint.runPlugin(plugin, elsewhere, `import "../src/model/stack.ts"; console.log();`), []);
});
