/**
 * Fibers of Effect 3 and 4, read without running code of the library. Most is in data properties of the fiber; what is not is in
 * variables of the functions that its continuations hold.
 */
import { isGeneratorObject, isMap } from "node:util/types";
import { elementsOf, isFunction, isObject, itemsOf, own, type ReadClosure } from "./own_data.ts";

/** A fiber, as far as it can be read. */
export interface FiberParts {
  /** Its number. */
  readonly id: number;
  /** `"ready"`: it will go on as soon as the scheduler lets it. */
  readonly state: "new" | "ready" | "running" | "suspended" | "done";
  /** Generators of `Effect.gen` in its continuations, outermost first. That of a running fiber which runs now is not among them. */
  readonly generators: readonly object[];
  /** The spans that it is in, those that it inherited included, outermost first. */
  readonly spans: readonly object[];
  /** Labels of its log spans, outermost first. */
  readonly labels: readonly string[];
  /** Fibers that it has forked and supervises. */
  readonly children: readonly object[];
  /** Numbers of the fibers that it waits for, as the library puts it; Effect 3 only. */
  readonly blockedOn: readonly number[];
}

/** Chains of spans and log spans that are followed. */
const MAX_CHAIN = 1_000;

const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { get } = Map.prototype;

/** Whether a value is a fiber of Effect 3 or 4. */
export function isFiber(value: unknown): value is object {
  if (!isObject(value) || !Array.isArray(own(value, "_stack"))) return false;
  return isVersion3(value) || isVersion4(value);
}

/** Whether a fiber is the one that runs now, and not one that runs another one synchronously. */
export function isCurrent(fiber: object): boolean {
  return own(globalThis, "effect/FiberCurrent") === fiber || own(globalThis, "~effect/Fiber/currentFiber") === fiber;
}

/** What a fiber is and has; `undefined` when it is none. */
export function partsOf(fiber: object): FiberParts | undefined {
  if (!isFiber(fiber)) return undefined;
  const isOld = isVersion3(fiber);
  const id = isOld ? own(own(fiber, "_fiberId"), "id") : own(fiber, "id");
  return {
    id: typeof id === "number" ? id : -1,
    state: isOld ? stateOf3(fiber) : stateOf4(fiber),
    generators: generatorsOf(own(fiber, "_stack")),
    spans: spansOf(isOld ? own(fiber, "currentSpan") : own(own(fiber, "cache"), "span")),
    labels: isOld ? labelsOf3(fiber) : labelsOf4(own(fiber, "context")),
    children: elementsOf(own(fiber, "_children")).filter(isFiber),
    blockedOn: numbersIn(own(fiber, "_asyncBlockingOn")),
  };
}

/** What only closures know of a fiber. */
export interface FiberDetails {
  /** The spans that it has opened itself, outermost first. */
  readonly ownSpans: readonly object[];
  /** Fibers of `Effect.all`, `Effect.forEach` and races that are no children of it, in order of creation. */
  readonly branches: readonly object[];
  /** Milliseconds of the timer that would be cleared if the fiber were interrupted. */
  readonly delay: number | undefined;
}

/** Look into the handlers of its continuations, and into what would cancel that which it waits for. */
export function detailsOf(fiber: object, read: ReadClosure): FiberDetails {
  const branches: unknown[] = [], spans = partsOf(fiber)?.spans ?? [];
  let delay: number | undefined, ownSpans: readonly object[] | undefined;
  for (const continuation of itemsOf(own(fiber, "_stack"))) {
    const around = ownSpans === undefined ? savedContextOf(continuation, read) : undefined;
    if (around !== undefined) {
      const inherited = serviceIn(around, "effect/ParentSpan") ?? serviceIn(around, "effect/Tracer/ParentSpan");
      ownSpans = spans.slice(isObject(inherited) ? spans.indexOf(inherited) + 1 : 0);
    }
    const handler = exitHandlerOf(continuation, read);
    if (handler === undefined) continue;
    const variables = read(handler);
    branches.push(...elementsOf(variables.get("fibers")));
    const cleanup = variables.get("cleanup"); // Effect 3: of `core.async`
    const canceler = functionIn(isFunction(cleanup) ? read(cleanup).get("cancelerRef") : variables.get("onCancel"));
    if (canceler === undefined) continue;
    const cancels = read(canceler);
    branches.push(...elementsOf(cancels.get("fibers")));
    for (const value of cancels.values()) {
      const milliseconds = own(value, "_idleTimeout");
      // `Effect.never` of Effect 3 keeps the process alive by an interval, and waits for nothing.
      if (typeof milliseconds === "number" && !own(value, "_repeat")) delay = milliseconds;
    }
  }
  const children = elementsOf(own(fiber, "_children"));
  return {
    ownSpans: ownSpans ?? [],
    branches: branches.filter(isFiber).filter((each) => !children.includes(each)),
    delay,
  };
}

/** The `Context` that a continuation will put back: the outermost one is that in which the fiber was forked. */
function savedContextOf(continuation: unknown, read: ReadClosure): unknown {
  const release = own(continuation, "_op") === "OnSuccess" ? own(continuation, "effect_instruction_i1") : undefined;
  const restore = own(continuation, "onExit");
  const saved = isFunction(release)
    ? read(release).get("a")
    : isFunction(restore)
    ? read(restore).get("prevContext") ?? read(restore).get("prev")
    : undefined;
  return isMap(own(saved, "unsafeMap")) || isMap(own(saved, "base")) ? saved : undefined;
}

/** Effect 3: `onExit(exitMatch({ onFailure, onSuccess }))`. Effect 4: `onExit` itself, or the finalizer of an async effect. */
function exitHandlerOf(continuation: unknown, read: ReadClosure): object | undefined {
  const onFailure = own(continuation, "effect_instruction_i1");
  if (own(continuation, "_op") === "OnSuccessAndFailure" && isFunction(onFailure)) {
    const cleanup = read(onFailure).get("cleanup");
    const match = isFunction(cleanup) ? own(read(cleanup).get("a"), "onFailure") : undefined;
    return isFunction(match) ? match : undefined;
  }
  const handler = own(continuation, "onExit") ?? own(continuation, "~effect/Effect/args");
  return isFunction(handler) ? handler : undefined;
}

function stateOf3(fiber: object): FiberParts["state"] {
  if (own(fiber, "_exitValue") !== null) return "done";
  if (isCurrent(fiber)) return "running";
  const queue = own(fiber, "_queue"), stack = own(fiber, "_stack");
  if (own(fiber, "_running") !== true) {
    return isEmpty(stack) && own(fiber, "_asyncBlockingOn") === null ? "new" : "suspended";
  }
  if (isEmpty(queue)) return "running"; // it runs another fiber, synchronously
  return isEmpty(stack) && own(fiber, "_asyncBlockingOn") === null ? "new" : "ready";
}

function stateOf4(fiber: object): FiberParts["state"] {
  if (own(fiber, "_exit") !== undefined) return "done";
  if (own(fiber, "_running") === true) return "running";
  return own(fiber, "_yielded") === undefined ? "new" : "suspended";
}

/** A fiber's number, or those of several: `{ left, right }`. */
function numbersIn(fiberId: unknown): number[] {
  const numbers: number[] = [];
  const open = [fiberId];
  for (let hops = 0; hops < MAX_CHAIN && open.length > 0; hops++) {
    const next = open.pop();
    const id = own(next, "id");
    if (typeof id === "number" && id >= 0) numbers.push(id);
    if (own(next, "left") !== undefined) open.push(own(next, "right"), own(next, "left"));
  }
  return numbers;
}

function generatorsOf(stack: unknown): object[] {
  const generators: object[] = [];
  for (const continuation of itemsOf(stack)) {
    const iterator = own(continuation, "_op") === "Iterator"
      ? own(continuation, "effect_instruction_i0")
      : own(continuation, "iterator");
    if (isGeneratorObject(iterator)) generators.push(iterator);
  }
  return generators;
}

/** The parent of a span is an `Option`: of these only `Some` has a value. */
function spansOf(innermost: unknown): object[] {
  const spans: object[] = [];
  let span = innermost;
  for (let hops = 0; hops < MAX_CHAIN && isObject(span); hops++) {
    spans.unshift(span);
    span = own(own(span, "parent"), "value");
  }
  return spans;
}

function labelsOf3(fiber: object): string[] {
  const store = own(globalThis, "effect/GlobalValue");
  const ref = isMap(store) ? apply(get, store, [Symbol.for("effect/FiberRef/currentLogSpan")]) : undefined;
  const locals = own(own(fiber, "_fiberRefs"), "locals");
  const history = ref !== undefined && isMap(locals) ? apply(get, locals, [ref]) : undefined;
  const labels: string[] = [];
  let list = own(own(history, 0), 1);
  for (let hops = 0; hops < MAX_CHAIN; hops++) {
    const label = own(own(list, "head"), "label");
    if (typeof label !== "string") break; // the end of the list has no head
    labels.unshift(label);
    list = own(list, "tail");
  }
  return labels;
}

function labelsOf4(context: unknown): string[] {
  const spans = itemsOf(serviceIn(context, "effect/References/CurrentLogSpans"));
  return spans.reverse().map((span) => own(span, 0)).filter((label) => typeof label === "string");
}

/** What a `Context` has under a key. Effect 3: `{ unsafeMap }`. Effect 4: a map, and what was added to it one by one. */
function serviceIn(context: unknown, key: string): unknown {
  let overlay = own(context, "overlay");
  for (let hops = 0; hops < MAX_CHAIN && isObject(overlay); hops++) {
    if (own(overlay, "key") === key) return own(overlay, "value");
    overlay = own(overlay, "parent");
  }
  const map = own(context, "unsafeMap") ?? own(context, "base");
  return isMap(map) ? apply(get, map, [key]) : undefined;
}

/** The function of a `sync` or `suspend`, through effects that are mapped. */
function functionIn(effect: unknown): object | undefined {
  let part = effect;
  for (let hops = 0; hops < 10 && part !== undefined; hops++) {
    if (isFunction(part)) return part;
    part = own(part, "effect_instruction_i0") ?? own(part, "~effect/Effect/args");
  }
  return undefined;
}

function isVersion3(value: object): boolean {
  return own(own(value, "_fiberId"), "_tag") === "Runtime" && own(value, Symbol.for("effect/Fiber")) !== undefined;
}

function isVersion4(value: object): boolean {
  const prototype = getPrototypeOf(value); // has the brand as a getter
  return isObject(prototype) && getOwnPropertyDescriptor(prototype, "~effect/Fiber") !== undefined;
}

function isEmpty(list: unknown): boolean {
  return own(list, "length") === 0;
}
