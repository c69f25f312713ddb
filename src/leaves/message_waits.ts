/**
 * Whether a thread waits for nothing but messages of other threads, and who in it waits for which: what one heap tells of a
 * deadlock across threads.
 *
 * Strict, as it is no fault of a program that threads wait for each other's messages: a thread with a timer, an operation or a
 * listener of which code of the program may run is not at rest, whatever that code does.
 */
import type { AwaitGraph, Suspended } from "../heap/await_graph.ts";
import { hasPendingTimer } from "../heap/timers.ts";
import { workersIn } from "../heap/workers.ts";
import type { Texts } from "../source/script_cache.ts";
import { CodeTexts, type MapPosition, type Site } from "./code_texts.ts";
import { findLive } from "./liveness.ts";
import { isRuntimeCode } from "./own_code.ts";
import { globalListeners, type Receive, receivesIn } from "./receives.ts";

/** Functions that wait for messages of one sender. */
export interface MessageWait {
  from: Receive["from"];
  /** Those that could not go on without a message, the innermost; first the one that goes on to send something. */
  waiting: readonly Suspended[];
  /** To whom the thread may send when such a message comes. */
  sendsTo: readonly Receive["from"][];
}

/** What is known beside the heap. */
export interface MessageOptions {
  texts: Texts;
  mapPosition: MapPosition | undefined;
  /** Where suspended functions await, by node of their resume closure. */
  sites: ReadonlyMap<number, Site>;
}

/** What a thread waits for when it waits for messages alone; `undefined` when anything else may wake it. */
export function messageWaits(graph: AwaitGraph, options: MessageOptions): MessageWait[] | undefined {
  const receives = receivesIn(graph);
  if (receives.length === 0 || graph.resuming.length > 0 || hasPendingTimer(graph)) {
    return undefined;
  }
  const texts = new CodeTexts(graph, options.texts, options.mapPosition);
  const { sites } = options;
  const search = (open: readonly Receive[]) =>
    findLive(graph, {
      texts,
      sites,
      running: [],
      outside: new Set(receives.filter((receive) => !open.includes(receive)).map(({ promise }) => promise)),
      deaf: open.some(({ from }) => from === "parent") ? new Set() : globalListeners(graph),
      allMayFail: true,
    });
  if (search([]).hasCode) return undefined;
  const waits: MessageWait[] = [];
  for (const from of new Set(receives.map(({ from }) => from))) {
    const live = search(receives.filter((receive) => receive.from === from));
    if (live.isBlind) return undefined;
    const sendsTo: Receive["from"][] = [];
    const isToSend = (node: number) => {
      const suspended = graph.suspended.get(node);
      return suspended !== undefined && mentionsSending(texts, suspended);
    };
    if (live.mayCall("postMessage") || [...live.live].some(isToSend)) {
      if (receives.some(({ from }) => from === "parent")) sendsTo.push("parent");
      if (receives.some(({ from }) => from === "anyone")) sendsTo.push("anyone");
      for (const { node, id } of workersIn(graph.heap)) if (live.isReached(node)) sendsTo.push(id);
    }
    waits.push({ from, waiting: innermost(graph, live.live, texts), sendsTo });
  }
  return waits;
}

/** Functions of the program that none of the others wait for, first the one that goes on to send something. */
function innermost(
  graph: AwaitGraph,
  live: ReadonlySet<number>,
  texts: CodeTexts,
): Suspended[] {
  const found: { suspended: Suspended; rank: number }[] = [];
  for (const suspended of graph.suspended.values()) {
    if (!live.has(suspended.node) || isRuntimeCode(urlOf(graph, suspended))) continue;
    const producer = graph.producers.get(suspended.awaits);
    if (producer !== undefined && !isRuntimeCode(urlOf(graph, producer))) continue;
    found.push({ suspended, rank: stepsToSend(suspended) });
  }
  return found.sort((a, b) => a.rank - b.rank).map(({ suspended }) => suspended);

  /** How many functions further out the first one is whose text goes on to send. */
  function stepsToSend(start: Suspended): number {
    const seen = new Set<Suspended>();
    let open = [start];
    for (let steps = 0; open.length > 0; steps++) {
      const next: Suspended[] = [];
      for (const suspended of open) {
        if (seen.has(suspended)) continue;
        seen.add(suspended);
        if (mentionsSending(texts, suspended)) return steps;
        for (const promise of suspended.results) {
          for (const waiter of graph.waiters.get(promise) ?? []) {
            if (waiter.kind === "frame") next.push(waiter.suspended);
          }
        }
      }
      open = next;
    }
    return Infinity;
  }
}

/** Anywhere in its text: in `postMessage(await result)` it stands before the await. */
function mentionsSending(texts: CodeTexts, { closure, kind }: Suspended): boolean {
  return closure >= 0 && kind !== "module" && texts.of(closure)?.names.has("postMessage") === true;
}

function urlOf({ functions }: AwaitGraph, { closure }: Suspended): string {
  return closure < 0 ? "" : functions.place(closure)?.url ?? "";
}
