/**
 * What a sampled trace finds of functions that can never resume: `trace_found.ts SAMPLING PROGRAM`. Beside a trace that captures the
 * stack of each promise, which is slow and finds all.
 */
import { fileURLToPath } from "node:url";
import { extractAll, trace } from "../mod.ts";
import { held, type Program, programOf } from "../tests/trace/generated.ts";
import { tell } from "./measurement.ts";

type Sampling = "sampled" | "all";

/** Some seconds of 200 promises each; many programs at once. */
const CASES = { steady: "stuck functions told, 200 promises a second", burst: "the same, 1,000 programs at once" };
type Case = keyof typeof CASES;

if (Deno.args.length === 0) {
  for (const work of ["steady", "burst"] as const) {
    const [ours, floor] = [await run("sampled", work), await run("all", work)];
    tell([{ what: CASES[work], unit: "%", ours, floor, floorIs: 'stacks: "all"', compare: "ratio", goal: undefined }]);
  }
} else {
  const [stacks, work] = Deno.args as [Sampling, Case];
  const _trace = trace({ stacks, atExit: false });
  const names = work === "steady" ? await steady() : await burst();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const told = new Set(
    extractAll().tasks.flatMap(({ leaf, frames }) =>
      leaf !== undefined && !Array.isArray(leaf) && leaf.kind === "collected"
        ? frames.map(({ functionName }) => functionName)
        : []
    ),
  );
  console.log(100 * names.filter((name) => told.has(name)).length / names.length);
  for (const resolve of held.splice(0)) resolve();
  Deno.exit();
}

async function run(stacks: Sampling, work: Case): Promise<number> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", fileURLToPath(import.meta.url), stacks, work],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot measure as the process failed: ${work}`);
  return Number(new TextDecoder().decode(stdout));
}

/** Twenty times a second ten promises are made, and each time one function is lost. */
async function steady(): Promise<string[]> {
  const names: string[] = [];
  for (let turn = 0; turn < 200; turn++) {
    const name = `lost${turn}`;
    names.push(name);
    const { [name]: lost } = {
      [name]: async () => {
        await new Promise<void>(() => {});
      },
    };
    lost();
    for (let made = 0; made < 2; made++) await (async () => await null)();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return names;
}

async function burst(): Promise<string[]> {
  const programs: Program[] = [];
  for (let seed = 1; programs.length < 1000; seed++) programs.push(programOf(seed));
  for (const { start } of programs) start();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return programs.flatMap(({ stuck }) => [...stuck]);
}
