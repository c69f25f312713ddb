/** A program that runs in a process of its own, as a user runs it, until it says that it is stuck. */
import { fileURLToPath } from "node:url";

/** SIGUSR1 kills a Deno process in its first 500 ms: https://github.com/denoland/deno/pull/35738 (Deno 2.9.6). */
const safeAge = 700;

export interface TargetOptions {
  /** Options of `deno run`, for example `--inspect=127.0.0.1:0`. */
  denoArgs?: string[];
  /** Arguments of the program. */
  args?: string[];
  /** The line of stdout that says: now it is stuck. */
  readyLine?: string;
  /** Milliseconds to wait for that line. */
  timeout?: number;
}

export interface Target extends AsyncDisposable {
  readonly pid: number;
  readonly stdout: string;
  readonly stderr: string;
  /** How the process ended, `undefined` while it lives. */
  readonly exit: Deno.CommandStatus | undefined;
  /** Ends the process if it lives: SIGTERM, and SIGKILL after two seconds. */
  stop(): Promise<Deno.CommandStatus>;
}

/** Starts the program and returns when it has printed its ready line and is old enough for SIGUSR1. */
export async function spawnTarget(program: string | URL, options: TargetOptions = {}): Promise<Target> {
  const { denoArgs = [], args = [], readyLine = "ready", timeout = 30_000 } = options;
  const file = program instanceof URL ? fileURLToPath(program) : program;
  const born = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-config", "--no-lock", ...denoArgs, file, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();

  let exit: Deno.CommandStatus | undefined;
  const exited = child.status.then((status) => exit = status);

  const ready = Promise.withResolvers<"ready" | "ended" | "late">();
  const stdout = collect(child.stdout, (text) => {
    if (text.split("\n").includes(readyLine)) ready.resolve("ready");
  });
  const stderr = collect(child.stderr, () => {});
  exited.then(() => ready.resolve("ended"));

  let stopped: Promise<Deno.CommandStatus> | undefined;
  async function stop(): Promise<Deno.CommandStatus> {
    const signal = (name: Deno.Signal) => exit ?? child.kill(name);
    signal("SIGTERM");
    const kill = setTimeout(() => signal("SIGKILL"), 2_000);
    const status = await exited;
    clearTimeout(kill);
    // A child of the program may have inherited the pipes and hold them open.
    const leave = setTimeout(() => (stdout.cancel(), stderr.cancel()), 500);
    await Promise.all([stdout.ended, stderr.ended]);
    clearTimeout(leave);
    return status;
  }

  const target: Target = {
    pid: child.pid,
    get stdout() {
      return stdout.text;
    },
    get stderr() {
      return stderr.text;
    },
    get exit() {
      return exit;
    },
    stop: () => stopped ??= stop(),
    async [Symbol.asyncDispose]() {
      await target.stop();
    },
  };

  const late = setTimeout(() => ready.resolve("late"), timeout);
  const outcome = await ready.promise;
  clearTimeout(late);
  if (outcome === "ready") await delay(Math.max(0, safeAge - (performance.now() - born)));
  if (outcome === "ready" && !exit) return target;
  const state = exit ? `it ended with ${exit.code}` : `not printed in ${timeout} ms`;
  await target.stop();
  const printed = `${stdout.text}${stderr.text}`;
  throw new Error(`Cannot use ${file} as it must print "${readyLine}" and go on: ${state}\n${printed}`);
}

/** Reads a pipe to its end, so that the writer never blocks on it. */
function collect(pipe: ReadableStream<Uint8Array<ArrayBuffer>>, onText: (all: string) => void) {
  const reader = pipe.pipeThrough(new TextDecoderStream()).getReader();
  const output = { text: "", ended: read(), cancel: () => void reader.cancel() };
  async function read(): Promise<void> {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onText(output.text += value);
    }
  }
  return output;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
