/** What to call a lock: its class, and a name that it has or that the program has for it. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { textOf } from "../heap/plain_values.ts";

/** Own properties that name an object. */
const NAMES = ["name", "#name", "_name", "label", "id", "key", "title"];

/** `Mutex "accounts"`, `Mutex a`, `Mutex Account.mutex`; `a promise that it can settle` for none. */
export function describeLock(graph: AwaitGraph, lock: number): string {
  const { heap, ignored } = graph;
  if (lock < 0) return "a promise";
  const type = heap.type(lock), name = heap.name(lock);
  const what = type === "closure"
    ? name === "" ? "a function" : `${name}()`
    : name === "" || name === "Object"
    ? "an object"
    : name;
  for (const key of NAMES) {
    const text = type === "object" ? textOf(heap, lock, key) : undefined;
    if (text !== undefined && text !== "") return `${what} "${text.slice(0, 60)}"`;
  }
  if (type === "closure") return what;
  let variable = "", property = "", hops = 0;
  for (const { edge, from } of heap.retainers(lock)) {
    if (ignored.has(from) || ++hops > 200) continue;
    const step = heap.step(edge);
    if (heap.name(from).startsWith("system / Context")) {
      if (step !== "this" && step !== "" && variable === "") variable = step;
    } else if (heap.name(from) === "system / Cell") variable ||= exportName(graph, from);
    else if (heap.type(from) === "object" && step !== "" && !step.startsWith("[") && property === "") {
      const owner = heap.name(from);
      if (/^[A-Z]\w*$/.test(owner) && !/^(?:Object|Array|Window)/.test(owner)) property = `${owner}.${step}`;
      else if (owner === "Object") property = step;
    }
  }
  const called = variable || property;
  return called === "" || called.toLowerCase() === what.toLowerCase() ? what : `${what} ${called}`;
}

/** The name under which a cell is exported stands before it in its table. */
function exportName({ heap }: AwaitGraph, cell: number): string {
  for (const { from } of heap.retainers(cell)) {
    if (heap.type(from) !== "array") continue;
    let label = "";
    for (const { to } of heap.edges(from)) {
      if (heap.type(to) === "string") label = heap.name(to);
      else if (to === cell && label !== "") return label;
    }
  }
  return "";
}
