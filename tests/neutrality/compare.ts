/** Runs the same programs with and without looks at them, and says where they differ. */
import { fileURLToPath } from "node:url";
import { type GeneratedPlan, writePrograms } from "./generated.ts";
import type { ENDS, HowToLook, Plan, Seen, WaysToWatch } from "./plan.ts";
import { randomOf } from "./programs.ts";

/** What one process left. */
export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** How one way to look went. */
export interface Verdict {
  how: HowToLook;
  seen: Seen;
  /** The first difference; `undefined` where there is none. */
  difference: string | undefined;
}

/** How nobody watches. */
export const UNDISTURBED: WaysToWatch = { how: "none", rejections: "in order", moments: [], pauses: false, seen: "" };

const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

/** Run a plan to its end. */
export async function runPlan(plan: Plan): Promise<Run> {
  return await runDeno(fileURLToPath(new URL("./run_programs.ts", import.meta.url)), [JSON.stringify(plan)]);
}

/** Run a script to its end. */
export async function runDeno(script: string, args: readonly string[]): Promise<Run> {
  const flags = ["--no-check", "--no-prompt", "--no-lock", "--allow-all", "--v8-flags=--expose-gc"];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, `--config=${CONFIG}`, script, ...args],
    stdin: "null",
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(180_000),
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Programs `seed` up to `seed + count`, undisturbed and with `dumps` looks in each of the ways. */
export async function compareLooks(
  { seed, count, dumps, ways }: { seed: number; count: number; dumps: number; ways: readonly HowToLook[] },
): Promise<{ events: number; verdicts: Verdict[] }> {
  const plan: Plan = {
    ...UNDISTURBED,
    seeds: Array.from({ length: count }, (_, i) => seed + i),
    turns: seed % 2 === 0 ? "timeout" : "immediate",
    rejections: "apart",
  };
  const plain = await runPlan(plan);
  const events = plain.stdout.split("\n").length;
  const verdicts: Verdict[] = [];
  for (const how of ways) {
    const random = randomOf(`${seed} ${how}`);
    const moments = Array.from({ length: dumps }, () => random(events));
    const seen = await Deno.makeTempFile();
    try {
      const run = await runPlan({ ...plan, how, moments, seen });
      verdicts.push({ how, difference: differenceOf(plain, run), seen: await readSeen(seen) });
    } finally {
      await Deno.remove(seen);
    }
  }
  return { events, verdicts };
}

/**
 * Random programs of the oracle in one process: undisturbed, with `dumps` looks in each of the ways, and by its process id. The first
 * verdict is on the process that is undisturbed a second time: else a difference tells nothing of the looks.
 */
export async function compareGenerated(
  { seed, count, dumps, ways, byPid = false }: {
    seed: number;
    count: number;
    dumps: number;
    ways: readonly HowToLook[];
    byPid?: boolean;
  },
): Promise<{ events: number; verdicts: Verdict[] }> {
  const folder = await Deno.makeTempDir({ prefix: "stackscope-neutrality-" });
  const file = `${folder}/plan.json`, seen = `${folder}/seen.json`;
  try {
    const programs = await writePrograms(seed, count, folder);
    const run = async (plan: Partial<GeneratedPlan>) => {
      await Deno.writeTextFile(
        file,
        JSON.stringify({ ...UNDISTURBED, programs, seen, ...plan }),
      );
      return await runDeno(GENERATED, [file]);
    };
    const plain = await run({}), { events } = await readSeen(seen), verdicts: Verdict[] = [];
    for (const how of ["none", ...ways] as const) {
      const random = randomOf(`${seed} ${how}`);
      const looked = await run({ how, moments: Array.from({ length: dumps }, () => random(events)) });
      verdicts.push({ how, difference: differenceOf(plain, looked), seen: await readSeen(seen) });
    }
    if (byPid) {
      await Deno.writeTextFile(file, JSON.stringify({ ...UNDISTURBED, programs, pauses: true, seen }));
      verdicts.push(await compareAttached(GENERATED, file));
    }
    return { events, verdicts };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const GENERATED = fileURLToPath(new URL("./run_generated.ts", import.meta.url));

/** A process that ends in one of the `ENDS`, undisturbed and looked at before in each of the ways. */
export async function compareEnds(end: typeof ENDS[number], ways: readonly HowToLook[]): Promise<Verdict[]> {
  const script = fileURLToPath(new URL("./ends.ts", import.meta.url));
  const seen = await Deno.makeTempFile(), plain = await runDeno(script, [end, "none", ""]), verdicts: Verdict[] = [];
  try {
    for (const how of ways) {
      const looked = await runDeno(script, [end, how, seen]);
      verdicts.push({ how, difference: differenceOf(plain, looked), seen: await readSeen(seen) });
    }
    return verdicts;
  } finally {
    await Deno.remove(seen);
  }
}

/** What Deno says on stderr of an inspector that is opened and closed, which nobody can keep it from. */
const INSPECTOR_LINES =
  /^(?:Debugger listening on .*|Visit .* to connect to the debugger\.?|Debugger session started\.?|Debugger session ended.*)\n/gm;

/** Random programs that stop three times; at two of these stops they are dumped by their process id. */
export async function compareLooksByPid(seed: number): Promise<Verdict> {
  const seeds = Array.from({ length: 12 }, (_, i) => seed + i);
  const plan: Plan = { ...UNDISTURBED, seeds, turns: "immediate", rejections: "apart", pauses: true };
  return await compareAttached(fileURLToPath(new URL("./run_programs.ts", import.meta.url)), JSON.stringify(plan));
}

/** A process that stops some times; at these stops, but for the second, it is dumped by its id. */
async function compareAttached(script: string, arg: string): Promise<Verdict> {
  const seen: Seen = { dumps: 0, frames: 0, events: 0, errors: [] };
  const plain = await runPaused(script, arg, async () => {});
  const looked = await runPaused(script, arg, async (pid, stop) => {
    if (stop === 1) return;
    const command = fileURLToPath(new URL("../../dump_stacks.ts", import.meta.url));
    const args = ["run", "--no-check", "--allow-all", `--config=${CONFIG}`, command, String(pid), "--format=json"];
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    if (code !== 0) seen.errors.push(new TextDecoder().decode(stderr));
    else {
      seen.dumps++;
      seen.frames += new TextDecoder().decode(stdout).split('"functionName"').length - 1;
    }
  });
  seen.events = plain.stdout.split("\n").length;
  return { how: "none", seen, difference: seen.errors[0] ?? differenceOf(plain, looked) };
}

async function runPaused(
  script: string,
  arg: string,
  atStop: (pid: number, stop: number) => Promise<void>,
): Promise<Run> {
  const flags = ["--no-check", "--no-prompt", "--no-lock", "--allow-all", "--v8-flags=--expose-gc"];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, `--config=${CONFIG}`, script, arg],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const late = setTimeout(() => child.kill("SIGKILL"), 180_000);
  const stdin = child.stdin.getWriter(), stdout = new Response(child.stdout).text();
  let stderr = "", stops = 0;
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    stderr += text;
    for (; stderr.split("paused\n").length - 1 > stops; stops++) {
      await atStop(child.pid, stops);
      await stdin.write(new Uint8Array(1));
    }
  }
  clearTimeout(late);
  await stdin.close();
  const { code } = await child.status;
  return { code, stdout: await stdout, stderr };
}

async function readSeen(file: string): Promise<Seen> {
  const text = await Deno.readTextFile(file);
  return text === ""
    ? { dumps: 0, frames: 0, events: 0, errors: ["the program did not come to its end"] }
    : JSON.parse(text);
}

/** The first difference between two runs, in words. What a look itself has to say on stderr is none. */
export function differenceOf(plain: Run, { code, stdout, stderr }: Run): string | undefined {
  const looked = {
    code,
    stdout,
    stderr: stderr.replace(INSPECTOR_LINES, "").replace(/^InspectionWarning: .*\n/gm, ""),
  };
  if (plain.code !== looked.code) return `exit status ${plain.code}, looked at ${looked.code}: ${looked.stderr}`;
  for (const stream of ["stdout", "stderr"] as const) {
    if (plain[stream] === looked[stream]) continue;
    const before = plain[stream].split("\n"), after = looked[stream].split("\n");
    const at = before.findIndex((line, i) => line !== after[i]);
    if (at < 0) return `${stream} goes on with ${JSON.stringify(after[before.length])}`;
    return `${stream} line ${at + 1}: ${JSON.stringify(before[at])}, looked at ${JSON.stringify(after[at])}`;
  }
  return undefined;
}
