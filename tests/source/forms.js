// deno-fmt-ignore-file
// deno-lint-ignore-file
// Every form of a function; tests/source/v8_positions_test.ts asks V8 where each of them starts.
export const keep = [];
function declaration(a, b) { return a; }
async function asyncDeclaration ( a) { await a; }
function* generator(a) { yield 1; }
async function* /* ( */ asyncGenerator // (
(a) { yield 1; }
function    /* function ( */    spaced /* ( */ (a = () => 1, { b = function () {} } = {}) { keep.push(a, b); }
spaced();
const expression = function (a) { return a; };
const named = function inner /* c */ (a) { return a; };
const asyncExpression = async function () {};
const starred = function * () {};
const asyncStarred = async/* ( */function/* ( */*/* ( */(a) {};
const arrow = (a) => a;
const bare = a => a;
const asyncArrow = async (a) => a;
const asyncBare = async a => a;
const asyncSpaced = async /* c */ ( a) => a;
const nested = a => b => async c => a;
keep.push(nested()(), nested(), ((a) => a), [x => x], `${keep.push(() => 1)}`);
keep.push({
  method(a) { return a; },
  async asyncMethod (a) { return a; },
  *generatorMethod() { yield 1; },
  async *asyncGeneratorMethod() { yield 1; },
  get getter() { return 1; },
  set setter(v) { },
  get /* ( */ await() { return 1; },
  ["comp" + "uted"](a) { return a; },
  [keep.push(() => { const key = () => "k"; keep.push(key); return key(); })]() {},
  [keep.at(-1)()]() {},
  async "quoted name"() {},
  1() {},
  [Symbol.iterator]() {},
  property: () => 1,
  other: function () {},
  async async() {},
  get() {}, set() {}, static() {},
});
export class Explicit {
  constructor(a) { this.a = a; }
  method(a) { return a; }
  static staticMethod(a) { return a; }
  static async staticAsync(a) { return a; }
  #privateMethod(a) { return a; }
  static #privateStatic() { }
  get accessor() { return 1; }
  set accessor(v) { }
  static get staticAccessor() { return 1; }
  get #privateAccessor() { return 1; }
  field = () => 1;
  static staticField = () => 2;
  async *asyncGeneratorMethod() { yield 1; }
  [`computed`]() {}
  static { keep.push(() => this); stackscopeLook(); }
  late = function () {};
  #privateField = async x => x;
  static async = 1;
  privates() { return [this.#privateMethod, this.#privateAccessor, this.#privateField, Explicit.#privateStatic]; }
}
keep.push(new Explicit(), new Explicit().privates());
class Default { y = 1; }
class Plain { }
class Derived extends (keep.push(() => Default), Default) { ["z"] = 1; static ["w"] = stackscopeLook(); }
keep.push(Default, Plain, new Derived(), Derived);
const anonymousClass = class { };
const namedClass = class Foo extends Plain { z = 4 };
keep.push(new namedClass(), class { constructor() { super.toString; } static { stackscopeLook(); } });
keep.push(class   {   static   q = 1; static r = class Inside { s = class Deepest { t = stackscopeLook(); } }; static u = stackscopeLook(); });
new (new (keep.at(-1).r)().s)();
export default class extends Plain { u = stackscopeLook(); }
keep.push(declaration, asyncDeclaration, generator, asyncGenerator, expression, named, asyncExpression, starred);
keep.push(asyncStarred, arrow, bare, asyncArrow, asyncBare, asyncSpaced, anonymousClass);
