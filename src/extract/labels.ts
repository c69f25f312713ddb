/** What the program says of its work: the labels of a frame, from the async context in which it will go on. */
import { AsyncContexts, type Stored } from "../heap/async_context.ts";
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { HeapGraph } from "../heap/heap_graph.ts";
import { spanIn } from "../heap/spans.ts";
import { storedValues, stringAt } from "../heap/stored_values.ts";
import { clip } from "../model/one_line.ts";
import { shownSpan, shownValue } from "./label_policy.ts";
import { liveText } from "./live_text.ts";
import type { Look } from "./look.ts";
import { TASK_NAME } from "./task_name.ts";

/** Labels by name. */
export type LabelRecord = Readonly<Record<string, string>>;

/** Labels of one context. */
const MAX_LABELS = 50;
/** Names in a note, and names that are counted. */
const MOST_NAMED = 6, MAX_NOTED = 1000;
const NONE: LabelRecord = Object.freeze({});

/** Not in `Labels`, which frames keep alive: they let go of the heap. */
const contexts = new WeakMap<AwaitGraph, AsyncContexts>();

/** Finds the labels of the frames of one heap. Frames that share a context share its labels. */
export class Labels {
  readonly #look: Look;
  readonly #isComplete: boolean;
  readonly #known = new Map<number, LabelRecord>();
  readonly #leftOut = new Set<string>();
  readonly #unseen = new Set<string>();
  #hasNamelessSpan = false;

  /** `all`: also values whose names do not tell that they are harmless. */
  constructor(look: Look, { all }: { all: boolean }) {
    this.#look = look;
    this.#isComplete = all;
  }

  /** The labels of a context, by its node. */
  of(context: number): LabelRecord {
    if (context < 0) return NONE;
    let labels = this.#known.get(context);
    if (labels === undefined) this.#known.set(context, labels = this.#read(context));
    return labels;
  }

  /** What a reader must know of labels that are missing. */
  get notes(): string[] {
    const notes: string[] = [];
    if (this.#leftOut.size > 0) {
      notes.push(
        "Values of the async context are left out as their names do not tell that they are harmless " +
          `(--locals or allLabels shows them): ${listOf(this.#leftOut)}.`,
      );
    }
    if (this.#unseen.size > 0) {
      notes.push(
        "Values of the async context are left out as a heap snapshot does not hold pieces of longer strings, nor small " +
          `numbers and booleans of a Map: ${listOf(this.#unseen)}.`,
      );
    }
    if (this.#hasNamelessSpan) {
      notes.push(
        "Spans of Deno's telemetry have their names outside the heap: noteSpanNames() in the program shows them.",
      );
    }
    return notes;
  }

  #read(context: number): LabelRecord {
    const { graph } = this.#look, { heap } = graph;
    let reader = contexts.get(graph);
    if (reader === undefined) contexts.set(graph, reader = new AsyncContexts(heap));
    const labels = new Map<string, string>();
    for (const stored of reader.of(context)) {
      const { store, isOfProgram } = stored;
      const task = taskIn(heap, store);
      if (task !== undefined) {
        labels.set("task", clip(task));
        continue;
      }
      const span = spanIn(heap, store);
      if (span?.name !== undefined) labels.set("span", this.#isComplete ? clip(span.name) : shownSpan(span.name));
      else if (span !== undefined) this.#hasNamelessSpan = true;
      if (span?.traceId !== undefined) labels.set("traceId", clip(span.traceId));
      if (isOfProgram && span === undefined) this.#readStore(stored, labels);
    }
    if (labels.size === 0) return NONE;
    return Object.freeze(Object.fromEntries([...labels].sort(([a], [b]) => rank(a) - rank(b))));
  }

  #readStore(stored: Stored, labels: Map<string, string>): void {
    const { storage, store } = stored;
    for (const value of storedValues(this.#look.graph.heap, store)) {
      if (labels.size >= MAX_LABELS) break;
      const { path, text = liveText(this.#look, stored, value) } = value;
      const names = path.length > 0 ? path : [storage || "store"];
      const shown = this.#isComplete ? clip(text ?? "") : shownValue(names, text ?? "");
      const name = names.join(".");
      if (text === undefined) {
        if (shown !== undefined) note(this.#unseen, name);
      } else if (shown === undefined) note(this.#leftOut, name);
      // Two storages may have something of the same name.
      else if (!labels.has(name)) labels.set(name, shown);
      else if (labels.get(name) !== shown && storage !== "") labels.set(`${storage}.${name}`, shown);
    }
  }
}

/** Keep a name for the notes; there is no end to those that a program may make. */
function note(names: Set<string>, name: string): void {
  if (names.size < MAX_NOTED) names.add(name);
}

/** What tells one piece of work from all others comes first: drawings show the first few. */
function rank(name: string): number {
  return name === "task" ? 0 : name === "span" ? 1 : /id$/i.test(name) ? 2 : 3;
}

/** Names that a programmer chose: those of entries of a Map may be secrets themselves. */
const CHOSEN_NAME = /^[A-Za-z_$][A-Za-z_$.-]{0,39}$/;

function listOf(names: ReadonlySet<string>): string {
  const named = [...names].filter((name) => CHOSEN_NAME.test(name)).sort().slice(0, MOST_NAMED);
  const others = names.size - named.length;
  if (named.length === 0) return `${others} of them`;
  return others > 0 ? `${named.join(", ")} and ${others} more` : named.join(", ");
}

function taskIn(heap: HeapGraph, store: number): string | undefined {
  const name = heap.type(store) === "object" ? heap.property(store, `<symbol ${TASK_NAME}>`) : -1;
  return name < 0 ? undefined : stringAt(heap, name);
}
