/**
 * The language as it was when this module was loaded, for the time of a look. A program may have patched `Array.prototype.map`, deleted
 * `Map` or given `Object.prototype` a property `get` since: our code is written in that language, and may neither run the program's
 * functions nor stumble over them.
 *
 * So while a function of the library looks or draws, the language is put in order, and after that it is as the program had it, property
 * by property. No other code of the program runs meanwhile, but for hooks: around them the program's language is back (`asTheProgram`).
 *
 * Where nothing was patched, as nearly always, this compares about 1,200 properties, in 0.1 ms. What the program made unchangeable
 * cannot be put in order; there its functions do run. What it patched before this module was loaded counts as the language, but for what
 * it gave to all objects, and functions of `process` and the `node:` modules, which are loaded late, are not looked after.
 */

const { apply, defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, isExtensible, ownKeys } =
  Reflect;
const { is } = Object;

/** One property of the language. */
interface Property {
  readonly owner: object;
  readonly key: PropertyKey;
  readonly whole: PropertyDescriptor;
}

/** What the program has in place of a property; `undefined` for nothing. */
interface Displaced {
  readonly property: { readonly owner: object; readonly key: PropertyKey };
  readonly theirs: PropertyDescriptor | undefined;
}

/** Globals whose own properties and those of whose `prototype` are the language. */
const OWNERS = [
  ...[
    "Object",
    "Function",
    "Array",
    "Map",
    "Set",
    "WeakMap",
    "WeakSet",
    "WeakRef",
    "Promise",
    "RegExp",
    "String",
    "Number",
    "Boolean",
  ],
  ...[
    "BigInt",
    "Symbol",
    "Error",
    "TypeError",
    "RangeError",
    "AggregateError",
    "JSON",
    "Reflect",
    "Math",
    "Date",
    "ArrayBuffer",
  ],
  ...[
    "Uint8Array",
    "Uint16Array",
    "Uint32Array",
    "Int32Array",
    "Float64Array",
    "Iterator",
    "DisposableStack",
    "AsyncDisposableStack",
    "SuppressedError",
    "EventTarget",
    "TextDecoder",
    "TextEncoder",
    "URL",
    "AbortSignal",
    "Deno",
  ],
] as const;
/** Globals that our code names. */
const NAMES = [
  ...OWNERS,
  ...[
    "process",
    "performance",
    "parseInt",
    "isNaN",
    "decodeURI",
    "decodeURIComponent",
    "encodeURI",
    "encodeURIComponent",
  ],
  ...[
    "setTimeout",
    "clearTimeout",
    "queueMicrotask",
    "structuredClone",
    "SharedArrayBuffer",
    "FinalizationRegistry",
    "Proxy",
  ],
] as const;
/** What stands in `Error` is the program's to choose, and read where it matters (`call_sites.ts`, `call_place.ts`). */
const THEIRS: readonly PropertyKey[] = ["stackTraceLimit", "prepareStackTrace"];

/** What all objects have by the language. Whatever else they have is the program's, also from before this module was loaded. */
const OF_ALL_OBJECTS: readonly PropertyKey[] = [
  ...[
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
  ],
  ...["__proto__", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"],
];

const language: Property[] = [];
remember();
/** Owners on which a property more, of whatever name, is in the way: all objects and all arrays have it. */
const closed = [Object.prototype, Array.prototype].map((owner) => ({
  owner,
  count: language.filter((property) => property.owner === owner).length,
}));

/** How long a language that is in order is taken to stay so, for what is asked most often. */
const MILLISECONDS_IN_ORDER = 10;
const clock = performance, { now: read } = performance;
const now = (): number => apply(read, clock, []);

let depth = 0;
/** Until then, in milliseconds, nothing of the language is taken to be patched. */
let inOrderUntil = 0;
/** What is displaced now; empty where the program has changed nothing. */
let displaced: Displaced[] = [];

/** Do something in the language as it was. */
export function undisturbed<Result>(action: () => Result): Result {
  if (depth > 0) return action();
  depth++;
  displaced = putInOrder();
  inOrderUntil = displaced.length === 0 ? now() + MILLISECONDS_IN_ORDER : 0;
  try {
    return action();
  } finally {
    depth--;
    putBack();
  }
}

/**
 * The same for what is asked of each frame or node, where 0.1 ms would be most of the time: a language that was in order is not
 * compared again for 10 ms.
 */
export function undisturbedBriefly<Result>(action: () => Result): Result {
  return depth > 0 || now() < inOrderUntil ? action() : undisturbed(action);
}

/** Do what the program has us do, in its own language: call a hook. */
export function asTheProgram<Result>(action: () => Result): Result {
  if (displaced.length === 0) return action(); // also where the depth is 0
  const before = depth;
  depth = 0;
  putBack();
  try {
    return action();
  } finally {
    displaced = putInOrder();
    depth = before;
  }
}

function remember(): void {
  const owners: object[] = [];
  const add = (owner: unknown) => {
    if ((typeof owner === "object" && owner !== null) || typeof owner === "function") owners[owners.length] = owner;
  };
  for (const name of OWNERS) {
    const value = (globalThis as unknown as Record<string, unknown>)[name]; // Deno makes some when they are first read
    add(value);
    add(typeof value === "function" ? value.prototype : undefined);
  }
  if (typeof Deno === "object") add(getPrototypeOf(Deno.permissions));
  add(getPrototypeOf(Uint8Array));
  add(getPrototypeOf(Uint8Array.prototype));
  for (const iterable of [[], new Map(), new Set(), "", "a".matchAll(/a/g), (function* () {})()]) {
    add(getPrototypeOf(iterable[Symbol.iterator]()));
  }
  add(getPrototypeOf(getPrototypeOf((function* () {})()) as object));
  add(getPrototypeOf(Iterator.from({ next: () => ({ done: true, value: 0 }) }).map(String)));
  for (const owner of owners) {
    for (const key of ownKeys(owner)) {
      const whole = getOwnPropertyDescriptor(owner, key);
      const isTheirs = owner === Error && THEIRS.includes(key) ||
        owner === Object.prototype && !OF_ALL_OBJECTS.includes(key);
      if (whole !== undefined && !isTheirs) language[language.length] = { owner, key, whole: plain(whole) };
    }
  }
  for (const key of NAMES) {
    const whole = getOwnPropertyDescriptor(globalThis, key);
    if (whole !== undefined) language[language.length] = { owner: globalThis, key, whole: plain(whole) };
  }
}

/** Put the language in order; what the program had there. Plain loops only: nothing else can be relied on yet. */
function putInOrder(): Displaced[] {
  const found: Displaced[] = [];
  putAway(found);
  const { length } = found;
  for (let i = 0; i < language.length; i++) {
    const { owner, key, whole } = language[i];
    const theirs = getOwnPropertyDescriptor(owner, key);
    if (theirs !== undefined && isSame(theirs, whole)) continue;
    const kept = theirs === undefined ? undefined : plain(theirs);
    if (defineProperty(owner, key, whole)) append(found, { property: { owner, key }, theirs: kept });
  }
  if (found.length > length) putAway(found); // a property more does not show in their number while another one is deleted
  return found;
}

/** Take away what the program has given to all objects and arrays: first of all, or its `value` would be read in descriptors. */
function putAway(found: Displaced[]): void {
  for (let i = 0; i < closed.length; i++) {
    const { owner } = closed[i];
    const keys = ownKeys(owner);
    if (keys.length === closed[i].count || !isExtensible(owner)) continue;
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at];
      if (isKnown(owner, key)) continue;
      const theirs = getOwnPropertyDescriptor(owner, key);
      if (theirs === undefined || !theirs.configurable || !deleteProperty(owner, key)) continue;
      append(found, { property: { owner, key }, theirs: plain(theirs) });
    }
  }
}

/** Put everything back as the program had it. */
function putBack(): void {
  const theirs = displaced;
  displaced = [];
  // What was deleted last first; what was taken away comes back in its order, as the names of an object have one.
  for (let i = 0; i < theirs.length; i++) {
    const { property: { owner, key }, theirs: whole } = theirs[i];
    if (whole === undefined) deleteProperty(owner, key);
    else defineProperty(owner, key, whole);
  }
}

function isKnown(owner: object, key: PropertyKey): boolean {
  for (let i = 0; i < language.length; i++) {
    if (language[i].owner === owner && language[i].key === key) return true;
  }
  return false;
}

/** A property of an array by definition: setting one would ask the prototypes. */
function append(list: Displaced[], entry: Displaced): void {
  defineProperty(list, list.length, plain({ value: entry, writable: true, enumerable: true, configurable: true }));
}

function isSame(theirs: PropertyDescriptor, whole: PropertyDescriptor): boolean {
  return is(theirs.value, whole.value) && theirs.get === whole.get && theirs.set === whole.set;
}

/** A descriptor that has nothing of `Object.prototype`, where a program may have put a `get`. */
function plain(whole: PropertyDescriptor): PropertyDescriptor {
  return { __proto__: null, ...whole } as PropertyDescriptor;
}
