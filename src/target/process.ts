/**
 * Whether a process may be sent SIGUSR1, which opens the inspector of Deno (2.9.2 and later) and Node (20 and later).
 *
 * Where that signal is not caught, it **kills**. So nothing is sent before all of this is known: the process is a Deno or
 * Node that knows the signal, it is not a `deno test`, a watcher or a wrapper, it is older than Deno's half second of
 * grace, and the system says that it catches the signal (Linux). See runtime-facts, section 10.
 */
import type { ProcessHost, ProcessRecord } from "./process_host.ts";
import { type DenoCommand, isAtLeast, isNodeWrapper, readDenoCommand, readVersion } from "./process_command.ts";
import { type Runtime, runtimeOf } from "./process_command.ts";
import { TargetError } from "./target_error.ts";

/** A process that runs JavaScript. */
export interface RuntimeProcess {
  pid: number;
  runtime: Runtime;
  record: ProcessRecord;
}

/** The first versions that open their inspector on SIGUSR1; for Node, the first that is supported. */
const LEAST = { deno: "2.9.2", node: "20.0.0" };

/** Deno starts to listen for SIGUSR1 half a second after its start, Node at once; a little more, as clocks are coarse. */
const GRACE_MS = { deno: 650, node: 150 };

/** How long after its start a program may still be loading its modules, and not yet listen. */
const LOADING_MS = 4000;

const INSPECT = "start it with --inspect and give its host:port instead";

/**
 * Find a process and make sure that it is a Deno or Node program.
 *
 * @throws {TargetError} otherwise; the message names a child process that is one
 */
export async function findRuntime(host: ProcessHost, pid: number): Promise<RuntimeProcess> {
  const record = await host.find(pid);
  if (record === undefined || record.ended) {
    throw new TargetError("no-process", `There is no process ${pid}: check its id, for example with "ps"`);
  }
  if (pid === Deno.pid) {
    throw new TargetError("refused", `Process ${pid} is this very command: give the id of the program to look at`);
  }
  if (record.leader !== pid) {
    throw new TargetError("refused", `${pid} is a thread of process ${record.leader}: give that id`);
  }
  if (record.denied) throw notOurs(pid);
  const runtime = runtimeOf(record.executable ?? "");
  if (runtime === undefined) {
    const what = record.executable ?? record.name;
    const child = await childHint(host, pid);
    throw new TargetError(
      "refused",
      `Process ${pid} is neither Deno nor Node but ${what}: ${child ?? "give the id of a Deno or Node process"}`,
    );
  }
  if (runtime === "node" && isNodeWrapper(record.argv)) {
    const child = await childHint(host, pid);
    const hint = child ?? "give the id of the process that it starts";
    throw new TargetError("refused", `Process ${pid} only starts another program (${title(record)}): ${hint}`);
  }
  if (await host.inOtherNetwork(pid)) {
    throw new TargetError(
      "refused",
      `Process ${pid} has a network of its own (a container?): run this command in there, with the id it has there`,
    );
  }
  return { pid, runtime, record };
}

/**
 * Wait until a process listens for SIGUSR1.
 *
 * @param signal ends the wait
 * @throws {TargetError} when it never will: then the signal would kill it
 */
export async function awaitSignalReady(
  host: ProcessHost,
  { pid, runtime, record }: RuntimeProcess,
  signal: AbortSignal,
): Promise<void> {
  if (runtime === "deno") await refuseByCommand(host, pid, readDenoCommand(record.argv));
  const version = await versionOf(host, runtime, record);
  if (version !== undefined && !isAtLeast(version, LEAST[runtime])) {
    const name = runtime === "deno" ? "Deno" : "Node";
    throw new TargetError(
      "refused",
      `Process ${pid} is ${name} ${version}, and only ${LEAST[runtime]} or newer can be attached to by id: ${INSPECT}`,
    );
  }
  for (;;) {
    const age = await host.ageMs(pid);
    const catches = await host.catchesSigusr1(pid);
    if (age === undefined) throw ended(pid);
    if (age >= GRACE_MS[runtime] && catches !== false) return;
    if (age >= LOADING_MS) {
      throw new TargetError(
        "refused",
        `Process ${pid} does not listen for SIGUSR1, which would kill it (it has never been idle since its start?): ${INSPECT}`,
      );
    }
    if (signal.aborted) {
      throw new TargetError("timeout", `Process ${pid} is still starting: try again with a longer --timeout`);
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(20, GRACE_MS[runtime] - age)));
  }
}

/**
 * Wait until the main thread gives up the processor or waits for events, a sign that it would serve a signal.
 *
 * A thread in a synchronous loop would serve it only after its loop, when nobody is there any more to close the port
 * again. So such a thread is not sent the signal at all.
 *
 * @returns whether it did before `signal` fired
 */
export async function awaitResponsive(host: ProcessHost, pid: number, signal: AbortSignal): Promise<boolean> {
  const first = await host.activity(pid);
  for (let now = first; now !== undefined && first !== undefined; now = await host.activity(pid)) {
    if (now.waiting || now.yields > first.yields) return true;
    if (signal.aborted) return false;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return true; // not told here, or gone: the next step shows it
}

/** The error for a process of somebody else. */
export function notOurs(pid: number): TargetError {
  return new TargetError(
    "permission",
    `Process ${pid} belongs to another user: run this command as that user (or with sudo)`,
  );
}

/** The error for a process that ended meanwhile. */
export function ended(pid: number): TargetError {
  return new TargetError("exited", `Process ${pid} ended while it was looked at: start it again and retry`);
}

async function refuseByCommand(host: ProcessHost, pid: number, command: DenoCommand): Promise<void> {
  const { subcommand, operand, watch } = command;
  if (watch) {
    throw new TargetError("refused", `Process ${pid} runs with --watch, where SIGUSR1 would kill it: ${INSPECT}`);
  }
  if (subcommand === "task" || (subcommand === "run" && await isTask(host, pid, operand))) {
    const hint = await childHint(host, pid) ?? "give the id of the program that it starts";
    throw new TargetError("refused", `Process ${pid} only runs a task${operand ? ` ("${operand}")` : ""}: ${hint}`);
  }
  if (!["run", "serve", "eval", "x"].includes(subcommand)) {
    const inspectable = ["test", "bench", "repl"].includes(subcommand);
    throw new TargetError(
      "refused",
      `Process ${pid} is "deno ${subcommand}", which SIGUSR1 would kill: ${
        inspectable ? INSPECT : "give the id of a program that deno runs"
      }`,
    );
  }
}

/** `deno run NAME` runs a task when there is no such file. */
async function isTask(host: ProcessHost, pid: number, operand: string | undefined): Promise<boolean> {
  return operand !== undefined && /^[\w-]+$/.test(operand) &&
    await host.hasFile(pid, operand) === false;
}

/** Where to look instead: the nearest descendant that runs a program. */
async function childHint(host: ProcessHost, pid: number): Promise<string | undefined> {
  for (const child of await host.descendants(pid)) {
    const record = await host.find(child);
    const runtime = runtimeOf(record?.executable ?? "");
    if (record === undefined || runtime === undefined) continue;
    if (runtime === "node" ? isNodeWrapper(record.argv) : readDenoCommand(record.argv).subcommand === "task") continue;
    return `its child ${child} is ${runtime === "deno" ? "Deno" : "Node"}: give that id`;
  }
  return undefined;
}

async function versionOf(host: ProcessHost, runtime: Runtime, record: ProcessRecord): Promise<string | undefined> {
  if (record.executable === Deno.execPath()) return Deno.version.deno;
  const program = host.runnable(record.pid, record);
  if (program === undefined) return undefined;
  try {
    const { stdout } = await new Deno.Command(program, {
      args: ["--version"],
      clearEnv: true, // NODE_OPTIONS could open a port
      stdin: "null",
      stderr: "null",
      signal: AbortSignal.timeout(5000),
    }).output();
    return readVersion(runtime, new TextDecoder().decode(stdout));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return undefined; // the signal mask decides alone
  }
}

function title({ argv, name }: ProcessRecord): string {
  return argv.join(" ").slice(0, 60) || name;
}
