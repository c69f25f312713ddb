/**
 * From which closures V8 may walk: the safety rule (`await_walk.ts`).
 *
 * Everything here refers to nothing outside itself, or only to what `walkSource` sends along.
 */
import { handedOver } from "./handed_over.ts";
import { findStrings, nodesWithEdge, type Snapshot, snapshotString } from "./snapshot.ts";

/** A closure from which V8 may walk. */
export interface WaitingClosure {
  /** Which of the functions it is. */
  index: number;
  /** Its node. */
  node: number;
  /** It is the handler of a rejection. */
  rejects: boolean;
  /** It resumes an async function, which waits nowhere but at its awaits. */
  isAsyncFunction: boolean;
  /** Which of the functions it resumes; -1 for none of them. */
  callee: number;
  /** Node that stands for the function it resumes, the same for all its calls; -1 for a branch of a combinator. */
  code: number;
  /** Name of that function. */
  name: string;
  /** Position in the list of the closure that V8's walk comes to next, directly from await to await; -1 for none. */
  next: number;
  /** Certainly V8's walk ends with its function: nobody waits for the result. */
  isLast: boolean;
}

/**
 * THE SAFETY RULE. The functions, by index, from which V8 may walk: await and combinator closures that stand, each with
 * its builtin partner of the same await, as handlers in a reaction of a pending promise in this snapshot.
 *
 * The partner is what tells a true await from our own promises of an earlier walk: those have the resume closure too, but
 * beside a function of ours. Were one of them still alive, its function could long be running.
 *
 * @param snapshot taken in the same synchronous turn as the walk that follows
 * @param token name of the property under which the functions stand in it
 * @param length how many functions there are
 */
export function waitingClosures(
  snapshot: Snapshot,
  token: string,
  length: number,
): WaitingClosure[] {
  const { firstEdge, edgeType, edgeName, edgeTo, nodeType, nodeName } = snapshot;
  const kind = (name: string) => snapshot.nodeTypes.indexOf(name);
  const link = (name: string) => snapshot.edgeTypes.indexOf(name);
  const CLOSURE = kind("closure"), OBJECT = kind("object"), NATIVE = kind("native"), HIDDEN = kind("hidden");
  const INTERNAL = link("internal"), HIDDEN_LINK = link("hidden");
  const [REACTIONS, REACTION, CODE, CONTEXT, EXTENSION, FUNCTION, SHARED, PROMISE] = findStrings(snapshot, [
    "reactions_or_result",
    "system / PromiseReaction",
    "code",
    "context",
    "extension",
    "function",
    "shared",
    "Promise",
  ]);
  if (REACTIONS < 0 || REACTION < 0) return []; // nothing in this heap waits for a promise
  if (CODE < 0 || CONTEXT < 0) throw new Error("Cannot find await closures in this heap snapshot: unknown layout");

  const isReaction = (n: number) => nodeName[n] === REACTION && (nodeType[n] === NATIVE || nodeType[n] === HIDDEN);
  const field = (node: number, name: number) => {
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
      if (edgeType[e] === INTERNAL && edgeName[e] === name) return edgeTo[e];
    }
    return -1;
  };

  // The handlers from which V8 walks, and the handlers for the other outcome of the same await or branch.
  const PAIRS: [handler: RegExp, partner: RegExp, rejects: boolean, sameContext: boolean][] = [
    [/\bAsyncFunctionAwaitResolveClosure\b/, /\bAsyncFunctionAwaitRejectClosure\b/, false, true],
    [/\bAsyncGeneratorAwaitResolveClosure\b/, /\bAsyncGeneratorAwaitRejectClosure\b/, false, true],
    [/\bAsyncGeneratorYieldWithAwaitResolveClosure\b/, /\bAsyncGeneratorAwaitRejectClosure\b/, false, true],
    [/\bPromiseAllResolveElementClosure\b/, /\bPromiseCapabilityDefaultReject\b/, false, false],
    [/\bPromiseAllSettledResolveElementClosure\b/, /\bPromiseAllSettledRejectElementClosure\b/, false, true],
    [/\bPromiseAnyRejectElementClosure\b/, /\bPromiseCapabilityDefaultResolve\b/, true, false],
  ];
  const known = [new Map<number, number>(), new Map<number, number>()];
  /** The pairs, as bits, in which a closure is the handler (side 0) or the partner (side 1), by the name of its builtin code. */
  function pairs(closure: number, side: 0 | 1): number {
    const code = field(closure, CODE);
    const name = code < 0 ? -1 : nodeName[code];
    let found = known[side].get(name);
    if (found === undefined) {
      const text = name < 0 ? "" : snapshotString(snapshot, name);
      found = PAIRS.reduce((bits, pair, i) => pair[side].test(text) ? bits | 1 << i : bits, 0);
      known[side].set(name, found);
    }
    return found;
  }

  // By node; 0 stands for none, as node 0 is the root.
  const FULFILS = 1, REJECTS = 2, RESUMES = 3; // the last one: an async function
  const waiting = new Uint8Array(snapshot.nodeCount), seen = new Uint8Array(snapshot.nodeCount);
  /** By first reaction of a promise with no other: the await closure in it. */
  const only = new Uint32Array(snapshot.nodeCount);
  const candidates = nodesWithEdge(snapshot, INTERNAL, REACTIONS);
  for (let i = 0; i < candidates.length; i += 2) readReactions(candidates[i], candidates[i + 1]);

  function readReactions(promise: number, head: number): void {
    if (nodeType[promise] !== OBJECT) return;
    for (let reaction = head; reaction >= 0 && isReaction(reaction) && seen[reaction] === 0;) {
      seen[reaction] = 1;
      let first = -1, second = -1, next = -1;
      for (let e = firstEdge[reaction]; e < firstEdge[reaction + 1]; e++) {
        const to = edgeTo[e];
        if (edgeType[e] !== HIDDEN_LINK) continue;
        if (nodeType[to] === CLOSURE) {
          if (first < 0) first = to;
          else second = to;
        } else if (isReaction(to)) next = to; // the next reaction of the same promise
      }
      if (second >= 0) {
        const isOnly = reaction === head && next < 0;
        if (judge(first, second) && isOnly) only[head] = first;
        if (judge(second, first) && isOnly) only[head] = second;
      }
      reaction = next;
    }
  }

  /** Apply the rule; is the handler that of an await? */
  function judge(handler: number, partner: number): boolean {
    const common = pairs(handler, 0) & pairs(partner, 1);
    if (common === 0) return false;
    let isAwait = false;
    for (let i = 0; i < PAIRS.length; i++) {
      if ((common & 1 << i) === 0) continue;
      const rejects = PAIRS[i][2], sameContext = PAIRS[i][3];
      if (sameContext && (field(handler, CONTEXT) < 0 || field(handler, CONTEXT) !== field(partner, CONTEXT))) continue;
      waiting[handler] = rejects ? REJECTS : i === 0 ? RESUMES : FULFILS;
      isAwait ||= sameContext && i < 3;
    }
    return isAwait;
  }

  const found: WaitingClosure[] = [];
  const names = new Map<number, string>();
  const nodes = handedOver(snapshot, token);
  /** Position in what was found, and index of the function, by node; both one more than they are. */
  const positions = new Uint32Array(snapshot.nodeCount), indexes = new Uint32Array(snapshot.nodeCount);
  for (let index = 0; index < length && index < nodes.length; index++) {
    const node = nodes[index], how = waiting[node];
    indexes[node] = index + 1;
    if (node === 0 || how === 0) continue;
    const isAsyncFunction = how === RESUMES;
    found.push({
      index,
      node,
      rejects: how === REJECTS,
      isAsyncFunction,
      callee: -1,
      code: -1,
      name: "",
      next: -1,
      isLast: false,
    });
    positions[node] = found.length;
  }
  for (const closure of found) readFunction(closure);
  return found;

  function readFunction(closure: WaitingClosure): void {
    const generator = generatorOf(closure.node);
    if (generator < 0) return;
    const callee = field(generator, FUNCTION);
    if (callee >= 0) {
      closure.code = field(callee, SHARED);
      closure.name = nameOf(nodeName[callee]);
      closure.callee = indexes[callee] - 1;
    }
    let objects = 0, result = -1, reaction = -1;
    for (let e = firstEdge[generator]; e < firstEdge[generator + 1] && reaction < 0; e++) {
      if (edgeType[e] !== HIDDEN_LINK || nodeType[edgeTo[e]] !== OBJECT) continue;
      objects++;
      result = edgeTo[e];
      const found = field(result, REACTIONS);
      if (found >= 0 && isReaction(found)) reaction = found;
    }
    if (reaction >= 0) closure.next = positions[only[reaction]] - 1;
    else if (objects === 1 && closure.isAsyncFunction) {
      closure.isLast = nodeName[result] === PROMISE && field(result, REACTIONS) < 0;
    }
  }

  function nameOf(text: number): string {
    let name = names.get(text);
    if (name === undefined) names.set(text, name = snapshotString(snapshot, text));
    return name;
  }

  function generatorOf(closure: number): number {
    const context = field(closure, CONTEXT);
    return context < 0 ? -1 : field(context, EXTENSION);
  }
}
