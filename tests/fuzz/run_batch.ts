/**
 * One process of the fuzz: hostile values in a hostile environment. Takes a `Batch` on stdin, and prints a `Report`. On stderr it says
 * what it is about to do.
 */
import { writeHeapSnapshot } from "node:v8";
import { CALLS, DUMPS, FILES, type Library, LOOKS, type Scene } from "./calls.ts";
import { Census } from "./census.ts";
import { ENVIRONMENTS } from "./environments.ts";
import { judge, type Outcome } from "./judge.ts";
import { place, placeMany } from "./placements.ts";
import type { Batch, Report } from "./report.ts";
import { acceptAsLanguage, armedFor, armedMeanwhile } from "./traps.ts";
import { make } from "./values.ts";

const batch: Batch = JSON.parse(await new Response(Deno.stdin.readable).text());
const environment = ENVIRONMENTS.find(({ name }) => name === batch.environment);
if (environment === undefined) throw new Error(`Cannot find the environment ${batch.environment}`);
const { stringify } = JSON;
const { entries } = Object;
const { exit, removeSync } = Deno;
/** Milliseconds. */
const clock = performance.now.bind(performance);
/** V8's own way to print: nothing of the program is on it. */
const { print } = (Deno as unknown as Record<symbol, { core: { print(text: string, isError: boolean): void } }>)[
  (Deno as unknown as { internal: symbol }).internal
].core;

const isStderr = false;
const report: Report = { cases: 0, failures: [], dumps: 0, frames: 0 };
globalThis.addEventListener("unhandledrejection", (event) => event.preventDefault());

const items: object[] = [];
async function plain(): Promise<void> {
  await new Promise<void>((resolve) => items.push(resolve));
}
const promise = plain();
const { specs } = batch;
const values = specs.map(make);
let placed = 0;
for (const value of values) placed += place(value, items);
placeMany(items);
await new Promise((resolve) => setTimeout(resolve, 1));

const file = `${Deno.makeTempDirSync()}/fuzz.heapsnapshot`;
if (batch.files > 0) writeHeapSnapshot(file);

const { environmentUndo, library } = await load();

async function load(): Promise<{ environmentUndo: () => void; library: Library }> {
  const imported = async (): Promise<Library> => ({
    mod: await import("../../mod.ts"),
    lowlevel: await import("../../lowlevel.ts"),
  });
  if (batch.when === "after") {
    const library = await imported();
    return { environmentUndo: environment?.install() ?? (() => {}), library };
  }
  const environmentUndo = environment?.install() ?? (() => {});
  acceptAsLanguage();
  const before = new Census();
  const outcome = await armedMeanwhile(imported, { throwing: batch.throwing });
  if (outcome.result !== undefined) return { environmentUndo, library: outcome.result };
  const changed = new Census().differenceFrom(before);
  environmentUndo();
  report.cases++;
  for (const problem of judge(outcome, "import")) report.failures.push({ call: "import", value: "", problem });
  end(changed);
}

const before = new Census();
const scene: Scene = {
  library,
  promise,
  fn: plain,
  dump: undefined as never,
  stack: undefined as never,
  frame: undefined as never,
  code: library.mod.Code.of({ url: "file:///a.ts", name: "a", scriptId: 1, startLine: 1, startColumn: 1 }),
};
const empty = new library.mod.Dump({
  target: { kind: "process" },
  takenAt: new Date(0),
  tasks: [],
  stats: { tasks: 0, frames: 0, hiddenFrames: 0, snapshotBytes: 0 },
});
scene.dump = empty;
scene.stack = new library.mod.Stack();
scene.frame = new library.mod.Frame({ code: scene.code, url: "", line: 1, column: 1, functionName: "f" });

for (const [name, call] of entries(DUMPS)) {
  if (batch.only !== undefined && batch.only !== name) continue;
  const made = attempt(name, "", () => call(scene), Math.max(1, placed));
  if (made instanceof library.mod.Dump) {
    scene.dump = made;
    report.dumps++;
    report.frames += made.stats.frames;
  }
}
for (const [at, value] of values.entries()) {
  const what = stringify(specs[at]).slice(0, 200);
  for (const [name, call] of entries(CALLS)) attempt(name, what, () => call(value, scene), 1);
}
const looks = entries(LOOKS);
for (let n = 0; n < batch.looks; n++) {
  const [name, call] = looks[(batch.seed + n) % looks.length], at = n % values.length;
  attempt(name, stringify(specs[at]).slice(0, 200), () => call(values[at], scene), 1);
}
const files = entries(FILES);
for (let n = 0; n < batch.files; n++) {
  const [name, call] = files[(batch.seed + n) % files.length], at = n % values.length;
  const what = begin(name, stringify(specs[at]).slice(0, 200));
  if (what === undefined) continue;
  finish(what, await armedMeanwhile(() => call(values[at], scene, file), { throwing: batch.throwing }), 1);
}
const changed = new Census().differenceFrom(before);
environmentUndo();
end(changed);

/** Tell what came of it. */
function end(changed: string[]): never {
  for (const what of changed) report.failures.push({ call: "any", value: "", problem: `overwritten: ${what}` });
  removeSync(file.replace(/[^/\\]*$/, ""), { recursive: true });
  print(stringify(report) + "\n", isStderr);
  return exit(0);
}

/** Make one call with everything armed. */
function attempt(call: string, value: string, action: () => unknown, cases: number): unknown {
  const what = begin(call, value);
  return what === undefined ? undefined : finish(what, armedFor(action, { throwing: batch.throwing }), cases);
}

/** Say what is about to be done, so that who has to kill this process knows where it was. */
function begin(call: string, value: string): { call: string; value: string } | undefined {
  if (batch.only !== undefined && batch.only !== call) return undefined;
  print(`${Math.round(clock())} ${call} ${value}\n`, !isStderr);
  return { call, value };
}

function finish<Result>(
  { call, value }: { call: string; value: string },
  outcome: Outcome & { result?: Result },
  cases: number,
): Result | undefined {
  report.cases += cases;
  for (const problem of judge(outcome, call)) {
    if (report.failures.length < 400) report.failures.push({ call, value, problem });
  }
  return outcome.result;
}
