/**
 * Threads that wait for each other's messages, and of which none can ever send one.
 *
 * Heaps of several threads are not of one instant, and a message may be under way between them. So each thread is looked at twice,
 * all of them a first time before any of them a second time, and a circle stands only when nothing has happened between: every
 * thread was at rest both times and waited by the same operations, which the next message would have ended. Then all were at rest
 * together at the moment between the two rounds, and no message was on its way to any of them.
 */
import { type AwaitGraph, readAwaitGraph, type Suspended } from "../heap/await_graph.ts";
import type { Site } from "../leaves/code_texts.ts";
import { type MessageWait, messageWaits } from "../leaves/message_waits.ts";
import { type Receive, receivesIn } from "../leaves/receives.ts";
import { SourceLines } from "../source/lines.ts";
import { scriptUrl } from "../source/script_url.ts";
import type { Acquisition } from "../target/target.ts";
import type { Threads } from "./threads.ts";

/** A thread in a circle: who waits there, for messages of the next one. */
export interface ThreadMember {
  acquisition: Acquisition;
  suspended: Suspended;
  from: Receive["from"];
}

/** Threads that wait for each other. */
export interface ThreadCircle {
  members: ThreadMember[];
  /** The threads in it. */
  key: string;
  /** Does the heap tell who is at the other end? It does of workers, and not of ports. */
  isKnown: boolean;
}

/** What is known of the threads of a program at rest. */
export interface RestingThreads {
  circles: ThreadCircle[];
  /** Equal for as long as nothing happens. */
  state: string;
}

interface Node {
  acquisition: Acquisition;
  wait: MessageWait;
  /** Who sends, where that is known. */
  sender: Acquisition | undefined;
}

/** The circles of a program whose threads all wait for messages alone; `undefined` when anything may still happen there. */
export function restingThreads(threads: Threads): RestingThreads | undefined {
  const nodes: Node[] = [];
  const states: string[] = [];
  const byId = new Map(threads.all().map((acquisition) => [threads.of(acquisition)?.id, acquisition]));
  for (const acquisition of threads.all()) {
    const graph = readAwaitGraph(acquisition.snapshot);
    const waits = messageWaits(graph, {
      texts: new SourceLines(),
      mapPosition: acquisition.mapPosition,
      sites: sitesOf(acquisition),
    });
    // A worker that has just been started is in no list yet, and will run.
    const isSeen = (from: Receive["from"]) => typeof from !== "number" || byId.has(from);
    if (waits === undefined || !waits.every(({ from }) => isSeen(from))) return undefined;
    states.push(stateOf(graph));
    for (const wait of waits) nodes.push({ acquisition, wait, sender: senderOf(wait, acquisition) });
  }
  return { circles: circlesOf(nodes, threads), state: states.join(";") };

  function senderOf({ from }: MessageWait, acquisition: Acquisition): Acquisition | undefined {
    if (from === "anyone") return undefined;
    return byId.get(from === "parent" ? threads.of(acquisition)?.parent : from);
  }
}

function circlesOf(nodes: readonly Node[], threads: Threads): ThreadCircle[] {
  const waiting = nodes.filter(({ wait }) => wait.waiting.length > 0);
  waiting.sort((a, b) => Number(a.sender === undefined) - Number(b.sender === undefined)); // what is known comes first
  const found = new Map<string, ThreadCircle>();
  for (const start of waiting) {
    const cameFrom = new Map<Node, Node>();
    const open = [start];
    for (let at = 0; at < open.length && !cameFrom.has(start); at++) {
      for (const next of waiting) {
        if (cameFrom.has(next) || !isSender(next, open[at])) continue;
        cameFrom.set(next, open[at]);
        open.push(next);
      }
    }
    if (!cameFrom.has(start)) continue;
    const way: Node[] = [];
    for (let node = cameFrom.get(start); node !== undefined && node !== start; node = cameFrom.get(node)) {
      way.unshift(node);
    }
    const circle = circleOf([start, ...way], threads);
    if (!found.has(circle.key)) found.set(circle.key, circle);
  }
  return [...found.values()];

  /** Is it `next` for whose message `node` waits, and would that send one if it went on? */
  function isSender(next: Node, node: Node): boolean {
    if (next.acquisition === node.acquisition) return false;
    if (node.wait.from !== "anyone") {
      const to = threads.of(node.acquisition);
      const name = threads.of(next.acquisition)?.parent === to?.id ? "parent" : to?.id ?? "parent";
      return node.sender === next.acquisition && next.wait.sendsTo.includes(name);
    }
    // With one port in each of two threads, the other end of the one is taken to be the other.
    const ports = nodes.filter(({ wait }) => wait.from === "anyone");
    const isPair = ports.length === 2 && ports.every(({ acquisition }) => portsOf(acquisition) === 1);
    return isPair && next.wait.sendsTo.includes("anyone") &&
      ports.some((port) => port.acquisition === next.acquisition);
  }
}

function portsOf({ snapshot }: Acquisition): number {
  return receivesIn(readAwaitGraph(snapshot)).filter(({ from }) => from === "anyone").length;
}

function circleOf(way: readonly Node[], threads: Threads): ThreadCircle {
  const members = way.map(({ acquisition, wait }) => ({ acquisition, suspended: wait.waiting[0], from: wait.from }));
  const key = members.map(({ acquisition }) => threads.of(acquisition)?.id ?? 0).sort().join();
  return { members, key, isKnown: members.every(({ from }) => from !== "anyone") };
}

/** The operations by which a thread waits for messages: each message ends one, and another begins. */
function stateOf(graph: AwaitGraph): string {
  return receivesIn(graph).map(({ promise, from }) => `${from}:${graph.heap.id(promise)}`).sort().join();
}

function sitesOf({ sites = new Map() }: Acquisition): Map<number, Site> {
  const found = new Map<number, Site>();
  for (const [closure, { url, line, column }] of sites) {
    if (url !== "") found.set(closure, { url: scriptUrl(url), line, column });
  }
  return found;
}
