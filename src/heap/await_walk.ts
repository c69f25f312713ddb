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
import { type WaitingClosure, waitingClosures } from "./waiting_closures.ts";
import { heapFigures, reactionCount, walkMemory } from "./snapshot_cost.ts";

/** Where closures wait. Survives `JSON.stringify`. */
export interface SiteTable {
  /** Closure (node index), place (index into `places`), and so on. */
  rows: number[];
  places: [url: string, line: number, column: number, branch: number][];
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
 * @param options `walk`, false: take the snapshot only. `caller`: a function that is running, the further out the better; what it
 * called does not cost each walk the time of a frame
 */
export function captureHeap(
  functions: AnyFunction[],
  modules: WalkModules,
  options: { walk?: boolean; caller?: AnyFunction } = {},
): Captured {
  const { walk = true, caller } = options;
  const token = "stackscope hand-over " + Math.random().toString(36).slice(2);
  const snapshot = parseSnapshot(takeHandedOver(functions, token, modules));
  const sites: SiteTable = { rows: [], places: [] };
  let problem = "";
  try {
    if (!walk) return { snapshot, token, sites, problem };
    if (heapFigures(modules.v8).room < walkMemory(snapshot)) throw new Error("the heap is nearly full");
    const closures = waitingClosures(snapshot, token, functions.length);
    walkAwaits(closures, functions, { vm: modules.vm, caller }, {
      place: (url, line, column, branch) => sites.places.push([url, line, column, branch]) - 1,
      tell: (at, place) => sites.rows.push(closures[at].node, place),
    });
  } catch (error) {
    problem = error instanceof Error ? error.message : typeof error;
  }
  return { snapshot, token, sites, problem };
}

/**
 * Let V8 walk its async stack, and tell the frame of each closure. `closures` must come from `waitingClosures`, in the same
 * turn. Runs in a context with its own microtask queue: no microtask of the program runs. Where one function directly
 * awaits the other, one walk tells them all.
 */
export function walkAwaits(
  closures: WaitingClosure[],
  functions: AnyFunction[],
  { vm, caller = walkAwaits }: { vm: WalkModules["vm"]; caller?: AnyFunction },
  tools: {
    /** Remembers a place, and gives its number. */
    place(url: string, line: number, column: number, branch: number): number;
    tell(at: number, place: number): void;
  },
): void {
  if (closures.length === 0) return;
  const isInner = new Uint8Array(closures.length); // another walk comes by
  for (const { next } of closures) if (next >= 0) isInner[next] = 1;
  const starts = [...closures.keys()].filter((at) => isInner[at] === 0);
  const sandbox = { given: { closures, functions, starts, callers: [caller, walkAwaits], ...tools } };
  vm.runInContext(
    `{
      const { closures, functions, starts, callers, place, tell } = globalThis.given;
      delete globalThis.given;
      const FRAMES = 64; // of one walk
      const told = new Uint8Array(closures.length);
      const urls = new Map();
      // All calls of a function that can wait at one place only wait there: V8 tells the place of one of them. Its text is
      // asked, and what is less than clear counts as more than one. By code: the number of the place, -1 before it is known.
      const places = new Map();
      const textOf = Function.prototype.toString;
      const waitsAtOnePlace = ({ isAsyncFunction, callee }) => {
        if (!isAsyncFunction || callee < 0) return false;
        const text = Reflect.apply(textOf, functions[callee], []);
        if (text.length > 10000 || /yield|using/.test(text)) return false;
        const awaits = text.match(/await\\s*[(/]?/g);
        return awaits !== null && awaits.length === 1 && !/[(/]$/.test(awaits[0]); // not 'for await ('
      };
      const placeOf = (at) => {
        const closure = closures[at], { code } = closure;
        let known = places.get(code);
        if (known === undefined) places.set(code, known = code >= 0 && waitsAtOnePlace(closure) ? -1 : NaN);
        return known;
      };
      Error.prepareStackTrace = (_, frames) => frames;
      // The frames of the caller come first and count. How many there are, a stack tells on which nobody waits. No walk
      // may have room for more frames than are asked for: V8 never leaves a circle of promises without functions. For
      // every error V8 also captures the 10 frames that Deno wants of uncaught ones, whatever the limit: these, too, must
      // be full of frames of the caller before the walk begins. Each frame takes time, so those of our own are left out
      // where that is so without them, and where the walk ends by itself: all up to the running function \`caller\`.
      const ENOUGH = 16;
      let missing = 0, depth = -1, outer = -1, caller;
      const deeper = (levels, call) => levels > 0 ? deeper(levels - 1, call) : call();
      const allFrames = (levels, limit) =>
        deeper(levels, () => {
          Error.stackTraceLimit = limit;
          return new Error().stack;
        });
      const framesOutside = (caller, limit) => {
        Error.stackTraceLimit = limit;
        const holder = {};
        Error.captureStackTrace(holder, caller);
        return holder.stack;
      };
      const measure = () => {
        const frames = allFrames(0, 100000);
        if (Array.isArray(frames)) depth = frames.length;
        for (caller of callers) {
          const frames = framesOutside(caller, 100000);
          outer = Array.isArray(frames) ? frames.length : -1;
          if (outer > 0) break; // otherwise it does not run, or nothing called it: only the last one surely runs
        }
      };
      Promise.resolve().then(() => {
        measure(); // as deep as walkOne() is called below
        missing = Math.max(0, ENOUGH - depth);
        depth += missing;
      });
      const walkOne = (start) => {
        try {
          let length = 0, last = start;
          for (let at = start; at >= 0 && !told[at] && length < FRAMES; at = closures[at].next, length++) last = at;
          if (depth < 0 || outer < 0) return;
          const isShort = closures[last].isLast || outer + length >= ENOUGH;
          const first = isShort ? outer : depth;
          const frames = isShort ? framesOutside(caller, first + length) : allFrames(missing, first + length);
          if (!Array.isArray(frames)) return;
          for (let at = start, i = 0; i < length && first + i < frames.length; at = closures[at].next, i++) {
            const frame = frames[first + i], { code } = closures[at];
            if (i === 0 && !frame.isAsync()) return;
            if (code < 0) {
              told[at] = 1;
              tell(at, place("", 0, 0, frame.getPromiseIndex() ?? -1));
              continue;
            }
            // Each question is a call into the runtime: script is asked once for each function. The name is asked
            // always: would V8 leave out a frame, those after it would be taken for others.
            const name = frame.getFunctionName() || "";
            if (i > 0 && name !== closures[at].name) return; // it gets a walk of its own
            let known = placeOf(at);
            if (!(known >= 0)) {
              let url = urls.get(code);
              if (url === undefined) urls.set(code, url = frame.getScriptNameOrSourceURL() || "");
              const isOnly = known === -1;
              known = place(url, frame.getLineNumber() || 0, frame.getColumnNumber() || 0, -1);
              if (isOnly) places.set(code, known);
            }
            told[at] = 1;
            tell(at, known);
          }
        } catch {
          // These sites stay unknown, and the dump says how many are.
        }
      };
      const nothing = () => {};
      // Tell what is known along the way; the first of which it is not, -1 for none.
      const firstUnknown = (start) => {
        for (let at = start; at >= 0 && !told[at]; at = closures[at].next) {
          const known = placeOf(at);
          if (!(known >= 0)) return at;
          told[at] = 1;
          tell(at, known);
        }
        return -1;
      };
      const walkFrom = (start) => {
        const from = firstUnknown(start);
        if (from < 0) return;
        const pending = Promise.resolve().then(() => {
          if (firstUnknown(from) === from) walkOne(from);
          return new Promise(() => {}); // one each: a shared one would keep all of them alive
        });
        const { index, rejects } = closures[from], closure = functions[index];
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
