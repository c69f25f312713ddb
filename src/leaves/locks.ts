/** The things of a program in which resolving functions wait to be called: locks, semaphores, queues, by what leads to them. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { CodeTexts } from "./code_texts.ts";
import { mentionedFunctions } from "./mentioned_functions.ts";
import { exportedCells, valueOfCell } from "./module_cells.ts";
import { isOwnCode, isPackageCode, isRuntimeCode } from "./own_code.ts";

/** What leads to the resolving functions of one promise. */
export interface Lock {
  /** Objects and functions of the program, the nearest first. */
  objects: readonly number[];
  /** Suspended functions that have a resolving function among their own variables. */
  inHands: readonly number[];
  /** A timer, an operation, a listener: not a lock. */
  isOfRuntime: boolean;
}

/** How a node was reached, on the way from a promise outward. */
interface Way {
  readonly depth: number;
  /** Names of the steps. */
  names: ReadonlySet<string>;
  /** How many objects of classes with methods were passed, it included. */
  classes: number;
  /** Of a scope: the variables by which it was reached. */
  variables: Set<string> | undefined;
}

const MAX_NODES = 400, MAX_DEPTH = 14;

/** Steps from a promise to its resolving functions. */
const SHARED_FROM = 2;

const NO_NAMES: ReadonlySet<string> = new Set();
const NONE: Lock = { objects: [], inHands: [], isOfRuntime: true };
const PLAIN = /^(?:Object|Array|Map|Set|)$/;

/** Finds locks, each once. */
export class Locks {
  readonly #graph: AwaitGraph;
  readonly #texts: CodeTexts;
  readonly #locks = new Map<number, Lock>();
  /** By node of an object: names of the steps that lead from it to resolving functions. */
  readonly #steps = new Map<number, Set<string>>();
  /** What a way leads to, by the node from which on it is the only one. */
  readonly #ways = new Map<string, Lock>();
  readonly #kinds = new Map<number, "object" | "blocked" | "runtime">();
  readonly #withMethods = new Map<number, boolean>();
  readonly #names = new Map<number, ReadonlySet<string>>();
  readonly #taking = new Map<number, ReadonlySet<string>>();
  #exported: Map<string, number[]> | undefined;

  constructor(graph: AwaitGraph, texts: CodeTexts) {
    this.#graph = graph;
    this.#texts = texts;
  }

  /** What leads to the resolving functions of a promise. */
  of(promise: number): Lock {
    let lock = this.#locks.get(promise);
    if (lock === undefined) this.#locks.set(promise, lock = this.#find(promise));
    return lock;
  }

  /** Find the locks of all promises that are waited for. */
  readAll(): void {
    const { waiters, producers, combinators, derivations } = this.#graph;
    for (const promise of waiters.keys()) {
      if (!producers.has(promise) && !combinators.has(promise) && !derivations.has(promise)) this.of(promise);
    }
  }

  /** Names of the steps inward; `undefined` for what is no lock. */
  stepsOf(node: number): ReadonlySet<string> | undefined {
    return this.#steps.get(node);
  }

  /** Names of the steps inward, and of the functions that touch them; `undefined` for what is no lock. */
  namesOf(node: number): ReadonlySet<string> | undefined {
    const steps = this.#steps.get(node);
    if (steps === undefined) return undefined;
    let names = this.#names.get(node);
    if (names === undefined) this.#names.set(node, names = this.#touching(node, steps));
    return names;
  }

  /** These, and the functions that mention what those mention of the object: one of them takes, perhaps without a wait. */
  takingOf(node: number): ReadonlySet<string> {
    let taking = this.#taking.get(node);
    if (taking !== undefined) return taking;
    const names = this.namesOf(node) ?? new Set<string>();
    this.#taking.set(node, taking = new Set(names));
    const { heap } = this.#graph;
    const methods = this.#methodsOf(node);
    const fields = new Set<string>();
    for (const { type, name, to } of heap.edges(node)) {
      if (type === "property" && name !== "__proto__" && heap.type(to) !== "closure") fields.add(String(name));
    }
    const state = new Set<string>();
    for (const [name, closure] of methods) {
      if (!names.has(name)) continue;
      for (const mentioned of this.#texts.of(closure)?.names ?? []) if (fields.has(mentioned)) state.add(mentioned);
    }
    for (const [name, closure] of methods) {
      for (const mentioned of this.#texts.of(closure)?.names ?? []) {
        if (state.has(mentioned)) (taking as Set<string>).add(name);
      }
    }
    return taking;
  }

  /** All that the functions of a lock mention which touch what leads inward. */
  mentionedBy(node: number): ReadonlySet<string> {
    const found = new Set(this.#texts.of(node)?.names);
    const names = this.namesOf(node) ?? new Set();
    for (const [name, closure] of this.#methodsOf(node)) {
      if (names.has(name)) { for (const mentioned of this.#texts.of(closure)?.names ?? []) found.add(mentioned); }
    }
    return found;
  }

  /** Values that modules export under a name. */
  exported(name: string): readonly number[] {
    this.#exported ??= this.#readExports();
    return this.#exported.get(name) ?? [];
  }

  #readExports(): Map<string, number[]> {
    const found = new Map<string, number[]>();
    for (const [cell, label] of exportedCells(this.#graph)) {
      const value = valueOfCell(this.#graph, cell);
      if (this.#steps.has(value)) found.set(label, [...found.get(label) ?? [], value]);
    }
    return found;
  }

  /** The methods of an object whose text mentions the way inward, or such a method. */
  #touching(node: number, steps: ReadonlySet<string>): ReadonlySet<string> {
    const names = new Set(steps);
    const methods = this.#methodsOf(node);
    for (let isMore = true; isMore;) {
      isMore = false;
      for (const [name, closure] of methods) {
        const text = names.has(name) ? undefined : this.#texts.of(closure);
        if (text === undefined || ![...text.names].some((mentioned) => names.has(mentioned))) continue;
        names.add(name);
        isMore = true;
      }
    }
    return names;
  }

  #methodsOf(node: number): Map<string, number> {
    const { heap } = this.#graph;
    const methods = new Map<string, number>();
    for (let object = node, hops = 0; object >= 0 && hops < 10; hops++) {
      for (const { type, name, to } of heap.edges(object)) {
        if (type !== "property" || heap.type(to) !== "closure") continue;
        // `this.lock = this.lock.bind(this)`
        const bound = heap.field(to, "bound_function"), method = bound < 0 ? to : bound;
        if (!methods.has(String(name))) methods.set(String(name), method);
      }
      object = heap.prototype(object);
    }
    methods.delete("constructor");
    // Private methods stand in the scope of the class, to which each of its objects leads (V8 15.0).
    for (const { type, to } of heap.edges(node)) {
      if (type !== "property" || !heap.name(to).startsWith("system / Context")) continue;
      for (const inner of heap.edges(to)) {
        const name = heap.name(inner.to);
        if (inner.type === "hidden" && heap.type(inner.to) === "closure" && name.startsWith("#")) {
          methods.set(name, inner.to);
        }
      }
    }
    return methods;
  }

  #find(promise: number): Lock {
    const { heap, ignored, suspended } = this.#graph;
    const objects: number[] = [], inHands: number[] = [];
    const ways = new Map<number, Way>([[promise, { depth: 0, names: NO_NAMES, classes: 0, variables: undefined }]]);
    let level = [promise];
    /** From here on those who wait for one lock have one way. */
    let shared: { key: string; objects: number; inHands: number } | undefined;
    for (let depth = 0; depth < MAX_DEPTH && level.length > 0 && ways.size < MAX_NODES; depth++) {
      const outer: number[] = [];
      if (level.length === 1 && depth >= SHARED_FROM && shared === undefined) {
        const [node] = level, way = ways.get(node);
        const key = `${node} ${way?.classes} ${[...way?.names ?? []]} ${[...way?.variables ?? []]}`;
        const known = this.#ways.get(key);
        if (known?.isOfRuntime) return NONE;
        if (known !== undefined) {
          objects.push(...known.objects);
          inHands.push(...known.inHands);
          break;
        }
        if (heap.type(node) !== "closure") shared = { key, objects: objects.length, inHands: inHands.length };
      }
      for (const node of level) {
        const way = ways.get(node);
        if (way === undefined) continue;
        const { names, classes: passed, variables } = way;
        for (const { edge, from } of heap.retainers(node)) {
          if (ignored.has(from)) continue;
          const step = heap.step(edge, from);
          const isNamed = step !== "" && !step.startsWith("[");
          const met = ways.get(from);
          if (met !== undefined) {
            // Two ways of one length, such as `resolve` and `reject`: which is met first is chance.
            if (met.depth === depth + 1) this.#widen(met, from, isNamed ? [...names, step] : names);
            if (met.depth === depth + 1 && isNamed) met.variables?.add(step);
            continue;
          }
          // All functions of a scope keep its variables, also those that have nothing to do with this one.
          if (variables !== undefined && heap.isField(edge, "context") && this.#isBeside(from, variables)) continue;
          const kind = this.#kindOf(from, node, depth);
          if (kind === "runtime") {
            if (shared !== undefined) this.#ways.set(shared.key, NONE);
            return NONE;
          }
          if (kind === "blocked") continue;
          // Whoever has the promise itself cannot settle it: only the scope of its resolving functions leads on.
          if (depth === 0 && (kind !== "plain" || step !== "")) continue;
          if (kind === "registers") {
            // Whoever holds the promise waits for it; whoever holds what settles it can.
            for (const { edge: field, from: frame } of passed > 0 ? [] : heap.retainers(from)) {
              if (!heap.isField(field, "parameters_and_registers") || !suspended.has(frame)) continue;
              if (this.#isSettling(node) && !inHands.includes(frame)) inHands.push(frame);
            }
            continue;
          }
          const outward: Way = { depth: depth + 1, names, classes: passed, variables: undefined };
          ways.set(from, outward);
          if (isNamed && heap.variable(edge) !== undefined) outward.variables = new Set([step]);
          else if (variables !== undefined && heap.isField(edge, "previous")) outward.variables = variables;
          if (isNamed) outward.names = new Set(names).add(step);
          if (kind === "object") {
            objects.push(from);
            const steps = this.#steps.get(from) ?? new Set();
            for (const name of outward.names) steps.add(name);
            this.#steps.set(from, steps);
          }
          // A queue or an entry of a list is mostly part of a lock: the way goes on past one object with methods.
          outward.classes += Number(kind === "object" && this.#isOwner(from));
          if (outward.classes < 2) outer.push(from);
        }
      }
      level = outer;
    }
    if (shared !== undefined) {
      const { key } = shared;
      this.#ways.set(key, {
        objects: objects.slice(shared.objects),
        inHands: inHands.slice(shared.inHands),
        isOfRuntime: false,
      });
    }
    // Functions over the same variables are one lock: each may be what takes or what gives back.
    const functions = objects.filter((node) => heap.type(node) === "closure");
    for (const node of functions) {
      for (const other of functions) if (heap.name(other) !== "") this.#steps.get(node)?.add(heap.name(other));
    }
    return { objects, inHands, isOfRuntime: false };
  }

  /** Is it a function that uses none of these variables around it, itself or through functions that it mentions? */
  #isBeside(closure: number, variables: ReadonlySet<string>): boolean {
    if (this.#graph.heap.type(closure) !== "closure") return false;
    let isRead = false;
    for (const { text } of mentionedFunctions(this.#graph, this.#texts, closure)) {
      isRead = text !== undefined && text.unknown !== "scope";
      if (!isRead || [...variables].some((name) => text?.names.has(name))) return false;
    }
    return isRead;
  }

  /** More names of steps inward from a node that has been met before. */
  #widen(way: Way, node: number, names: Iterable<string>): void {
    const all = new Set(way.names);
    for (const name of names) all.add(name);
    if (all.size === way.names.size) return;
    way.names = all;
    const steps = this.#steps.get(node);
    for (const name of steps === undefined ? [] : all) steps?.add(name);
  }

  /** Is it an object of a class with methods, and not one of a package, which has lists and entries of its own? */
  #isOwner(node: number): boolean {
    let known = this.#withMethods.get(node);
    if (known === undefined) this.#withMethods.set(node, known = this.#findMethods(node) && !this.#isOfPackage(node));
    return known;
  }

  #isOfPackage(node: number): boolean {
    const { heap, functions } = this.#graph;
    const constructor = heap.property(heap.prototype(node), "constructor");
    return constructor >= 0 && isPackageCode(functions.place(constructor)?.url ?? "");
  }

  #findMethods(node: number): boolean {
    const { heap } = this.#graph;
    if (heap.type(node) !== "object" || PLAIN.test(heap.name(node))) return false;
    const prototype = heap.prototype(node);
    if (prototype < 0) return true;
    for (const { type, name, to } of heap.edges(prototype)) {
      if (type === "property" && name !== "constructor" && heap.type(to) === "closure") return true;
    }
    const outer = heap.prototype(prototype);
    return outer >= 0 && !PLAIN.test(heap.name(outer));
  }

  /** A resolving function, or a function of the program or a plain object around one. */
  #isSettling(node: number): boolean {
    const { heap, functions } = this.#graph;
    if (heap.type(node) === "closure") return !/^Async/.test(functions.builtin(node));
    return heap.type(node) === "object" && heap.name(node) === "Object";
  }

  #kindOf(node: number, inner: number, depth: number): "object" | "plain" | "registers" | "blocked" | "runtime" {
    const { heap, functions } = this.#graph;
    const type = heap.type(node), name = heap.name(node);
    if (type === "synthetic") return depth === 0 ? "runtime" : "blocked";
    if (type === "code" || type === "object shape") return "blocked";
    if (type === "closure") {
      const builtin = functions.builtin(node), url = functions.place(node)?.url;
      if (/^Async(?:Function|Generator)/.test(builtin)) return "blocked";
      if (url === undefined || url === "") return "plain";
      if (isRuntimeCode(url)) return "runtime";
      return isOwnCode(url) ? "blocked" : "object";
    }
    if (type === "array") return name === "" && this.#isRegisters(node) ? "registers" : "plain";
    if (/^system \/ Context/.test(name)) {
      const extension = heap.field(node, "extension");
      return extension >= 0 && heap.name(extension) === "system / SourceTextModule" ? "blocked" : "plain";
    }
    // A list of reactions: the promise that has them settles this one, when it is settled.
    if (type !== "object") {
      return name === "system / PromiseReaction" && heap.type(inner) === "closure" ? "plain" : "blocked";
    }
    if (name === "Promise") return heap.name(inner) === "system / PromiseReaction" ? "plain" : "blocked";
    if (name.startsWith("Window")) return "blocked";
    let kind = this.#kinds.get(node);
    if (kind === undefined) this.#kinds.set(node, kind = this.#kindOfObject(node, name));
    return kind;
  }

  #kindOfObject(node: number, name: string): "object" | "blocked" | "runtime" {
    const { heap, functions, suspended } = this.#graph;
    if (suspended.has(node) || heap.field(node, "parameters_and_registers") >= 0) return "blocked";
    if (PLAIN.test(name)) return this.#isRing(node) ? "runtime" : "object";
    const prototype = heap.prototype(node);
    const constructor = prototype < 0 ? -1 : heap.property(prototype, "constructor");
    const url = constructor < 0 ? "" : functions.place(constructor)?.url ?? "";
    if (isOwnCode(url)) return "blocked";
    return isRuntimeCode(url) || /Timeout$/.test(name) ? "runtime" : "object";
  }

  #isRing(node: number): boolean {
    const { heap } = this.#graph;
    for (const { edge } of heap.retainers(node)) if (/^promise(?:Ring|Map)$/.test(heap.step(edge))) return true;
    return false;
  }

  #isRegisters(node: number): boolean {
    const { heap } = this.#graph;
    for (const { edge } of heap.retainers(node)) if (heap.isField(edge, "parameters_and_registers")) return true;
    return false;
  }
}
