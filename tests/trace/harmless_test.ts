/** A trace changes nothing of what a program sees. */
import { extract, extractAll, trace } from "../../mod.ts";
import { assert, assertEquals } from "@std/assert";
import { runCommand } from "../fixtures/child.ts";

Deno.test("a traced promise has no property more, and can be frozen before and after", () => {
  using _trace = trace();
  const promise = new Promise<void>(() => {});
  assertEquals(Reflect.ownKeys(promise), []);
  assert(Object.isExtensible(promise));
  Object.freeze(promise);
  promise.then(() => {});
  assertEquals(Reflect.ownKeys(promise), []);
});

Deno.test("what the program has put into Error stays, and is not called", async () => {
  const calls: unknown[] = [];
  const prepare = (error: unknown) => (calls.push(error), "");
  const limits = [Error.stackTraceLimit];
  const before = Reflect.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  Error.prepareStackTrace = prepare;
  try {
    using _trace = trace({ stacks: "all" });
    const gate = Promise.withResolvers<void>();
    const pass = async () => await gate.promise;
    const passing = pass();
    await new Promise((resolve) => setTimeout(resolve, 80));
    const { leaf } = extract(passing);
    assert(leaf !== undefined && !Array.isArray(leaf) && leaf.creation.length > 0);
    gate.resolve();
    await passing;
    limits.push(Error.stackTraceLimit);
    assertEquals(Error.prepareStackTrace, prepare);
  } finally {
    if (before === undefined) delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
    else Object.defineProperty(Error, "prepareStackTrace", before);
  }
  assertEquals(calls, []);
  assertEquals(limits[0], limits[1]);
});

Deno.test("a frozen Error costs the stacks, and nothing else", async () => {
  const { code, stdout } = await runProgram(`
    Object.freeze(Error);
    const { extractAll, trace } = await import(${JSON.stringify(new URL("../../mod.ts", import.meta.url).href)});
    trace({ stacks: "all" });
    async function stuck() { await new Promise(() => {}); }
    stuck();
    setTimeout(() => console.log(extractAll().tasks.length >= 0), 120);
  `);
  assertEquals([code, stdout.trim()], [0, "true"]);
});

Deno.test("a trace keeps no program alive, and does not hide that its top-level await stalls", async () => {
  const url = JSON.stringify(new URL("../../mod.ts", import.meta.url).href);
  const done = await runProgram(`import { trace } from ${url}; trace(); await null; console.log("end");`);
  assertEquals([done.code, done.stdout.trim()], [0, "end"]);
  const stalled = await runProgram(`import { trace } from ${url}; trace(); await new Promise(() => {});`);
  assertEquals(stalled.code, 1);
  assert(stalled.stderr.includes("Top-level await promise never resolved"), stalled.stderr);
});

Deno.test("an operation has its name", async () => {
  using _trace = trace({ stacks: "all" });
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const accepting = (async function acceptOne() {
    (await listener.accept()).close();
  })();
  const { leaf } = extract(accepting);
  assert(leaf !== undefined && !Array.isArray(leaf));
  assertEquals(leaf.details.op, "op_net_accept_tcp");
  assert(leaf.age !== undefined && leaf.creation.some(({ functionName }) => functionName === "acceptOne"));
  (await Deno.connect({ port: listener.addr.port })).close();
  await accepting;
  assert(extractAll().tasks.length >= 0);
});

async function runProgram(text: string, ...flags: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, text);
    const config = new URL("../../deno.json", import.meta.url).pathname;
    return await runCommand("deno", [
      "run",
      "--allow-all",
      "--no-check",
      "--no-lock",
      "--config",
      config,
      ...flags,
      file,
    ]);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("a traced promise that lasts keeps nothing alive of those who made it, and none does when the trace is over", async () => {
  const url = JSON.stringify(new URL("../../mod.ts", import.meta.url).href);
  for (const isOver of [true, false]) {
    const { stdout, stderr } = await runProgram(
      `
      import { extract, trace } from ${url};
      const tracing = trace({ stacks: "all" });
      class Maker {
        make() { return new Promise(() => {}); }
      }
      let maker = new Maker();
      const promise = maker.make(), ref = new WeakRef(maker);
      const settled = (() => { const own = new Maker(); own.settled = Promise.resolve(1); return own; })().settled;
      maker = undefined;
      if (${isOver}) tracing[Symbol.dispose]();
      let turns = 0;
      for (; turns < 300 && ref.deref() !== undefined; turns++) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        gc();
      }
      const { leaf } = extract(promise);
      console.log(turns < 300, leaf.creation.map(({ functionName }) => functionName).join(" "), await settled);
    `,
      "--v8-flags=--expose-gc",
    );
    assertEquals([stdout.trim(), stderr], [isOver ? "true  1" : "true <anonymous> make Promise 1", ""]);
  }
});
