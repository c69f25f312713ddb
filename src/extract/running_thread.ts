/** A thread of another program that was stopped in synchronous code: its stack as a task of the dump, which runs. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { Dump, type DumpTarget, type WorkerIdentity } from "../model/dump.ts";
import type { Frame } from "../model/frame.ts";
import { Leaf } from "../model/leaf.ts";
import { oneLine } from "../model/one_line.ts";
import { Stack } from "../model/stack.ts";
import { SourceLines } from "../source/lines.ts";
import { scriptUrl } from "../source/script_url.ts";
import type { RunningCall, RunningStack } from "../target/target.ts";
import type { Call } from "./call_sites.ts";
import type { Running } from "./look.ts";
import { Partial } from "./partial.ts";
import { runningFrame } from "./running_frame.ts";
import { Extraction } from "./extraction.ts";
import { countStacks } from "./statistics.ts";
import { threadText } from "./threads.ts";
import { nameOf, placeOf } from "./waits.ts";

/** Functions named that were there in all looks. */
const MOST_NAMES = 4;

/** The stack that runs, with the frame for each of its calls. */
export class RunningThread implements Running {
  readonly stack: Stack;
  readonly #running: RunningStack;
  readonly #frames: readonly Frame[];

  /** `extraction` gives the frames what hooks and the source know of them. */
  constructor(
    running: RunningStack,
    { extraction, id, worker }: { extraction: Extraction; id: string; worker: WorkerIdentity | undefined },
  ) {
    const calls = running.calls.map(callOf);
    this.#running = running;
    this.#frames = calls.map((call, at) => runningFrame(call, calls[at + 1], extraction.shared.lines));
    const all = this.#frames.toReversed();
    const { frames, error } = extraction.stack(new Partial(all));
    const { busyMs, looks, common, isHeld } = running;
    const culprit = all.slice(0, common).findLast(({ hide }) => !hide) ?? all.findLast(({ hide }) => !hide);
    const where = culprit === undefined ? "" : ` in ${placeOf(culprit)}`;
    const thread = threadText(worker).replace(/^the /, "");
    const seconds = (Math.floor(busyMs / 100) / 10).toFixed(1); // no longer than it was
    this.stack = new Stack({
      id,
      root: isHeld
        ? `${thread} is stopped by a debugger${where}`
        : `${thread} is busy${where} (has not yielded for at least ${seconds} s)`,
      frames,
      error,
      leaf: new Leaf({
        kind: "running",
        description: isHeld ? "runs when the debugger lets it" : `running${looks > 1 ? inAll(all, looks, common) : ""}`,
        details: { busyMs: Math.floor(busyMs), looks, common, held: isHeld },
      }),
    });
  }

  reference({ heap }: AwaitGraph, promise: number): Leaf | undefined {
    const at = this.#running.calls.findIndex(({ generator }) =>
      generator !== undefined && [...heap.edges(generator)].some(({ type, to }) => type === "hidden" && to === promise)
    );
    if (at < 0) return undefined;
    const { id = "" } = this.stack;
    return new Leaf({
      kind: "reference",
      description: `${placeOf(this.#frames[at])}, which is running, drawn in #${id}`,
      details: { ref: id },
    });
  }
}

/** A main thread of which only the stack is known. */
export interface LoneStack {
  running: RunningStack;
  target: DumpTarget;
  takenAt: Date;
  /** Why its heap was not looked at: a sentence. */
  reason: string;
}

/** The dump of a thread whose heap could not be looked at. */
export function dumpOfStack({ running, target, takenAt, reason }: LoneStack): Dump {
  const lines = new SourceLines();
  const notes: string[] = [`What waits is not shown. ${reason}.`];
  const how = { withContexts: true, recurseChildTasks: false, looks: undefined, scripts: [], lines, notes };
  const { stack } = new RunningThread(running, { extraction: new Extraction(how), id: "1", worker: undefined });
  for (const frame of stack.frames) if (!frame.hide) frame.lineText; // read now: the files may change
  return new Dump({
    target,
    takenAt,
    tasks: [stack],
    stats: { tasks: 1, ...countStacks([stack]), snapshotBytes: 0 },
    notes,
  });
}

/** `; in all 5 looks: main > spin` */
function inAll(frames: readonly Frame[], looks: number, common: number): string {
  const names = frames.slice(0, common).filter(({ hide }) => !hide).map((frame) => oneLine(nameOf(frame)));
  if (names.length === 0) return `; no function was there in all ${looks} looks`;
  const named = names.length > MOST_NAMES ? ["…", ...names.slice(-MOST_NAMES)] : names;
  return `; in all ${looks} looks: ${named.join(" > ")}`;
}

function callOf({ name, type, url, line, column, start }: RunningCall): Call {
  const isNobodys = type === undefined || /^(?:global|Window|WorkerGlobalScope)$/.test(type);
  // V8 tells the body of a module by where it starts.
  const isToplevel = isNobodys && (name !== "" || (start.line === 1 && start.column === 1));
  return {
    name,
    type: isNobodys ? undefined : type,
    url: scriptUrl(url),
    line,
    column,
    isAsync: false,
    isToplevel,
    isPromiseAll: false,
  };
}
