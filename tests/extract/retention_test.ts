/** A stack that is kept keeps what it shows, and neither the heap snapshot nor all else that lives; one that is dropped keeps nothing. */
import { assert, assertEquals, assertLess } from "@std/assert";
import { fileURLToPath } from "node:url";
import { runCommand } from "../fixtures/child.ts";

/** Garbage collection takes flags: each case is a process of its own, which prints one line of JSON. */
async function run(program: string): Promise<Record<string, number>> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  const mod = new URL("../../mod.ts", import.meta.url).href;
  const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
  try {
    await Deno.writeTextFile(file, PRELUDE.replace("MOD", mod) + program);
    const flags = ["--no-check", "--no-prompt", "--allow-all", "--v8-flags=--expose-gc", `--config=${config}`];
    const { code, stdout, stderr } = await runCommand("deno", ["run", ...flags, file]);
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    return JSON.parse(stdout);
  } finally {
    await Deno.remove(file);
  }
}

const PRELUDE = `
import v8 from "node:v8";
import { extract, extractAll, extractOutermost } from "MOD";
const collect = async () => {
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve));
    globalThis.gc();
  }
};
const alive = (refs) => refs.filter((ref) => ref.deref() !== undefined).length;
const doors = [];
class Resource { [Symbol.dispose]() {} }
async function leaf(resource) { using held = resource; await new Promise((resolve) => doors.push(resolve)); return 1; }
async function task(resource) { using kept = new DisposableStack(); kept.use(resource); return await leaf(resource); }
function* generate(resource) { using held = resource; yield 1; return held; }
const ballast = Array.from({ length: 100_000 }, (_, at) => ({ at }));
`;

/** `deno task soak` takes more of them. */
const FEW = Deno.env.has("STACKSCOPE_FULL") ? 5 : 2;
const MANY = Deno.env.has("STACKSCOPE_FULL") ? 20 : 4;

for (
  const [name, look, rounds] of [
    ["a promise", "extract(task(new Resource()))", MANY],
    ["a generator", "(() => { const g = generate(new Resource()); g.next(); return extract(g); })()", 3],
    [
      "a promise whose locals and text were read",
      "(() => { const s = extract(task(new Resource())); s.frames.map((f) => [f.locals(), f.code]); String(s); return s; })()",
      3,
    ],
    ["everything", "extractAll()", 3],
  ] as const
) {
  if (MANY < 20 && name.startsWith("a ") && !name.includes("locals")) continue; // what is kept with locals is kept without
  Deno.test(`${rounds} kept extractions of ${name} keep no snapshot`, async () => {
    const { heap, external } = await run(`
      const used = async () => { await collect(); const { used_heap_size, external_memory } = v8.getHeapStatistics(); return [used_heap_size, external_memory + Deno.memoryUsage().external]; };
      const kept = [];
      for (let warm = 0; warm < 3; warm++) kept.push(${look});
      const [heap, external] = await used();
      for (let count = 0; count < ${rounds}; count++) kept.push(${look});
      const [heapAfter, externalAfter] = await used();
      console.log(JSON.stringify({ heap: (heapAfter - heap) / ${rounds}, external: (externalAfter - external) / ${rounds}, kept: kept.length + ballast.length }));
    `);
    // A snapshot has megabytes, a list of all that lives 800 KB.
    assertLess(heap, 300_000);
    assertLess(external, 100_000);
  });
}

Deno.test("stacks that are dropped keep no resource, promise, generator or stack alive", async () => {
  const counts = await run(`
    const refs = { resources: [], promises: [], generators: [], stacks: [], frames: [] };
    const look = () => {
      for (let count = 0; count < ${FEW}; count++) {
        const resource = new Resource(), promise = task(resource), generator = generate(resource);
        generator.next();
        refs.resources.push(new WeakRef(resource));
        refs.promises.push(new WeakRef(promise));
        refs.generators.push(new WeakRef(generator));
        for (const item of [promise, generator, resource]) {
          const stack = extract(item);
          stack.frames.map((frame) => [frame.locals(), frame.code, frame.contexts.map(String)]);
          String(stack);
          refs.stacks.push(new WeakRef(stack));
          refs.frames.push(...stack.frames.map((frame) => new WeakRef(frame)));
        }
        String(extractAll());
      }
    };
    look();
    const before = refs.frames.length;
    for (const open of doors.splice(0)) open();
    await collect();
    console.log(JSON.stringify({ before, ...Object.fromEntries(Object.entries(refs).map(([name, list]) => [name, alive(list)])) }));
  `);
  assert(counts.before >= 2 * FEW);
  assertEquals({ ...counts, before: 0 }, { before: 0, resources: 0, promises: 0, generators: 0, stacks: 0, frames: 0 });
});

Deno.test("a kept stack does not keep what it does not show", async () => {
  const { strangers, shown } = await run(`
    const refs = [], shown = [];
    const look = () => {
      const strangers = Array.from({ length: 50 }, () => new Resource());
      refs.push(...strangers.map((stranger) => new WeakRef(stranger)));
      const resource = new Resource();
      shown.push(new WeakRef(resource));
      const stack = extract(task(resource));
      stack.frames.map((frame) => frame.locals());
      return stack;
    };
    const kept = look();
    await collect();
    console.log(JSON.stringify({ strangers: alive(refs), shown: alive(shown), kept: kept.length }));
  `);
  assertEquals({ strangers, shown }, { strangers: 0, shown: 1 });
});
