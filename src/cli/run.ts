/** `dump-stacks run`: a script as a child of the command, dumped from outside while it runs, and from inside when it ends. */
import { attachToInspector, attachToPid } from "../target/attach.ts";
import { inspectorIn, takeOver } from "../target/hand_over.ts";
import { TargetError } from "../target/target_error.ts";
import { dumpOf } from "../extract/dump.ts";
import { unfinishedOf } from "../extract/unfinished.ts";
import { choose } from "./choose.ts";
import { explained } from "./explained.ts";
import { checkOutput } from "./output.ts";
import { requirePermissions } from "./permissions.ts";
import { report } from "./report.ts";
import type { RunCommand } from "./run_arguments.ts";
import { checkScript, startScript } from "./run_child.ts";
import { RunOutput } from "./run_output.ts";
import { RunSignals } from "./run_signals.ts";
import { takeDump } from "./take.ts";

/** By now the process has become Deno. An attach waits longer than that by itself. */
const GROWN_MS = 300;

/**
 * Run the script to its end.
 *
 * @returns its exit status
 */
export async function runScript(command: RunCommand): Promise<number> {
  const { options, afterMs, script } = command;
  requirePermissions("pid");
  await checkScript(script);
  if (options.output !== undefined) await checkOutput(options.output);
  const output = new RunOutput(options);
  await using handedOver = await HandOverFile.make();
  const child = startScript(command, handedOver.path);
  const grown = delay(GROWN_MS);
  const ended = new AbortController();
  let dumping = Promise.resolve(), isDue = false;
  /** One dump after the other; what is asked for while one is due is that one. */
  const dump = () => {
    if (isDue) return;
    isDue = true;
    dumping = dumping.then(async () => {
      await Promise.race([grown, child.status]);
      await signals.settled();
      isDue = false;
      await dumpChild(child.pid, command, { handedOver, output, ended: ended.signal });
    });
  };
  using signals = new RunSignals(child, dump);
  const timer = afterMs === undefined ? undefined : setTimeout(dump, afterMs);
  const status = await child.status;
  clearTimeout(timer);
  ended.abort();
  await dumping;
  await tellEnd(await handedOver.read(), status, output, command);
  return status.code;
}

function delay(milliseconds: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  Deno.unrefTimer(setTimeout(resolve, milliseconds));
  return promise;
}

/** Attach from outside, as to any other process: nothing in the program takes part. By its id before the script has started. */
async function dumpChild(
  pid: number,
  { options: { timeoutMs, locals, maxHeap, filter }, script }: RunCommand,
  { handedOver, output, ended }: { handedOver: HandOverFile; output: RunOutput; ended: AbortSignal },
): Promise<void> {
  if (ended.aborted) return;
  try {
    const until = performance.now() + timeoutMs;
    const url = inspectorIn(await handedOver.read());
    const options = { timeoutMs, signal: ended };
    const attaching = url === undefined
      ? attachToPid(pid, options)
      : attachToInspector({ kind: "socket", url }, { ...options, name: `process ${pid}` });
    const attachment = await explained(attaching, pid);
    const how = { kind: "pid", pid, title: attachment.title || script, until, locals, maxHeap } as const;
    const dump = await takeDump(attachment, how);
    await output.write(choose(dump, filter));
  } catch (error) {
    if (!(error instanceof TargetError && ended.aborted)) report(error); // a program that ended is nothing to report
  }
}

/** What the program left undone, as it handed it over. */
async function tellEnd(
  bytes: Uint8Array,
  { code, signal }: Deno.CommandStatus,
  output: RunOutput,
  { script, options: { locals, filter } }: RunCommand,
): Promise<void> {
  try {
    const end = takeOver(bytes);
    if (end === undefined || signal !== null) return;
    if (end.ending === "stall" && code !== 1) return; // it went on after all
    const { acquisition } = end;
    const notes = [...acquisition.notes, ...locals ? ["Locals are not read at the end of a program."] : []];
    const target = { ...acquisition.target, kind: "pid", title: script };
    const dump = unfinishedOf(dumpOf({ ...acquisition, target, notes }, { allLabels: locals }), end);
    const chosen = dump && choose(dump, filter);
    if (chosen !== undefined && chosen.tasks.length > 0) await output.write(chosen, { isEnd: true });
  } catch (error) {
    report(error); // the exit status is the script's all the same
  }
}

/** The file in which the program hands over its heap. */
class HandOverFile implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<HandOverFile> {
    return new HandOverFile(await Deno.makeTempFile({ prefix: "dump-stacks-run-" }));
  }

  read(): Promise<Uint8Array> {
    return Deno.readFile(this.path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path).catch(() => {}); // somebody cleaned up
  }
}
