/** Where a suspended function stands in a heap, and how it is found again in a later one. */
import { type AwaitGraph, readAwaitGraph, type Suspended } from "../heap/await_graph.ts";
import type { FunctionPlace } from "../heap/functions.ts";
import { isDescribable } from "../heap/frame_scopes.ts";
import type { LiveObjects } from "../target/live_objects.ts";
import { acquireLocal, type LocalAcquisition } from "../target/local.ts";
import type { Position } from "../target/target.ts";
import { asError } from "./extracting.ts";
import type { Look } from "./look.ts";
import { sitesInScripts } from "./module_sites.ts";

/** A suspended function, generator or module, as it stood in a look. */
export interface Suspension {
  readonly look: Look;
  /** Node of the generator object. */
  readonly node: number;
  /** The promise that it awaits; -1 for a generator at a `yield`. */
  readonly awaits: number;
  /** Where its function starts, as V8 has it. */
  readonly place: FunctionPlace | undefined;
  /** Where it is suspended, in the original source; `undefined` when that is not known. */
  readonly position: Position | undefined;
  /** The generator, or the promise of the async function. */
  readonly origin: object | undefined;
  readonly isModule: boolean;
  /** Is it one of this process? */
  readonly isLocal: boolean;
}

/** The same in another look. */
export interface FoundAgain {
  readonly acquisition: LocalAcquisition;
  readonly node: number;
  readonly suspended: Suspended | undefined;
}

/** Can live values be read of this look now? */
export function isOpen({ live }: Look): boolean {
  return live?.session !== undefined;
}

/**
 * The suspension in a later acquisition of this process; `undefined` when it cannot be told to be the same: it has gone on, it has
 * ended, or it was not known where it was.
 */
export function findAgain(suspension: Suspension, acquisition: LocalAcquisition): FoundAgain | undefined {
  const { look: { lines }, origin, place, position } = suspension;
  const { live, snapshot, mapPosition } = acquisition;
  const graph = readAwaitGraph(snapshot);
  const found = origin === undefined ? undefined : live.node(origin);
  if (found === undefined || place === undefined || position === undefined) return undefined;
  const isGenerator = graph.heap.field(found, "parameters_and_registers") >= 0;
  const suspended = isGenerator ? graph.suspended.get(found) : graph.producers.get(found);
  const node = isGenerator ? found : suspended?.node;
  if (node === undefined) return undefined;
  const now = graph.functions.place(graph.heap.field(node, "function"));
  if (now === undefined || !(now.scriptId === place.scriptId && isAt(now, place))) return undefined;
  const at = suspended && sitesInScripts(acquisition, graph, lines).get(suspended.resume) ||
    inspectedPosition(live, graph, node, (raw) => mapPosition?.(now.url, raw.line, raw.column) ?? raw);
  return at !== undefined && isAt(at, position) ? { acquisition, node, suspended } : undefined;
}

/** Where a generator object is suspended, by the inspector; `undefined` when it is not, and when that cannot be asked. */
export function inspectedPosition(
  live: LiveObjects | undefined,
  { heap }: AwaitGraph,
  node: number,
  map: (raw: Position) => Position,
): Position | undefined {
  if (!isDescribable(heap, node)) return undefined;
  const handle = live?.handle(node);
  const state = handle === undefined ? undefined : live?.session?.generatorState(handle);
  return state?.kind === "suspended" && state.line > 0 ? map(state) : undefined;
}

function isAt(a: Position, b: Position): boolean {
  return a.line === b.line && a.column === b.column;
}

const { resolve } = Promise;
const { then } = Promise.prototype;
/** Looks of one turn. What a look cannot list, such as a promise of another realm, takes one of its own. */
const MAX_LOOKS = 5;

/** What was looked at in this turn of the program. */
interface Turn {
  looks: number;
  acquisition?: LocalAcquisition;
  /** Why there is no look. */
  problem?: Error;
}

let thisTurn: Turn | undefined;

/**
 * A look at this process for questions after an extraction. It is kept until the turn of the program ends, so that all frames of a dump
 * share one; what is younger than it takes another one.
 *
 * @param origin what must be found in it
 * @throws {Error} when there can be none; to find that out again for each frame would take as long each time
 */
export function lookOfThisTurn(origin: object): LocalAcquisition {
  if (thisTurn?.acquisition?.live.node(origin) !== undefined) return thisTurn.acquisition;
  const turn = thisTurn ??= begunTurn();
  if (turn.problem !== undefined) throw turn.problem;
  turn.acquisition?.[Symbol.dispose]();
  turn.acquisition = undefined;
  try {
    if (++turn.looks > MAX_LOOKS) throw new Error(`Cannot look at the heap more than ${MAX_LOOKS} times in one turn`);
    return turn.acquisition = acquireLocal({ items: [origin] });
  } catch (error) {
    throw turn.problem = asError(error);
  }
}

function begunTurn(): Turn {
  const turn: Turn = { looks: 0 };
  Reflect.apply(then, Reflect.apply(resolve, Promise, []), [() => {
    turn.acquisition?.[Symbol.dispose]();
    if (thisTurn === turn) thisTurn = undefined;
  }]);
  return turn;
}
