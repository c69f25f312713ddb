/**
 * Who has taken what others wait for: locks, permits, turns. The runtime knows no locks, so the evidence is gathered.
 *
 * From a promise that nothing settles outward stand the objects that lead to its resolving functions: the lock. A suspended
 * function has taken it when it holds the resolving function itself; when it has awaited a call on the lock before, and calls
 * on it, or uses what it was given, after; or when it is a method of the lock that is past its own beginning.
 */
import type { AwaitGraph, Suspended } from "../heap/await_graph.ts";
import { registersOf } from "../heap/disposables.ts";
import { variablesOf } from "../heap/scopes.ts";
import { type CallSyntax, functionAround } from "../source/script_flow.ts";
import { type CodeTexts, type Continuation, isSamePath, type Site } from "./code_texts.ts";
import { locksInHandlers } from "./lock_handlers.ts";
import { moduleWaits } from "./module_waits.ts";
import { type Lock, Locks } from "./locks.ts";

/** Who holds what a promise waits for. */
export interface Hold {
  holder: Suspended;
  /** What is held; `undefined` for a resolving function. */
  lock: number;
  /**
   * `"taken"`: it was taken and is given back later. `"due"`: the holder would only later do what others wait for. `"module"`: the
   * holder is a module that must end before an import does. `"web lock"`: the holder is what runs under `navigator.locks`.
   */
  how: "taken" | "due" | "module" | "web lock";
  /** URL of the module that is imported. */
  url?: string;
  /** Name of the web lock, in quotes. */
  name?: string;
  /** The methods by which it is taken. */
  taking: readonly string[];
}

interface Taken {
  suspended: Suspended;
  key: string;
  how: "taken" | "due";
  taking: string;
}

/** Calls of a function, seen from where it waits. */
interface Candidates {
  /** It has awaited them before. */
  readonly awaited: readonly CallSyntax[];
  /** They are to come. */
  readonly due: readonly CallSyntax[];
}

/** Methods of a lock that call each other. */
const MOST_METHODS = 10;

/** Finds who holds what, for all of one heap. */
export class LockHolders {
  readonly #graph: AwaitGraph;
  readonly #texts: CodeTexts;
  readonly #sites: ReadonlyMap<number, Site>;
  readonly #locks: Locks;
  /** By node of a lock. */
  readonly #taken = new Map<number, Taken[]>();
  /** By site: those that wait at one place share it. */
  readonly #continuations = new Map<Site, Continuation | undefined>();
  readonly #calls = new Map<Continuation, Candidates>();
  readonly #scopes = new Map<number, Map<string, number>>();
  readonly #holds = new Map<number, Hold[]>();
  #webLocks: Map<string, Suspended[]> | undefined;
  #isRead = false;

  constructor(graph: AwaitGraph, texts: CodeTexts, sites: ReadonlyMap<number, Site>) {
    this.#graph = graph;
    this.#texts = texts;
    this.#sites = sites;
    this.#locks = new Locks(graph, texts);
  }

  /** Who holds what settles a promise. */
  of(promise: number): readonly Hold[] {
    let found = this.#holds.get(promise);
    if (found === undefined) this.#holds.set(promise, found = this.#find(promise));
    return found;
  }

  /** What a promise that waits for a lock waits for. */
  lockOf(promise: number): Lock {
    return this.#locks.of(promise);
  }

  /** Is a function one of those that make up a lock? */
  isOf(closure: number, lock: number): boolean {
    return closure === lock || this.#graph.heap.type(lock) !== "object" && this.#locks.namesOf(closure) !== undefined;
  }

  /** What the functions of a lock mention. */
  mentionedBy(lock: number): ReadonlySet<string> {
    return this.#locks.mentionedBy(lock);
  }

  #find(promise: number): Hold[] {
    const lock = this.#locks.of(promise);
    const { objects, inHands, isOfRuntime } = lock;
    if (isOfRuntime || objects.length === 0 && inHands.length === 0) {
      const waiting = this.#waitingFor(promise);
      return [...this.#modulesBefore(waiting[0]), ...this.#webLockOf(waiting)];
    }
    const found: Hold[] = [];
    for (const node of inHands) {
      const holder = this.#graph.suspended.get(node);
      if (holder !== undefined && holder.awaits !== promise) found.push({ holder, lock: -1, how: "taken", taking: [] });
    }
    if (found.length > 0 || objects.length === 0) return found;
    if (!this.#isRead) this.#read();
    let waiting: readonly Suspended[] | undefined, wanted: string | undefined;
    for (const how of ["taken", "due"] as const) {
      for (const node of objects) {
        for (const { suspended: holder, key, how: itsHow, taking } of this.#taken.get(node) ?? []) {
          if (itsHow !== how) continue;
          if (key !== "" || how === "due") waiting ??= this.#waitingFor(promise);
          if (how === "due" && waiting?.includes(holder)) continue;
          if (key !== "") wanted ??= this.#keyOf(waiting ?? [], lock);
          if (key !== "" && wanted !== "" && key !== wanted) continue;
          found.push({ holder, lock: node, how, taking: taking === "" ? [] : [taking] });
        }
        if (found.length > 0) return found;
      }
    }
    return found;
  }

  /** What must end before the import that a function awaits. */
  #modulesBefore(waiting: Suspended | undefined): Hold[] {
    const going = waiting === undefined ? undefined : this.#continuation(waiting);
    const imported = going?.flow.imports.find(({ awaitStart }) => awaitStart === going.at);
    const site = this.#sites.get(waiting?.resume ?? -1);
    if (imported === undefined || site === undefined) return [];
    const url = URL.parse(imported.specifier, site.url)?.href;
    if (url === undefined) return [];
    return moduleWaits(this.#graph).before(url).map((holder) => ({ holder, lock: -1, how: "module", taking: [], url }));
  }

  /** Who has the exclusive web lock that is waited for: the function that was given to its request. */
  #webLockOf(waiting: readonly Suspended[]): Hold[] {
    for (const suspended of waiting) {
      const going = this.#continuation(suspended);
      if (going === undefined) continue; // a function of the runtime
      const { now } = going;
      if (now === undefined || !isWebLock(now)) return [];
      this.#webLocks ??= this.#readWebLocks();
      const holders = this.#webLocks.get(now.arg) ?? [];
      return holders.map((holder) => ({ holder, lock: -1, how: "web lock", taking: [], name: now.arg }));
    }
    return [];
  }

  #readWebLocks(): Map<string, Suspended[]> {
    const found = new Map<string, Suspended[]>();
    for (const suspended of this.#graph.suspended.values()) {
      const going = this.#continuation(suspended);
      if (going === undefined) continue;
      const { flow, fn } = going;
      const request = flow.calls.find((call) =>
        isWebLock(call) && call.argsAt <= fn.start && fn.end <= call.end &&
        functionAround(flow, fn.start - 1) === call.fn
      );
      if (request !== undefined) found.set(request.arg, [...found.get(request.arg) ?? [], suspended]);
    }
    return found;
  }

  /** The functions that wait for a promise, innermost first, as far as the way is one. */
  #waitingFor(promise: number): Suspended[] {
    const found: Suspended[] = [];
    const open = [promise], seen = new Set(open);
    for (let next = open.pop(); next !== undefined && seen.size < 100; next = open.pop()) {
      for (const waiter of this.#graph.waiters.get(next) ?? []) {
        if (waiter.kind === "frame") found.push(waiter.suspended);
        for (const up of waiter.kind === "frame" ? waiter.suspended.results : [waiter.promise]) {
          if (seen.has(up)) continue;
          seen.add(up);
          open.push(up);
        }
      }
    }
    return found;
  }

  /** With which key a lock of several is waited for. */
  #keyOf(waiting: readonly Suspended[], lock: Lock): string {
    for (const suspended of waiting) {
      const call = this.#continuation(suspended)?.now;
      if (call === undefined || call.arg === "") continue;
      if (this.#evaluate(suspended, call).some((node) => lock.objects.includes(node))) {
        return this.#textOfKey(suspended, call.arg);
      }
    }
    return "";
  }

  #continuation({ resume }: Suspended): Continuation | undefined {
    const site = this.#sites.get(resume);
    if (site === undefined) return undefined;
    let known = this.#continuations.get(site);
    if (known === undefined && !this.#continuations.has(site)) {
      this.#continuations.set(site, known = this.#texts.continuation(site));
    }
    return known;
  }

  #read(): void {
    this.#isRead = true;
    this.#locks.readAll();
    for (const suspended of this.#graph.suspended.values()) {
      const going = this.#continuation(suspended);
      if (going === undefined) continue;
      this.#readCalls(suspended, going);
      this.#readInside(suspended, going);
    }
    for (const { lock, holder, key } of locksInHandlers(this.#graph, this.#texts, this.#locks)) {
      this.#take(lock, { suspended: holder, key, how: "taken", taking: "" });
    }
  }

  #take(lock: number, taken: Taken): void {
    const list = this.#taken.get(lock);
    if (list === undefined) this.#taken.set(lock, [taken]);
    else if (!list.some(({ suspended, key }) => suspended === taken.suspended && key === taken.key)) list.push(taken);
  }

  /** A method of the lock that has touched what others wait in, waits for something else, and will touch it again. */
  #readInside(suspended: Suspended, { flow, fn, at }: Continuation): void {
    const { receiver, closure } = suspended;
    const outer = receiver >= 0 && this.#graph.heap.type(receiver) === "object"
      ? -1
      : this.#inScope(this.#graph.heap.field(suspended.node, "context"), "this");
    for (const lock of [receiver, closure, outer]) {
      const names = lock < 0 ? undefined : this.#locks.namesOf(lock);
      if (names === undefined || this.#isTaking(suspended, lock)) continue;
      if (lock === receiver && !mentions(flow.text.slice(fn.start, at), names)) continue;
      if (!mentions(flow.text.slice(at, fn.end), names)) continue;
      this.#take(lock, { suspended, key: "", how: "taken", taking: this.#graph.heap.name(closure) });
    }
  }

  /** Does it wait in the lock itself, or for a method of what is nearer to where others wait? Then it has not taken it yet. */
  #isTaking({ awaits }: Suspended, lock: number): boolean {
    const receivers: number[] = [];
    let promise = awaits;
    for (let next = this.#graph.producers.get(promise); next !== undefined && receivers.length < MOST_METHODS;) {
      receivers.push(next.receiver);
      promise = next.awaits;
      next = this.#graph.producers.get(promise);
    }
    const nearer = this.#locks.of(promise).objects;
    const at = nearer.indexOf(lock);
    return at >= 0 && receivers.every((receiver) => receiver >= 0 && nearer.slice(0, at).includes(receiver));
  }

  #readCalls(suspended: Suspended, going: Continuation): void {
    const { flow, fn, at, from, calls: inside, now } = going;
    const { awaited, due } = this.#candidates(going);
    const nowOn = now === undefined || awaited.length === 0 ? [] : this.#evaluate(suspended, now);
    // What is awaited was called with its arguments before. A function that it was given may still run.
    const isAhead = (call: CallSyntax) => call.end > (call.fn === fn ? Math.max(at, from) : at);
    for (const call of awaited) {
      for (const lock of this.#evaluate(suspended, call, nowOn)) {
        const names = this.#locks.namesOf(lock);
        const isTaking = this.#locks.takingOf(lock).has(call.method || call.path[0]);
        if (names === undefined || !isTaking && this.#graph.heap.type(lock) !== "closure") continue;
        const isReleased = inside.some((other) =>
          isRelease(other, call, names) && other.offset > call.end && other.end < at && other.fn === fn
        );
        if (isReleased) continue;
        const isPending = call.isUsing || inside.some((other) => isAhead(other) && isRelease(other, call, names)) ||
          call.variables.some((name) => isUsed(flow.text.slice(at, fn.end), name));
        if (!isPending) continue;
        const key = this.#textOfKey(suspended, call.arg);
        this.#take(lock, { suspended, key, how: "taken", taking: call.method || call.path[0] });
      }
    }
    for (const call of due) {
      for (const lock of this.#evaluate(suspended, call)) {
        if (!this.#locks.namesOf(lock)?.has(call.method || call.path[0])) continue;
        this.#take(lock, { suspended, key: "", how: "due", taking: "" });
      }
    }
  }

  /** Calls that may tell what those hold who wait at one place. Thousands may wait there. */
  #candidates(going: Continuation): Candidates {
    let found = this.#calls.get(going);
    if (found !== undefined) return found;
    const { flow, fn, at, from, calls: inside, now } = going;
    const isIdle = flow.loops.some((loop) => loop.isEndless && loop.start <= at && at < loop.end);
    // What is behind a wait for the same thing does not come before that.
    const isBehind = (call: CallSyntax) =>
      now !== undefined && isSamePath(now, call) ||
      inside.some((other) =>
        other.awaitEnd >= 0 && other.awaitEnd < call.offset && other.offset >= at && isSamePath(other, call)
      );
    found = {
      awaited: inside.filter((call) => call.fn === fn && call.awaitEnd >= 0 && call.awaitEnd <= at),
      due: isIdle
        ? []
        : inside.filter((call) =>
          call !== now && call.offset >= (call.fn === fn ? from : Math.min(at, from)) && !isBehind(call)
        ),
    };
    this.#calls.set(going, found);
    return found;
  }

  /** The locks that a call may be about. */
  #evaluate(suspended: Suspended, call: CallSyntax, except: readonly number[] = []): number[] {
    const [root, ...rest] = call.path;
    let found = this.#variable(suspended, root);
    for (const name of rest) found = found.flatMap((node) => this.#property(node, name));
    const locks = [...new Set(found)].filter((node) => this.#locks.namesOf(node) !== undefined);
    // One of several variables: it is not the one that is waited for now.
    const others = locks.filter((node) => !except.includes(node));
    return others.length > 0 ? others : locks;
  }

  #variable(suspended: Suspended, name: string): number[] {
    const { heap } = this.#graph;
    if (name === "this" && suspended.receiver >= 0 && heap.type(suspended.receiver) === "object") {
      return [suspended.receiver];
    }
    const inScope = this.#inScope(heap.field(suspended.node, "context"), name);
    if (inScope >= 0) return [inScope];
    const registers = registersOf(heap, suspended.node);
    const params = this.#continuation(suspended)?.fn.params ?? [];
    const at = params.indexOf(name);
    if (at >= 0 && registers.has(at)) return [registers.get(at) ?? -1];
    const imported = this.#locks.exported(name);
    if (this.#continuation(suspended)?.flow.imported.has(name)) return [...imported];
    const locals = [...registers].filter(([index]) => index >= params.length).map(([, node]) => node);
    return [...locals, ...imported];
  }

  /** A variable of a scope, or of one around it; -1 for none. Many functions share one scope. */
  #inScope(scope: number, name: string): number {
    if (scope < 0) return -1;
    let variables = this.#scopes.get(scope);
    if (variables === undefined) this.#scopes.set(scope, variables = new Map());
    let found = variables.get(name);
    if (found !== undefined) return found;
    const { heap } = this.#graph;
    for (const variable of variablesOf(heap, scope)) if (variable.name === name) found = variable.to;
    variables.set(name, found ?? -1); // a scope is not around itself
    variables.set(name, found ??= this.#inScope(heap.field(scope, "previous"), name));
    return found;
  }

  #property(node: number, name: string): number[] {
    const { heap } = this.#graph;
    if (heap.type(node) !== "object") return [];
    const found: number[] = [];
    for (const { type, name: edge, to } of heap.edges(node)) {
      if (
        name === "*"
          ? type === "element" || type === "property" && edge !== "__proto__"
          : type === "property" && edge === name
      ) {
        found.push(to);
      }
    }
    return found;
  }

  /** A literal, or the text of a variable that holds a string. */
  #textOfKey(suspended: Suspended, arg: string): string {
    if (arg === "" || /^["\d]/.test(arg)) return arg;
    const { heap } = this.#graph;
    if (arg.includes(".")) return "";
    const values = this.#variable(suspended, arg).filter((node) => heap.type(node) === "string");
    return values.length === 1 ? JSON.stringify(heap.name(values[0])) : "";
  }
}

/** `navigator.locks.request("name", callback)`: without options it is exclusive, and nothing aborts it. */
function isWebLock({ path, method, arg, argumentCount }: CallSyntax): boolean {
  return method === "request" && path.join(".") === "navigator.locks" && arg.startsWith('"') && argumentCount === 2;
}

/** Does it give back what the other has taken? */
function isRelease(call: CallSyntax, taking: CallSyntax, names: ReadonlySet<string>): boolean {
  if (taking.method === "") return call.method === "" && call.path[0] !== taking.path[0] && names.has(call.path[0]);
  return isSamePath(call, taking) && call.method !== taking.method &&
    (names.has(call.method) || GIVING.test(call.method));
}

/** What people call it, where what it does goes by an event or the like. */
const GIVING = /^(?:release|unlock|leave|free|giveBack|signal|return|checkIn|put)/;

function mentions(text: string, names: ReadonlySet<string>): boolean {
  for (const [name] of text.matchAll(/#?[\p{ID_Start}$_][\p{ID_Continue}$]*/gu)) if (names.has(name)) return true;
  return false;
}

function isUsed(text: string, variable: string): boolean {
  return new RegExp(`(?<![\\w$.])${variable.replaceAll("$", "\\$")}(?![\\w$])`).test(text);
}
