/**
 * One process of the fuzz: hostile values in a hostile environment. Takes a `Batch` on stdin, and prints a `Report`. On stderr it says
 * what it is about to do.
 */
import { writeHeapSnapshot } from "node:v8";
import { CALLS, DUMPS, FILES, type Library, LOOKS, type Scene } from "./calls.ts";
import { Census } from "./census.ts";
import { type Environment, ENVIRONMENTS } from "./environments.ts";
import { judge } from "./judge.ts";
import { place, placeMany } from "./placements.ts";
import type { Batch, Report } from "./report.ts";
import { acceptAsLanguage, armedFor, armedMeanwhile, type Outcome } from "./traps.ts";
import type { Undo } from "./tampering.ts";
import { make } from "./values.ts";

const batch: Batch = JSON.parse(await new Response(Deno.stdin.readable).text());
const environment = ENVIRONMENTS.find(({ name }) => name === batch.environment);
if (environment === undefined) throw new Error(`Cannot find the environment ${batch.environment}`);

// What is needed while the environment stands is taken before.
const { stringify } = JSON;
const { round } = Math;
const { exit, kill, pid, removeSync } = Deno;
const OwnError = Error;
const clock = performance.now.bind(performance);
const epoch = new Date(0);
/** V8's own way to print: nothing of the program is on it. */
const { print } = (Deno as unknown as Record<symbol, { core: { print(text: string, isError: boolean): void } }>)[
  (Deno as unknown as { internal: symbol }).internal
].core;
const isStderr = false;
const calls = { dumps: Object.entries(DUMPS), cheap: Object.entries(CALLS) };
const looks = chosen(Object.entries(LOOKS), batch.looks), files = chosen(Object.entries(FILES), batch.files);

const report: Report = { cases: 0, failures: [], dumps: 0, frames: 0 };
const items: object[] = [];
async function plain(): Promise<void> {
  await new Promise<void>((resolve) => items.push(resolve));
}
const promise = plain();
const values = batch.specs.map(make), texts = batch.specs.map((spec) => JSON.stringify(spec).slice(0, 200));
let placed = 1;
for (const value of values) placed += place(value, items);
placeMany(items);
await new Promise((resolve) => setTimeout(resolve, 1));

const folder = Deno.makeTempDirSync(), file = `${folder}/fuzz.heapsnapshot`;
if (batch.files > 0) writeHeapSnapshot(file);
globalThis.addEventListener("unhandledrejection", (event) => event.preventDefault()); // of what the values are part of
try {
  await run(environment);
} catch (error) {
  print(`${error instanceof OwnError ? error.stack : typeof error}\n`, !isStderr);
  kill(pid, "SIGABRT");
}

/** `count` of the calls, other ones for each seed. */
function chosen<Of>(calls: [string, Of][], count: number): [string, Of][] {
  return Array.from({ length: count }, (_, n) => calls[(batch.seed + n) % calls.length]);
}

async function run(environment: Environment): Promise<never> {
  const { library, undo } = await load(environment);
  const before = new Census();
  const scene = sceneOf(library);
  for (const [name, call] of calls.dumps) {
    const made = attempt(name, "", () => call(scene), placed);
    if (!(made instanceof library.mod.Dump)) continue;
    scene.dump = made;
    report.dumps++;
    report.frames += made.stats.frames;
  }
  for (let at = 0; at < values.length; at++) {
    for (const [name, call] of calls.cheap) attempt(name, texts[at], () => call(values[at], scene), 1);
  }
  for (let n = 0; n < looks.length; n++) {
    const [name, call] = looks[n], at = n % values.length;
    attempt(name, texts[at], () => call(values[at], scene), 1);
  }
  await null; // microtasks that these calls have left are no part of what follows
  for (let n = 0; n < files.length; n++) {
    const [name, call] = files[n], at = n % values.length;
    if (!begin(name, texts[at])) continue;
    finish(name, texts[at], await armedMeanwhile(() => call(values[at], scene, file), batch), 1);
  }
  const changed = new Census().differenceFrom(before);
  undo();
  return end(changed);
}

async function load({ install }: Environment): Promise<{ library: Library; undo: Undo }> {
  const imported = async (): Promise<Library> => ({
    mod: await import("../../mod.ts"),
    lowlevel: await import("../../lowlevel.ts"),
  });
  if (batch.when === "after") {
    const library = await imported();
    return { library, undo: install() };
  }
  const undo = install();
  acceptAsLanguage();
  const before = new Census();
  const outcome = await armedMeanwhile(imported, batch);
  if (outcome.result !== undefined) return { library: outcome.result, undo };
  const changed = new Census().differenceFrom(before);
  undo();
  finish("import", "", outcome, 1);
  return end(changed);
}

function sceneOf(library: Library): Scene {
  const { Code, Dump, Frame, Stack } = library.mod;
  const code = Code.of({ url: "file:///a.ts", name: "a", scriptId: 1, startLine: 1, startColumn: 1 });
  const frame = new Frame({ code, url: "", line: 1, column: 1, functionName: "f" });
  const stats = { tasks: 0, frames: 0, hiddenFrames: 0, snapshotBytes: 0 };
  const dump = new Dump({ target: { kind: "process" }, takenAt: epoch, tasks: [], stats });
  return { library, promise, fn: plain, dump, stack: new Stack(), frame, code };
}

/** Tell what came of it. */
function end(changed: string[]): never {
  for (const what of changed) report.failures.push({ call: "any", value: "", problem: `overwritten: ${what}` });
  removeSync(folder, { recursive: true });
  print(`${stringify(report)}\n`, isStderr);
  try {
    return exit(0);
  } catch {
    kill(pid, "SIGKILL"); // where all is frozen, Deno itself cannot end: it writes into the global object (2.9.6)
    throw new OwnError("Cannot be reached as this process was killed");
  }
}

/** Make one call with everything armed. */
function attempt(call: string, value: string, action: () => unknown, cases: number): unknown {
  return begin(call, value) ? finish(call, value, armedFor(action, batch), cases) : undefined;
}

/** Say what is about to be done, so that who has to kill this process knows where it was. */
function begin(call: string, value: string): boolean {
  if (batch.only !== undefined && batch.only !== call) return false;
  print(`${round(clock())} ${call} ${value}\n`, !isStderr);
  return true;
}

function finish<Result>(call: string, value: string, outcome: Outcome<Result>, cases: number): Result | undefined {
  report.cases += cases;
  for (const problem of judge(outcome, call)) {
    if (report.failures.length < 400) report.failures.push({ call, value, problem });
  }
  return outcome.result;
}
