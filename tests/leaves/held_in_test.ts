/** Which object holds a promise: where no variable has it, the leaf says from which one it can be reached. */
import { assertEquals, assertMatch } from "@std/assert";
import { pathToFileURL } from "node:url";
import { extractAll } from "../../mod.ts";

/** The text of what the function that gave `promise` waits for. */
function leafOf(promise: Promise<unknown>): string {
  const task = extractAll().tasks.find(({ frames }) => frames.some(({ origin }) => origin === promise));
  return String(task?.leaf);
}

class Request {
  readonly settled = Promise.withResolvers<void>();
}

/** A queue as a list of plain objects, so that no request stands in a property of an object with a name. */
class Pool {
  head: { request: Request; next: unknown } | undefined;

  async acquire(): Promise<void> {
    const request = new Request();
    this.head = { request, next: this.head };
    await request.settled.promise;
  }
}

const printers = new Pool();
const use = () => printers;

Deno.test("a leaf names the variable from which the holder of a promise can be reached", async () => {
  const waiting = use().acquire();
  assertEquals(leafOf(waiting), "a promise held by Request.settled.promise in printers");
  printers.head?.request.settled.resolve();
  await waiting;
});

Deno.test("a holder within a package is told by the program's own variable, not by the package's locals", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/node_modules/queue`, { recursive: true });
    await Deno.writeTextFile(`${folder}/node_modules/queue/main.mjs`, LIBRARY);
    await Deno.writeTextFile(`${folder}/program.mjs`, PROGRAM);
    const { waiting, finish } = await import(pathToFileURL(`${folder}/program.mjs`).href);
    assertEquals(leafOf(waiting), 'a promise held by resolve of Job "first" in printers');
    finish();
    await waiting;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const LIBRARY = `
class Job {
  constructor(name) {
    this.name = name;
    this.promise = new Promise((resolve) => this.resolve = resolve);
  }
}
export class Queue {
  jobs = [];
  async add(name) {
    const job = new Job(name);
    this.jobs.push(job);
    globalThis.keepsLocals = () => job;
    await job.promise;
  }
}
`;

const PROGRAM = `
import { Queue } from "./node_modules/queue/main.mjs";
const printers = new Queue();
export const waiting = printers.add("first");
export const finish = () => {
  delete globalThis.keepsLocals;
  printers.jobs[0].resolve();
};
`;

Deno.test("a timer that only shares a scope with a promise is not what is waited for", async () => {
  function scope() {
    const door = Promise.withResolvers<void>(), gate = Promise.withResolvers<void>();
    const openGate = () => gate.resolve();
    const unrelated = setTimeout(() => console.log("later"), 50_000), related = setTimeout(() => openGate(), 60_000);
    const pass = async () => await door.promise, enter = async () => await gate.promise;
    const finish = () => (door.resolve(), openGate(), clearTimeout(unrelated), clearTimeout(related));
    return { passing: pass(), entering: enter(), finish };
  }
  const { passing, entering, finish } = scope();
  assertEquals(leafOf(passing), "a promise that nothing has settled");
  assertMatch(leafOf(entering), /^setTimeout 60000 ms/);
  finish();
  await Promise.all([passing, entering]);
});
