/**
 * Await sites: where exactly each suspended async function waits, told by V8's own async stack walk.
 *
 * The walk starts from a builtin closure that resumes the function (runtime-facts, section 4). Given the closure of a
 * function that is running or has finished, V8 aborts the whole process, and no `try` helps. So there is one rule, and
 * it is checked in one place, `waitingClosures`:
 *
 *     Only a closure that stands as handler in a reaction of a pending promise, in a heap snapshot taken in the same
 *     synchronous turn, may be given to the walk.
 *
 * Closures are not matched to the snapshot by id (15 us each) but by position: all live functions stand in an array of
 * arrays, which stands in the snapshot under a name of its own, and whose element edges lead from the index of the function
 * to its node. Nothing of a function is ever read, so no getter or proxy of the program can run.
 *
 * Everything here refers to nothing outside itself, or only to the functions listed in `walkSource`: the same text runs
 * in this process and, sent over the inspector protocol, in another one (Deno or Node). Plain syntax only.
 */
import { type AnyFunction, handedOver, takeHandedOver, takeSnapshot, type WalkModules } from "./handed_over.ts";
import { findStrings, nodesWithEdge, parseSnapshot, type Snapshot, snapshotString } from "./snapshot.ts";
import { heapFigures, reactionCount, walkMemory } from "./snapshot_cost.ts";

/** Rows of six numbers; text is an index into `strings`. Survives `JSON.stringify`. */
export interface SiteTable {
  /** closure (node index), function name (string), script (string), line, column, promise index. */
  rows: number[];
  strings: string[];
}

/** What one synchronous turn brings back. */
export interface Captured {
  snapshot: Snapshot;
  /** Name of the hand-over in this snapshot: `handedOver(snapshot, token)` finds the functions. */
  token: string;
  sites: SiteTable;
  /** Why there are no sites, if there are none. */
  problem: string;
}

/**
 * Take a snapshot and walk, in one synchronous turn.
 *
 * @param functions all live functions, as `Runtime.queryObjects` gave them; other objects may stand among them
 * @param walk false: take the snapshot only
 */
export function captureHeap(functions: AnyFunction[], modules: WalkModules, { walk } = { walk: true }): Captured {
  const token = "stackscope hand-over " + Math.random().toString(36).slice(2);
  const snapshot = parseSnapshot(takeHandedOver(functions, token, modules));
  const sites: SiteTable = { rows: [], strings: [] };
  const known = new Map<string, number>();
  let problem = "";
  try {
    if (!walk) return { snapshot, token, sites, problem };
    if (heapFigures(modules.v8).room < walkMemory(snapshot)) throw new Error("the heap is nearly full");
    const waiting = waitingClosures(snapshot, token, functions.length);
    const closures = waiting.map(({ index, rejects, code, name, next }) => ({
      closure: functions[index],
      rejects,
      code,
      name,
      next,
    }));
    walkAwaits(closures, modules.vm, (at, name, url, line, column, branch) => {
      sites.rows.push(waiting[at].node, intern(name), intern(url), line, column, branch);
    });
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  return { snapshot, token, sites, problem };

  function intern(text: string): number {
    let index = known.get(text);
    if (index === undefined) known.set(text, index = sites.strings.push(text) - 1);
    return index;
  }
}

/** A closure from which V8 may walk. */
export interface WaitingClosure {
  /** Which of the functions it is. */
  index: number;
  /** Its node. */
  node: number;
  /** It is the handler of a rejection. */
  rejects: boolean;
  /** Node that stands for the function it resumes, the same for all its calls; -1 for a branch of a combinator. */
  code: number;
  /** Name of that function. */
  name: string;
  /** Position in the list of the closure that V8's walk comes to next, directly from await to await; -1 for none. */
  next: number;
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
  const [REACTIONS, REACTION, CODE, CONTEXT, EXTENSION, FUNCTION, SHARED] = findStrings(snapshot, [
    "reactions_or_result",
    "system / PromiseReaction",
    "code",
    "context",
    "extension",
    "function",
    "shared",
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
  const pairsOf = new Map<number, Set<number>>(), partnersOf = new Map<number, Set<number>>();
  /** The pairs in which a closure is the handler (side 0) or the partner (side 1), by the name of its builtin code. */
  function pairs(closure: number, side: 0 | 1): Set<number> {
    const code = field(closure, CODE);
    const name = code < 0 ? -1 : nodeName[code];
    const known = side === 0 ? pairsOf : partnersOf;
    let found = known.get(name);
    if (found === undefined) {
      const text = name < 0 ? "" : snapshotString(snapshot, name);
      found = new Set(PAIRS.flatMap((pair, i) => pair[side].test(text) ? [i] : []));
      known.set(name, found);
    }
    return found;
  }

  const FULFILS = 1, REJECTS = 2;
  const waiting = new Map<number, number>(), seen = new Set<number>();
  /** By first reaction of a promise with no other: the await closure in it. */
  const only = new Map<number, number>();
  const candidates = nodesWithEdge(snapshot, INTERNAL, REACTIONS);
  for (let i = 0; i < candidates.length; i += 2) {
    const head = candidates[i + 1];
    if (nodeType[candidates[i]] !== OBJECT) continue;
    for (let reaction = head; reaction >= 0 && isReaction(reaction) && !seen.has(reaction);) {
      seen.add(reaction);
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
        if (judge(first, second) && isOnly) only.set(head, first);
        if (judge(second, first) && isOnly) only.set(head, second);
      }
      reaction = next;
    }
  }

  /** Apply the rule; is the handler that of an await? */
  function judge(handler: number, partner: number): boolean {
    let isAwait = false;
    const partners = pairs(partner, 1);
    for (const i of pairs(handler, 0)) {
      const [, , rejects, sameContext] = PAIRS[i];
      if (!partners.has(i)) continue;
      if (sameContext && (field(handler, CONTEXT) < 0 || field(handler, CONTEXT) !== field(partner, CONTEXT))) continue;
      waiting.set(handler, rejects ? REJECTS : FULFILS);
      isAwait ||= sameContext && i < 3;
    }
    return isAwait;
  }

  const found: WaitingClosure[] = [];
  const names = new Map<number, string>();
  const positions = new Map<number, number>();
  handedOver(snapshot, token).forEach((node, index) => {
    const how = index < length ? waiting.get(node) : undefined;
    if (how === undefined) return;
    positions.set(node, found.length);
    found.push({ index, node, rejects: how === REJECTS, code: -1, name: "", next: -1 });
  });
  for (const closure of found) {
    const generator = generatorOf(closure.node);
    if (generator < 0) continue;
    const callee = field(generator, FUNCTION);
    if (callee >= 0) {
      closure.code = field(callee, SHARED);
      closure.name = nameOf(nodeName[callee]);
    }
    closure.next = positions.get(nextOf(generator)) ?? -1;
  }
  return found;

  function nameOf(text: number): string {
    let name = names.get(text);
    if (name === undefined) names.set(text, name = snapshotString(snapshot, text));
    return name;
  }

  function generatorOf(closure: number): number {
    const context = field(closure, CONTEXT);
    return context < 0 ? -1 : field(context, EXTENSION);
  }

  /** The only await closure on the result of an async function. */
  function nextOf(generator: number): number {
    for (let e = firstEdge[generator]; e < firstEdge[generator + 1]; e++) {
      if (edgeType[e] !== HIDDEN_LINK || nodeType[edgeTo[e]] !== OBJECT) continue;
      const reaction = field(edgeTo[e], REACTIONS);
      if (reaction >= 0 && isReaction(reaction)) return only.get(reaction) ?? -1;
    }
    return -1;
  }
}

/**
 * Let V8 walk its async stack, and tell the frame of each closure. `closures` must come from `waitingClosures`, in the same
 * turn. Runs in a context with its own microtask queue: no microtask of the program runs. Where one function directly
 * awaits the other, one walk tells them all.
 */
export function walkAwaits(
  closures: { closure: AnyFunction; rejects: boolean; code: number; name: string; next: number }[],
  vm: WalkModules["vm"],
  tell: (at: number, name: string, url: string, line: number, column: number, branch: number) => void,
): void {
  if (closures.length === 0) return;
  const isInner = new Uint8Array(closures.length); // another walk comes by
  for (const { next } of closures) if (next >= 0) isInner[next] = 1;
  const starts = [...closures.keys()].filter((at) => isInner[at] === 0);
  const sandbox = { closures, starts, tell };
  vm.runInContext(
    `{
      const { closures, starts, tell } = globalThis;
      delete globalThis.closures;
      delete globalThis.starts;
      delete globalThis.tell;
      const FRAMES = 64; // of one walk
      const told = new Uint8Array(closures.length);
      const urls = new Map();
      let depth = -1;
      Error.prepareStackTrace = (_, frames) => frames;
      // The frames of the caller come first and count. How many there are, a stack tells on which nobody waits. No walk
      // may have room for more frames than are asked for: V8 never leaves a circle of promises without functions. For
      // every error V8 also captures the 10 frames that Deno wants of uncaught ones, whatever the limit: these, too, must
      // be full of frames of the caller before the walk begins.
      const ENOUGH = 16;
      let missing = 0;
      const deeper = (levels, call) => levels > 0 ? deeper(levels - 1, call) : call();
      const measure = () => {
        Error.stackTraceLimit = 100000;
        const frames = new Error().stack;
        if (Array.isArray(frames)) depth = frames.length;
      };
      Promise.resolve().then(() => {
        deeper(0, () => measure()); // as deep as walkOne() is called below
        missing = Math.max(0, ENOUGH - depth);
        depth += missing;
      });
      const walkOne = (start) => {
        try {
          let length = 0;
          for (let at = start; at >= 0 && !told[at] && length < FRAMES; at = closures[at].next) length++;
          if (depth < 0) return;
          Error.stackTraceLimit = depth + length;
          const frames = new Error().stack;
          if (!Array.isArray(frames)) return;
          for (let at = start, i = 0; i < length && depth + i < frames.length; at = closures[at].next, i++) {
            const frame = frames[depth + i], { code } = closures[at];
            if (i === 0 && !frame.isAsync()) return;
            if (code < 0) {
              told[at] = 1;
              tell(at, "", "", 0, 0, frame.getPromiseIndex() ?? -1);
              continue;
            }
            // Each question is a call into the runtime: script is asked once for each function. The name is asked
            // always: would V8 leave out a frame, those after it would be taken for others.
            const name = frame.getFunctionName() || "";
            if (i > 0 && name !== closures[at].name) return; // it gets a walk of its own
            let url = urls.get(code);
            if (url === undefined) urls.set(code, url = frame.getScriptNameOrSourceURL() || "");
            told[at] = 1;
            tell(at, name, url, frame.getLineNumber() || 0, frame.getColumnNumber() || 0, -1);
          }
        } catch {
          // These sites stay unknown, and the dump says how many are.
        }
      };
      const nothing = () => {};
      const walkFrom = (start) => {
        const walk = () => walkOne(start);
        const pending = Promise.resolve().then(() => {
          if (!told[start]) deeper(missing, walk);
          return new Promise(() => {}); // one each: a shared one would keep all of them alive
        });
        const { closure, rejects } = closures[start];
        pending.then(rejects ? nothing : closure, rejects ? closure : nothing); // never settles: never called
      };
      // A few at a time, so that what a walk leaves behind is garbage before the next collection.
      const walkOn = (at) => {
        const end = Math.min(starts.length, at + 200);
        for (let i = at; i < end; i++) walkFrom(starts[i]);
        Promise.resolve().then(() => {
          if (end < starts.length) walkOn(end);
          // What the walks from the inner ends have not told.
          else for (let at = 0; at < closures.length; at++) if (!told[at]) walkFrom(at);
        });
      };
      walkOn(0);
    }`,
    vm.createContext(sandbox, { microtaskMode: "afterEvaluate" }),
  );
}

/** The text of a function `(functions, modules) => Captured`, to be run in another process. */
export function walkSource(): string {
  const parts = [
    findStrings,
    snapshotString,
    parseSnapshot,
    heapFigures,
    reactionCount,
    walkMemory,
    takeSnapshot,
    takeHandedOver,
    nodesWithEdge,
    handedOver,
    waitingClosures,
    walkAwaits,
    captureHeap,
  ];
  return `(() => {\n${parts.map(String).join("\n")}\nreturn captureHeap;\n})()`;
}
