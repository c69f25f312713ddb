/** The command: what the arguments say is done, and the exit status tells how it went. */
import { extractSnapshot } from "../extract/snapshot_file.ts";
import type { Dump } from "../model/dump.ts";
import { type Attachment, attachToInspector, attachToPid } from "../target/attach.ts";
import { setHeapLimit } from "../target/heap_limit.ts";
import { type DumpOptions, readArguments, type TargetChoice } from "./arguments.ts";
import { choose } from "./choose.ts";
import { startDemo } from "./demo.ts";
import { draw, stdoutMedium } from "./draw.ts";
import { explained } from "./explained.ts";
import { HELP } from "./help.ts";
import { Interruption } from "./interruption.ts";
import { checkOutput, writeOutput, writeStdout } from "./output.ts";
import { requirePermissions } from "./permissions.ts";
import { report, say } from "./report.ts";
import { readRunArguments } from "./run_arguments.ts";
import { takeDump } from "./take.ts";
import { versionText } from "./version.ts";

/**
 * Run the command.
 *
 * @returns the exit status: 0 done, 1 could not, 2 wrong arguments, 128 and more for a signal
 */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const command = args[0] === "run" ? readRunArguments(args.slice(1)) : readArguments(args);
    if (command.kind === "help") await writeStdout([HELP]);
    else if (command.kind === "version") await writeStdout([versionText()]);
    else if (command.kind === "run") return await (await import("./run.ts")).runScript(command);
    else return await run(command.options);
    return 0;
  } catch (error) {
    return report(error);
  }
}

async function run(options: DumpOptions): Promise<number> {
  requirePermissions(options.target.kind);
  if (options.output !== undefined) await checkOutput(options.output);
  if (options.target.kind === "snapshot") {
    // Nothing is to be left as it was: Ctrl-C may end this at once, also in the middle of a large heap.
    await write(await dumpFile(options.target.path, options), options);
    return 0;
  }
  let dump: Dump;
  using interruption = new Interruption();
  try {
    dump = await take(options, interruption.signal);
  } catch (error) {
    if (interruption.status !== undefined) return interruption.status;
    throw error;
  }
  await write(dump, options);
  return interruption.status ?? 0;
}

async function write(dump: Dump, options: DumpOptions): Promise<void> {
  if (options.output === undefined) await writeStdout(await draw(dump, options, stdoutMedium()));
  else await writeOutput(options.output, await draw(dump, options, { isTerminal: false }));
}

/** There is no hurry, as nobody stands still meanwhile. */
async function dumpFile(path: string, { locals, filter, maxHeap }: DumpOptions): Promise<Dump> {
  setHeapLimit(maxHeap);
  const dump = await extractSnapshot(path, { allLabels: locals });
  if (locals) say("--locals has no locals of a heap snapshot in a file");
  return choose(dump, filter);
}

/** Everything that touches the target. When this is done, the target is as it was. */
async function take(options: DumpOptions, signal: AbortSignal): Promise<Dump> {
  const { target, timeoutMs, locals, filter, maxHeap } = options;
  const until = performance.now() + timeoutMs;
  await using demo = target.kind === "demo" ? await startDemo(signal) : undefined;
  const attachment = await attach(demo === undefined ? target : { kind: "pid", pid: demo.pid }, { timeoutMs, signal });
  const kind = target.kind === "inspector" ? "inspector" : "pid";
  const how = { kind, pid: attachment.pid, title: attachment.title || undefined, until, locals, maxHeap } as const;
  return choose(await takeDump(attachment, how), filter);
}

function attach(target: TargetChoice, options: { timeoutMs: number; signal: AbortSignal }): Promise<Attachment> {
  if (target.kind === "pid") return explained(attachToPid(target.pid, options), target.pid);
  if (target.kind === "inspector") return attachToInspector(target.address, options);
  throw new Error("Cannot attach to the demo before it has a process id");
}
