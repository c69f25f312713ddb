/** Runs processes of the fuzz, each with a limit of its time. */
import { fileURLToPath } from "node:url";
import type { Batch, Failure, Report } from "./report.ts";

const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));
const SCRIPT = fileURLToPath(new URL("./run_batch.ts", import.meta.url));

/** How long one process may take. It is some seconds where nobody else uses the machine. */
const PATIENCE_MS = 180_000;

/** Run one process to its end; one that ends otherwise, or not at all, is a failure. */
export async function runBatch(batch: Batch, patienceMs: number = PATIENCE_MS): Promise<Report> {
  const flags = ["--no-check", "--no-prompt", "--no-lock", "--allow-all", `--config=${CONFIG}`];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, SCRIPT],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, patienceMs);
  const stdout = new Response(child.stdout).text(), stderr = new Response(child.stderr).text();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(batch)));
  await writer.close();
  const { code, signal } = await child.status;
  clearTimeout(late);
  const [told, trace] = [await stdout, await stderr];
  // Where Deno cannot end, the process kills itself, after its last line (`run_batch.ts`).
  const hasEnded = !isLate && (code === 0 || signal === "SIGKILL") && told.endsWith("}\n");
  if (hasEnded) return JSON.parse(told);
  const last = trace.trimEnd().split("\n").slice(isLate ? -1 : -4).join(" | ").slice(-1_000);
  const problem = isLate
    ? `did not end within ${patienceMs / 1000} s`
    : `ended the process with ${signal ?? `status ${code}`}: ${told.slice(0, 300)}`;
  return { cases: 0, dumps: 0, frames: 0, failures: [{ call: last, value: "", problem }] };
}

/** A failure in one line, with what repeats it. */
export function describe({ environment, when, throwing, seed }: Batch, { call, value, problem }: Failure): string {
  return `--seed=${seed} --environment=${JSON.stringify(environment)} --when=${when}${
    throwing ? " --throwing" : ""
  }: ${call} ${value}: ${problem}`;
}
