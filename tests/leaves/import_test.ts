/** What `import()` waits for: the modules in top-level await among the one that is imported and what it imports. */
import { assertEquals } from "@std/assert";
import { pathToFileURL } from "node:url";
import v8 from "node:v8";
import { extractAll, type Leaf } from "../../mod.ts";
import { readAwaitGraph } from "../../src/heap/await_graph.ts";
import { idleGenerators } from "../../src/heap/idle_generators.ts";
import { moduleRecords } from "../../src/heap/module_records.ts";
import { parseSnapshot } from "../../src/heap/snapshot.ts";

const gates: (() => void)[] = [];
Object.defineProperty(globalThis, Symbol.for("import_test"), {
  value: () => new Promise<void>((resolve) => void gates.push(resolve)),
});
const WAIT = 'await globalThis[Symbol.for("import_test")]();';

/** `top` imports `left` and `right`, which import `deep`; `round` and `about` import each other, and `about` imports `other`. */
const FILES = {
  "deep.js": WAIT,
  "own.js": WAIT,
  "other.js": WAIT,
  "left.js": 'import "./deep.js"; await null;',
  "right.js": 'import "./deep.js"; await null;',
  "top.js": 'import "./left.js"; import "./right.js"; import "./own.js"; await null;',
  "round.js": 'import "./about.js"; await null;',
  "about.js": 'import "./round.js"; import "./other.js"; await null;',
  "main.js": `export async function held() {
  const importing = import("./right.js");
  return await importing;
}
export async function plain() {
  return await import("./top.js");
}
export async function circle() {
  const name = "round";
  return await import(\`./\${name}.js?token=secret\`);
}
export async function data() {
  return await import("data:text/javascript,/* FOLDER */${WAIT.replaceAll('"', "%22")}");
}
export async function both(name = "top") {
  return await (name ? import("./top.js") : 0);
}
`,
};

async function withModules(look: (urlOf: (file: string) => string) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  const urlOf = (file: string) => pathToFileURL(`${folder}/${file}`).href;
  for (const [file, text] of Object.entries(FILES)) {
    await Deno.writeTextFile(`${folder}/${file}`, text.replace("FOLDER", folder));
  }
  const main = await import(urlOf("main.js")), waiting: Promise<unknown>[] = [];
  try {
    // One after the other: Deno settles the import of a module at once that another one has begun to import statically.
    for (const [name, begun] of [["held", 1], ["plain", 2], ["circle", 3], ["data", 4], ["both", 4]] as const) {
      waiting.push(main[name]());
      for (let turns = 0; gates.length < begun && turns < 5_000; turns++) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    look(urlOf);
  } finally {
    for (const open of gates.splice(0)) open();
    await Promise.all(waiting);
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a leaf of import() names the modules in top-level await, and nothing where the source does not tell", async () => {
  await withModules((urlOf) => {
    const { tasks } = extractAll();
    const taskAt = (name: string, file = "main.js") =>
      tasks.find(({ frames: [frame] }) => frame?.functionName === name && frame.url === urlOf(file));
    const leafOf = (name: string) => taskAt(name)?.leaf as Leaf;
    const deep = taskAt("<module>", "deep.js");
    assertEquals(String(leafOf("held")), 'import("./right.js"): waiting for <module> at deep.js:1:1');
    assertEquals(leafOf("held").details, { module: urlOf("right.js"), holder: deep?.id ?? "" });
    assertEquals(
      String(leafOf("plain")),
      'import("./top.js"): waiting for <module> at own.js:1:1, <module> at deep.js:1:1',
    );
    assertEquals(leafOf("plain").details, { module: urlOf("top.js") });
    assertEquals(String(leafOf("circle")), 'import("./round.js"): waiting for <module> at other.js:1:1');
    assertEquals(leafOf("circle").details, {
      module: urlOf("round.js"),
      holder: taskAt("<module>", "other.js")?.id ?? "",
    });
    assertEquals(String(leafOf("data")).replace(/ at .*/, ""), 'import("data:..."): waiting for <module>');
    assertEquals(String(leafOf("both")), "an operation of the runtime");
  });
});

Deno.test("modules that wait for what they import are none of those that are looked up one by one", async () => {
  await withModules((urlOf) => {
    const graph = readAwaitGraph(parseSnapshot((v8.getHeapSnapshot() as unknown as { read(): Uint8Array }).read()));
    const fileOf = (node: number) => graph.functions.place(graph.heap.field(node, "function"))?.url ?? "";
    const names = ["top", "left", "right", "round", "about"], waiting = names.map((name) => urlOf(`${name}.js`));
    const bodies = [...moduleRecords(graph.heap).values()].map(({ body }) => fileOf(body));
    assertEquals(bodies.filter((url) => waiting.includes(url)).toSorted(), waiting.toSorted());
    assertEquals([...idleGenerators(graph).keys()].map(fileOf).filter((url) => waiting.includes(url)), []);
  });
});
