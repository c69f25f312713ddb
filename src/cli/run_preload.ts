/**
 * What `dump-stacks run` loads into the program before its script. At the end of the program, if something waits, its heap is handed
 * over to the command, in the file that the address of this module names; until then the file has the address of the inspector.
 *
 * The program's permissions are as without. The command adds two, which are used here and given back before the script starts: the
 * file stays open, and the inspector connected. This module must import nothing from npm: that would reach into the lock file
 * and the `node_modules` of the program.
 */
import { readAwaitGraph } from "../heap/await_graph.ts";
import { InspectorSession } from "../heap/inspector_session.ts";
import { hasStalledModule } from "../leaves/stalled.ts";
import { trace } from "../extract/tracing.ts";
import { type Ending, EndWatch } from "../target/ending.ts";
import { PendingKeeper } from "../target/keep_pending.ts";
import { handOver, handOverInspector } from "../target/hand_over.ts";
import { acquireLocal, type LocalAcquisition } from "../target/local.ts";
import { inWordsOfCommand, setHeapLimit } from "../target/heap_limit.ts";
import { mayHavePendingPromise, settledWaiters } from "../target/pending_promises.ts";

const { searchParams } = new URL(import.meta.url);
const path = searchParams.get("file") ?? "";
if (Deno.permissions.querySync({ name: "write", path }).state === "granted") {
  const file = Deno.openSync(path, { write: true });
  if (searchParams.has("heap")) setHeapLimit(Number(searchParams.get("heap")));
  InspectorSession.open();
  handOverInspector(file);
  if (searchParams.has("sys")) Deno.permissions.revokeSync({ name: "sys" });
  if (searchParams.has("write")) Deno.permissions.revokeSync({ name: "write", path });
  // Without, what nothing refers to is collected before the end, and a stalled await has nothing to show but its module.
  const keeper = new PendingKeeper();
  if (searchParams.has("trace")) trace();
  new EndWatch((ending) => tell(ending, file, keeper));
}

/** Hand over the heap, if something of the program waits. */
function tell(ending: Ending, file: Deno.FsFile, { isComplete }: PendingKeeper): boolean {
  if (ending === "exit" && !mayHavePendingPromise()) return false; // no need of a snapshot
  using acquisition = acquireOrTell();
  if (acquisition === undefined) return false;
  const graph = readAwaitGraph(acquisition.snapshot);
  if (ending === "stall" && !hasStalledModule(graph, acquisition.parked?.keys())) return false;
  const isOfProgram = (closure: number) => !/^(?:ext|node|):/.test(graph.functions.place(closure)?.url ?? ":");
  const waits = [...graph.suspended.values()].some(({ closure }) => closure >= 0 && isOfProgram(closure));
  if (!waits && ending === "exit") return false;
  acquisition.settled = settledWaiters(graph, acquisition.live);
  handOver(file, { ending, acquisition, isComplete });
  return true;
}

/** Take the heap; without, it is said why: the command cannot know. */
function acquireOrTell(): LocalAcquisition | undefined {
  try {
    return acquireLocal();
  } catch (error) {
    const message = error instanceof Error ? error.message : "it cannot be read";
    const reason = inWordsOfCommand(message);
    Deno.stderr.writeSync(new TextEncoder().encode(`dump-stacks: The end is not looked at: ${reason}\n`));
    return undefined;
  }
}
