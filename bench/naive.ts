/**
 * A dump beside the naive pipeline, which anyone would write first: `JSON.parse` of the snapshot, then the inspector is asked for each
 * suspended function where it is suspended. It finds the same frames, and no leaves, names of classes or contexts.
 *
 * Run as `deno run --allow-all --v8-flags=--expose-gc bench/naive.ts`.
 */
import v8 from "node:v8";
import { extractAll } from "../mod.ts";
import { InspectorSession } from "../src/heap/inspector_session.ts";
import { collectGarbage, median, tell, threadTime } from "./measurement.ts";
import { startTasks } from "./suspended_tasks.ts";

const ROUNDS = 4; // the first one compiles, and is dropped
const TASKS = 33;

const ours: number[] = [], naive: number[] = [];
let found = 0;
startTasks(TASKS);
setTimeout(runRound);

function runRound(): void {
  ours.push(timeOf(() => String(extractAll())));
  naive.push(timeOf(() => found = placesOf(new TextDecoder().decode(v8.getHeapSnapshot().read())).length));
  if (ours.length < ROUNDS) setTimeout(runRound);
  else report();
}

function timeOf(work: () => unknown): number {
  collectGarbage();
  const start = threadTime();
  work();
  return threadTime() - start;
}

/** Where each suspended function of this program is suspended. */
function placesOf(text: string): unknown[] {
  const { snapshot: { meta }, nodes, edges, strings } = JSON.parse(text);
  const width = meta.node_fields.length;
  const [type, name, id, count] = ["type", "name", "id", "edge_count"].map((field) => meta.node_fields.indexOf(field));
  const object = meta.node_types[0].indexOf("object");
  const wanted = /^(?:handleRequest|loadUser|reply)$/;
  const session = InspectorSession.open();
  if (typeof session === "string") throw new Error(`Cannot measure: ${session}`);
  using _ = session;
  const places: unknown[] = [];
  for (let node = 0, edge = 0; node < nodes.length; node += width) {
    const end = edge + 3 * nodes[node + count];
    let isGenerator = false, callee = -1;
    for (; edge < end; edge += 3) {
      const field = strings[edges[edge + 1]];
      if (field === "parameters_and_registers") isGenerator = true;
      else if (field === "function") callee = edges[edge + 2];
    }
    if (nodes[node + type] !== object || !isGenerator || callee < 0) continue;
    if (!wanted.test(strings[nodes[callee + name]])) continue;
    const handle = session.objectById(nodes[node + id]);
    if (handle !== undefined) places.push(session.generatorState(handle));
  }
  return places;
}

function report(): void {
  if (found !== 3 * TASKS) throw new Error(`Cannot compare as the naive pipeline found ${found} frames`);
  tell([{
    what: `dump of ${TASKS} tasks of 3 frames`,
    unit: "ms",
    ours: median(ours.slice(1)),
    floor: median(naive.slice(1)),
    floorIs: "naive pipeline",
    compare: "ratio",
    goal: 1,
    remark: "JSON.parse, and one look-up per frame",
  }]);
}
