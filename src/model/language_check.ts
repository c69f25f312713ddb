/**
 * Whether the language can be worked with. The doors import this first: what a program has deleted or broken before it loads the library
 * would fail somewhere within, with a message that helps nobody. What it has replaced by something that works is taken as it is.
 */

/** What we cannot do without, each tried. In an array, as nothing is known to work yet. */
const TRIES: readonly (readonly [name: string, works: () => unknown])[] = [
  ["Object", () => Object.entries({ a: 1 })[0][0] === "a" && Object.fromEntries([["a", 1]]).a === 1 && Object.is(1, 1)],
  ["Object.prototype", () => !("get" in {}) && !("set" in {}) && !("value" in {}) && !("writable" in {})],
  ["Object.defineProperty", () => Object.isFrozen(Object.freeze(Object.defineProperty({}, "a", { value: 1 })))],
  ["Function", () => (function (this: number) {}).bind(1).call(1) === undefined && typeof Function === "function"],
  ["Reflect", () => Reflect.ownKeys({ a: 1 }).length === 1 && Reflect.apply(() => 1, undefined, []) === 1],
  ["Reflect.getPrototypeOf", () => Reflect.getPrototypeOf([]) === Array.prototype && Reflect.deleteProperty({}, "a")],
  ["Array", () => Array.isArray(Array.from([1], (one) => one)) && [...[1, 2]].length === 2],
  ["Array.prototype.push", () => [1].push(2) === 2 && [1].pop() === 1 && [1, 2].at(-1) === 2],
  ["Array.prototype.map", () => [1].map((one) => one + 1).filter(Boolean).flatMap((one) => [one]).join() === "2"],
  [
    "Array.prototype.slice",
    () => [2, 1].toSorted().concat([3]).slice(1).toReversed().includes(3) && [3, 1].sort()[0] === 1,
  ],
  ["Array.prototype.some", () => [1].some(Boolean) && [1].every(Boolean) && [1].find(Boolean) && [1].indexOf(1) === 0],
  [
    "Array.prototype.fill",
    () => new Array(2).fill(1).reduce((sum, one) => sum + one) === 2 && [...[1].entries()][0][1] === 1,
  ],
  ["Map", () => [...new Map([[1, 2]]).entries()][0][1] === 2 && new Map([[1, 2]]).set(2, 3).get(2) === 3],
  [
    "Set",
    () => new Set([1]).add(2).has(2) && [...new Set([1])].length === 1 && new Set([1]).values().next().value === 1,
  ],
  ["WeakMap", () => new WeakMap().set(TRIES, 1).get(TRIES) === 1 && new WeakSet().add(TRIES).has(TRIES)],
  ["WeakRef", () => new WeakRef(TRIES).deref() === TRIES && typeof FinalizationRegistry === "function"],
  [
    "Promise",
    () => Promise.resolve(1).then(() => {}) instanceof Promise && typeof Promise.withResolvers === "function",
  ],
  ["String", () => String(1) === "1" && `${"ab".slice(1).trim().padStart(2)}` === " b" && "a".startsWith("a")],
  ["String.prototype.replace", () => "ab".replace(/b/g, "c").replaceAll("c", "d").split("").join("") === "ad"],
  [
    "String.prototype.charCodeAt",
    () => "a".charCodeAt(0) === 97 && String.fromCharCode(97) === "a" && "ab".includes("b"),
  ],
  ["RegExp", () => new RegExp("(a)").exec("a")?.[1] === "a" && /a/.test("a") && [..."a".matchAll(/a/g)].length === 1],
  ["Number", () => Number("1") === 1 && Number.isInteger(1) && (1.25).toFixed(1) === "1.3" && parseInt("1", 10) === 1],
  ["Math", () => Math.max(1, Math.floor(2.5), Math.round(1.5), Math.min(1, 2)) === 2],
  ["BigInt", () => BigInt(1) === 1n],
  [
    "Symbol",
    () => typeof Symbol("a") === "symbol" && typeof Symbol.iterator === "symbol" && Symbol.for("a") === Symbol.for("a"),
  ],
  [
    "Error",
    () => new Error("a").message === "a" && new TypeError("a") instanceof Error && new RangeError() instanceof Error,
  ],
  ["AggregateError", () => new AggregateError([1]).errors.length === 1],
  ["JSON", () => JSON.parse(JSON.stringify([1]))[0] === 1],
  ["Date", () => new Date(0).getTime() === 0 && Date.now() > 0],
  ["Uint8Array", () => new Uint8Array([1, 2]).subarray(1).slice()[0] === 2 && new Uint8Array(2).set([1]) === undefined],
  [
    "Uint32Array",
    () => Uint32Array.from([1]).fill(1).length === 1 && new Float64Array(1)[0] === 0 && new Int32Array(1)[0] === 0,
  ],
  ["ArrayBuffer", () => new Uint8Array(new ArrayBuffer(2)).byteLength === 2],
  ["TextDecoder", () => typeof TextDecoder === "function" && typeof TextEncoder === "function"],
  ["DisposableStack", () => {
    const stack = new DisposableStack();
    stack.defer(() => {});
    stack.use(undefined);
    return stack.move().dispose() === undefined && stack.disposed;
  }],
  ["generators", () =>
    [...(function* () {
      yield 1;
    })()][0] === 1],
  ["URL", () => typeof URL === "function"],
  ["performance", () => performance.now() > 0],
];

for (let i = 0; i < TRIES.length; i++) check(TRIES[i][0], TRIES[i][1]);

function check(name: string, works: () => unknown): void {
  let problem = "it does not do what it should";
  try {
    if (works()) return;
  } catch {
    problem = "it is missing or throws";
  }
  throw errorOf(
    "Cannot load stackscope as the program has changed the language before: " + name + ", " + problem +
      " (import stackscope first)",
  );
}

/** An error, also where there is no `Error`, or one that throws: then V8 makes one. */
function errorOf(message: string): unknown {
  try {
    return new Error(message);
  } catch {
    try {
      return (undefined as unknown as Error).message;
    } catch (error) {
      (error as Error).message = message;
      (error as Error).stack = "Error: " + message;
      return error;
    }
  }
}
