/**
 * What the inspector and V8's async stack walk tell of suspended functions, one test for each fact, tried with Deno 2.9.6 (V8 15.0).
 * When an upgrade breaks one of these, the fact in its name has changed, and what builds on it must be looked at: the number is the
 * section of runtime-facts.md.
 */
import { assert, assertEquals } from "@std/assert";
import inspector from "node:inspector";
import { findSourceMap } from "node:module";
import process from "node:process";
import vm from "node:vm";
import { fileURLToPath } from "node:url";
import { liveClosures, walk } from "../fixtures/prototype_walk.ts";
import { runCommand } from "../fixtures/child.ts";

// deno-lint-ignore no-explicit-any -- answers of the inspector and JSON of a snapshot
type Any = any;

/** Send one inspector command; `undefined` when the answer does not come before the next statement. */
function post(session: inspector.Session, method: string, params: object = {}): Any {
  let answer: Any;
  const { nextTick } = process;
  process.nextTick = ((callback: (...args: unknown[]) => void, ...args: unknown[]) => callback(...args)) as Any;
  try {
    session.post(method as "Runtime.evaluate", params as never, (error, result) => answer = error ?? result);
  } finally {
    process.nextTick = nextTick;
  }
  return answer;
}

const gate = () => Promise.withResolvers<unknown>();

Deno.test("[2.1] an inspector command answers synchronously while process.nextTick calls at once", () => {
  const session = new inspector.Session();
  session.connect();
  assertEquals(post(session, "Runtime.evaluate", { expression: "6 * 7" }).result.value, 42);
  session.disconnect();
});

Deno.test("[2.1] an inspector command runs no microtask of the program", () => {
  const session = new inspector.Session();
  session.connect();
  let ran = false;
  queueMicrotask(() => ran = true);
  post(session, "Runtime.evaluate", { expression: "1" });
  const prototype = post(session, "Runtime.evaluate", { expression: "Function.prototype" }).result.objectId;
  post(session, "Runtime.queryObjects", { prototypeObjectId: prototype });
  assert(!ran);
  session.disconnect();
});

Deno.test("[2.3] queryObjects on Function.prototype gives V8's await closures", async () => {
  const opened = gate();
  const waits = (async () => void await opened.promise)();
  const closures = liveClosures();
  const shown = closures.map((each) => [each.name, each.length, Object.hasOwn(each, "prototype")].join());
  assert(shown.includes(",1,false"));
  assert(closures.some((each) => Function.prototype.toString.call(each) === "function () { [native code] }"));
  opened.resolve(1);
  await waits;
});

Deno.test("[2.2] [[GeneratorLocation]] is 0-based, in the script as V8 runs it, and findSourceMap maps it", () => {
  interface Erased {
    lines: "that are not in the script as V8 runs it";
  }
  function* generator(_?: Erased) {
    yield 1;
  }
  const it = generator();
  it.next();
  const session = new inspector.Session();
  session.connect();
  Reflect.set(globalThis, "assumption", it);
  const { objectId } = post(session, "Runtime.evaluate", { expression: "assumption" }).result;
  Reflect.deleteProperty(globalThis, "assumption");
  const { internalProperties } = post(session, "Runtime.getProperties", { objectId, ownProperties: true });
  session.disconnect();
  const { lineNumber, columnNumber } =
    internalProperties.find(({ name }: Any) => name === "[[GeneratorLocation]]").value.value;
  const source = Deno.readTextFileSync(new URL(import.meta.url)).split("\n");
  const line = source.findIndex((text) => text.includes("function* generator")) + 1;
  assert(lineNumber < line, "the interface is not in the script that runs");
  const entry = findSourceMap(fileURLToPath(import.meta.url))?.findEntry(lineNumber, columnNumber) as Any;
  assertEquals([entry.originalLine, entry.originalColumn], [line, source[line].indexOf("yield")]);
});

Deno.test("[16.3] findSourceMap needs no permission for a module of the program", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  const text = `import { findSourceMap } from "node:module";
    const map = findSourceMap(${JSON.stringify(file)});
    console.log(map?.findEntry(0, 0) !== undefined, Deno.permissions.querySync({ name: "read" }).state);`;
  await Deno.writeTextFile(file, text);
  const { stdout, stderr } = await runCommand("deno", ["run", "--no-config", "--no-prompt", file]);
  await Deno.remove(file);
  assertEquals([stdout, stderr], ["true prompt\n", ""]);
});

Deno.test("[4] a context with microtaskMode 'afterEvaluate' runs its microtasks at once, and none of the program", () => {
  const order: string[] = [];
  queueMicrotask(() => order.push("program"));
  const context = vm.createContext({ order }, { microtaskMode: "afterEvaluate" } as Any);
  vm.runInContext('Promise.resolve().then(() => order.push("context"))', context);
  assertEquals(order, ["context"]);
});

Deno.test("[4] the walk gives the mapped place of the await, and the index of a branch", async () => {
  const opened = gate();
  async function waiting() {
    await opened.promise;
  }
  const waits = [Promise.all([1, waiting()]), Promise.allSettled([1, 2, waiting()]), Promise.any([waiting()])];
  const sites = sitesOf(liveClosures());
  const line = Deno.readTextFileSync(new URL(import.meta.url)).split("\n")
    .findIndex((text) => text.includes("async function waiting() {") && text.startsWith("  ")) + 2;
  assert(sites.some((site) => site.name === "waiting" && site.column === 5 && site.script === import.meta.url));
  assert(sites.filter(({ name }) => name === "waiting").every((site) => site.line > line - 1));
  const branches = sites.filter(({ name }) => ["all", "allSettled", "any"].includes(name));
  assertEquals(branches.map(({ name, index }) => `${name} ${index}`).sort(), ["all 1", "allSettled 2", "any 0"]);
  opened.resolve(1);
  await Promise.all(waits);
});

/** The first async frame from each closure. */
function sitesOf(
  // deno-lint-ignore ban-types
  closures: Function[],
): { name: string; script: string; line: number; column: number; index: number }[] {
  const sites: Any[] = [];
  vm.runInContext(
    `Error.stackTraceLimit = 1000;
    Error.prepareStackTrace = (_, frames) => frames;
    for (const { closure, rejects } of closures) {
      const pending = Promise.resolve().then(() => {
        const frame = new Error().stack.find((frame) => frame.isAsync());
        if (frame) {
          sites.push({
            name: frame.getFunctionName(), script: frame.getScriptNameOrSourceURL(), line: frame.getLineNumber(),
            column: frame.getColumnNumber(), index: frame.getPromiseIndex(),
          });
        }
        return new Promise(() => {});
      });
      pending.then(rejects ? () => {} : closure, rejects ? closure : () => {});
    }`,
    vm.createContext(
      { closures: closures.flatMap((closure) => [{ closure, rejects: false }, { closure, rejects: true }]), sites },
      { microtaskMode: "afterEvaluate" } as Any,
    ),
  );
  return sites;
}

Deno.test("[4] after a walk V8 has forgotten the async tail of the microtask that runs", async () => {
  async function inner() {
    await null;
    const before = new Error().stack ?? "";
    walk(liveClosures());
    return [before, new Error().stack ?? ""].map((stack) => stack.includes("at async outer"));
  }
  async function outer() {
    return await inner();
  }
  assertEquals(await outer(), [true, false]);
});
