// deno-lint-ignore-file camelcase
/**
 * Healthy programs that hide how they go on: `gate` is held by one that waits for it again, and the code of each entry can
 * still open it, by another name, another way, or from where nobody looks. In each, `free` is what a listener may be told.
 */

/** What is called has another name, or stands elsewhere. */
export const NAMED: Readonly<Record<string, string>> = {
  alias_fn: "const free = gate.leave.bind(gate); setInterval(free, 3.6e6);",
  alias_call: "const f = Gate.prototype.leave; setTimeout(() => f.call(gate), 3.6e6);",
  class_static:
    'class Handlers { static free() { gate.leave(); } } addEventListener("x", (e) => { const h = Handlers[e.type]; h(); });',
  getter:
    'class G { get now() { gate.leave(); return 1; } } const g = new G(); addEventListener("x", () => void g.now);',
  to_string:
    'class G { toString() { gate.leave(); return ""; } } const g = new G(); addEventListener("x", () => console.log(`${g}`));',
  value_of:
    'class G { valueOf() { gate.leave(); return 1; } } const g = new G(); addEventListener("x", () => console.log(+(g)));',
  to_json:
    'class G { toJSON() { gate.leave(); return 1; } } const g = new G(); addEventListener("x", () => console.log(JSON.stringify(g)));',
  thenable:
    'class G { then(r) { gate.leave(); r(); } } const g = new G(); addEventListener("x", async () => { await g; });',
  iterator:
    'class G { *[Symbol.iterator]() { gate.leave(); } } const g = new G(); addEventListener("x", () => { for (const _ of g); });',
  iterator_next:
    'class It { next() { gate.leave(); return { done: true, value: 1 }; } } class G { it = new It(); [Symbol.iterator]() { return this.it; } } const g = new G(); addEventListener("x", () => { for (const _ of g); });',
  iterator_return:
    'class It { next() { return { done: false, value: 1 }; } return() { gate.leave(); return {done:true} } } class G { it = new It(); [Symbol.iterator]() { return this.it; } } const g = new G(); addEventListener("x", () => { for (const _ of g) break; });',
  finalization:
    'const fr = globalThis.fr = new FinalizationRegistry(() => gate.leave()); globalThis.keepme = {}; fr.register(globalThis.keepme, 1); addEventListener("x", () => { delete globalThis.keepme; });',
  signal: 'Deno.addSignalListener("SIGUSR2", () => gate.leave());',
  process_on: 'import process from "node:process"; process.on("SIGUSR2", () => gate.leave());',
  serve:
    'Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => { gate.leave(); return new Response(); });',
  http_server:
    'import http from "node:http"; http.createServer((_q, s) => { gate.leave(); s.end(); }).listen(0, "127.0.0.1");',
  port:
    "const { port1, port2 } = new MessageChannel(); port1.onmessage = () => gate.leave(); globalThis.other = port2;",
  port_listener:
    'const { port1, port2 } = new MessageChannel(); port1.addEventListener("message", () => gate.leave()); port1.start(); globalThis.other = port2;',
  broadcast: 'new BroadcastChannel("z").onmessage = () => gate.leave();',
  worker:
    'const w = new Worker("data:text/javascript,setInterval(()=>postMessage(1),3.6e6)", { type: "module" }); w.onmessage = () => gate.leave();',
  generator:
    'function* steps() { for (;;) { yield; gate.leave(); } } const it = steps(); it.next(); addEventListener("x", () => void it.next());',
  async_generator:
    'async function* steps() { for (;;) { yield; gate.leave(); } } const it = steps(); it.next(); addEventListener("x", () => void it.next());',
  abort:
    'const c = new AbortController(); c.signal.addEventListener("abort", () => gate.leave()); addEventListener("x", () => c.abort());',
  abort_timeout: 'AbortSignal.timeout(3.6e6).addEventListener("abort", () => gate.leave());',
  abort_any:
    'const c = new AbortController(); AbortSignal.any([c.signal]).onabort = () => gate.leave(); addEventListener("x", () => c.abort());',
  stream_cancel:
    'const s = new ReadableStream({ cancel() { gate.leave(); } }); addEventListener("x", () => void s.cancel());',
  stream_pull:
    'const s = new ReadableStream({ pull(c) { gate.leave(); c.close(); } }, { highWaterMark: 0 }); addEventListener("x", () => void s.getReader().read());',
  stream_class_source:
    'class Src { pull() { gate.leave(); } } const s = new ReadableStream(new Src(), { highWaterMark: 0 }); addEventListener("x", () => void s.getReader().read());',
  using_live:
    "class R { [Symbol.dispose]() { gate.leave(); } } async function task() { using _r = new R(); await new Promise((r) => setTimeout(r, 3.6e6)); } task();",
  using_stack:
    "async function task() { using st = new DisposableStack(); st.defer(() => gate.leave()); await new Promise((r) => setTimeout(r, 3.6e6)); } task();",
  await_using:
    "class R { async [Symbol.asyncDispose]() { gate.leave(); } } async function task() { await using _r = new R(); await new Promise((r) => setTimeout(r, 3.6e6)); } task();",
  weakref: 'const ref = new WeakRef(gate); addEventListener("x", () => ref.deref().leave());',
  private_field:
    'class K { #f = () => gate.leave(); go() { this.#f(); } } const k = new K(); addEventListener("x", () => k.go());',
  private_method:
    'class K { #f() { gate.leave(); } go() { this.#f(); } } const k = new K(); addEventListener("x", () => k.go());',
  symbol_method:
    'const S = Symbol("free"); class K { [S]() { gate.leave(); } } const k = new K(); addEventListener("x", () => k[S]());',
  promise_job:
    'let go; const p = new Promise((r) => go = r); p.then(() => gate.leave()); addEventListener("x", () => go());',
  als:
    'import { AsyncLocalStorage } from "node:async_hooks"; const als = new AsyncLocalStorage(); als.run({ free: () => gate.leave() }, () => setTimeout(() => als.getStore().free(), 3.6e6));',
  super_call:
    'class A { go() { gate.leave(); } } class B extends A { go() { super.go(); } } const b = new B(); addEventListener("x", () => b.go());',
  block_variable:
    'class K { gate; constructor(g) { this.gate = g; } go() { this.gate.leave(); } } { const k = new K(gate); addEventListener("x", () => k.go()); }',
  loop_variable:
    'class K { gate; constructor(g) { this.gate = g; } go() { this.gate.leave(); } } for (const k of [new K(gate)]) addEventListener("x", () => k.go());',
  catch_variable:
    'class K { gate; constructor(g) { this.gate = g; } go() { this.gate.leave(); } } try { throw new K(gate); } catch (k) { addEventListener("x", () => k.go()); }',
  let_in_block:
    'class K { gate; constructor(g) { this.gate = g; } go() { this.gate.leave(); } } { let k; let n = 1; addEventListener("x", () => k.go(n)); k = new K(gate); n++; }',
  private_getter:
    'class K { get #f() { gate.leave(); return 1; } go() { return this.#f; } } { const k = new K(); addEventListener("x", () => k.go()); }',
  super_in_literal:
    'const base = { go() { gate.leave(); } }; const { go } = { __proto__: base, go() { super.go(); } }; addEventListener("x", () => go());',
  in_ctor: 'class A { constructor() { gate.leave(); } } addEventListener("x", () => void new A());',
  field_init: 'class A { x = gate.leave; } addEventListener("x", () => new A().x.call(gate));',
  static_block_later: 'addEventListener("x", () => { class A { static { gate.leave(); } } void A; });',
  tagged: 'function tag(_s) { gate.leave(); } addEventListener("x", () => void tag`x`);',
  microtask_after_op:
    '(async () => { const f = await Deno.open("/dev/ptmx").catch(() => null); await new Promise(r => setTimeout(r, 3.6e6)); gate.leave(); void f; })();',
  array_idx_method:
    'addEventListener("x", (e) => { const names = ["x", e.type]; const n = names.at(-1); gate[n].apply(gate); });',
  bound_in_array: 'const list = [gate.leave.bind(gate)]; addEventListener("x", () => list.forEach((f) => f()));',
  wasm:
    'const bytes = new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,2,7,1,1,109,1,102,0,0,3,2,1,0,7,6,1,2,103,111,0,1,10,6,1,4,0,16,0,11]); const inst = new WebAssembly.Instance(new WebAssembly.Module(bytes), { m: { f: () => gate.leave() } }); addEventListener("x", () => inst.exports.go());',
  error_prepare:
    'addEventListener("x", () => { Error.prepareStackTrace = () => { gate.leave(); return ""; }; void new Error().stack; });',
  define_prop:
    'const o = {}; Object.defineProperty(o, "hit", { get() { gate.leave(); return 1; } }); addEventListener("x", () => void o.hit);',
  hasInstance:
    'class C { static [Symbol.hasInstance]() { gate.leave(); return true; } } addEventListener("x", () => void (({}) instanceof C));',
  species:
    'class A extends Array { static get [Symbol.species]() { gate.leave(); return Array; } } const a = new A(); addEventListener("x", () => void a.map((x) => x));',
  unhandled: 'addEventListener("unhandledrejection", (e) => { e.preventDefault(); gate.leave(); });',
  unload: 'addEventListener("unload", () => gate.leave());',
  queue_task:
    'class Q { jobs = []; add(j) { this.jobs.push(j); } run() { this.jobs.shift()?.(); } } const q = new Q(); q.add(() => gate.leave()); addEventListener("x", () => q.run());',
  iframe_structured: 'const set = new Set([() => gate.leave()]); addEventListener("x", () => set.forEach((f) => f()));',
  loop_holder:
    "const other = new Gate(); (async () => { for (;;) { await other.enter(); await new Promise((r) => setTimeout(r, 3.6e6)); other.leave(); } })(); (async () => { await other.enter(); gate.leave(); other.leave(); })();",
  free_other_runs:
    'const other = new Gate(); addEventListener("x", () => { other.within(async () => gate.leave()); });',
  free_other_await:
    'const other = new Gate(); addEventListener("x", async () => { await other.within(async () => gate.leave()); });',
  free_other_same_name:
    'class Box { gate = new Gate(); } const box = new Box(); addEventListener("x", async () => { await box.gate.within(async () => gate.leave()); });',
  reassigned:
    'let which = new Gate(); addEventListener("x", async () => { await which.enter(); which = gate; which.leave(); });',
  patient: 'addEventListener("x", async () => { try { await gate.inTime(1000); } catch { gate.leave(); } });',
  finalization_held:
    "const fr = globalThis.fr = new FinalizationRegistry((g) => g.leave()); globalThis.keepme = {}; fr.register(globalThis.keepme, gate);",
  node_subclass:
    'import { Readable } from "node:stream"; class R extends Readable { _read() { gate.leave(); } } const r = new R(); addEventListener("x", () => void r.resume());',
  handle_event: 'class H { handleEvent() { gate.leave(); } } addEventListener("x", new H());',
  dashed:
    'const table = new (class { "free-it" = () => gate.leave(); })(); addEventListener("x", () => table["free-it"]());',
  async_iter:
    'class Feed { async *[Symbol.asyncIterator]() { gate.leave(); } } const f = new Feed(); addEventListener("x", async () => { for await (const _ of f); });',
  map_of_class:
    'class S { map = new Map(); on(n, f) { this.map.set(n, f); } emit(n) { this.map.get(n)?.(); } } const s = new S(); s.on("free", () => gate.leave()); addEventListener("x", (e) => s.emit(e.type));',
  diagnostics:
    'import dc from "node:diagnostics_channel"; dc.subscribe("zz", () => gate.leave()); addEventListener("x", () => dc.channel("zz").publish(1));',
  worker_threads:
    'import { MessageChannel as MC } from "node:worker_threads"; const { port1, port2 } = new MC(); port1.on("message", () => gate.leave()); globalThis.p2 = port2;',
  child:
    'import { spawn } from "node:child_process"; const c = spawn("sleep", ["3"], { stdio: "ignore" }); c.on("exit", () => gate.leave());',
  deno_child:
    'const c = new Deno.Command("sleep", { args: ["3"], stdin: "null", stdout: "null", stderr: "null" }).spawn(); c.status.then(() => gate.leave());',
  watch_fs: '(async () => { for await (const _ of Deno.watchFs(".")) gate.leave(); })();',
  cron_interval:
    'import { setInterval as every } from "node:timers/promises"; (async () => { for await (const _ of every(3.6e6)) gate.leave(); })();',
  ws_server:
    'Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (r) => { const { socket, response } = Deno.upgradeWebSocket(r); socket.onmessage = () => gate.leave(); return response; });',
  before_exit: 'import process from "node:process"; process.on("beforeExit", () => gate.leave());',
  observer:
    'import { PerformanceObserver } from "node:perf_hooks"; const o = new PerformanceObserver(() => gate.leave()); o.observe({ entryTypes: ["mark"] });',
  queueMicrotask_late: 'const todo = [() => gate.leave()]; addEventListener("x", () => queueMicrotask(todo.pop()));',
  stale_call:
    "async function job(run) { run(); await new Promise((r) => setTimeout(r, 3.6e6)); run(); } let n = 0; function free() { if (n++) gate.leave(); } job(free);",
  stale_call2:
    "let n = 0; function free() { if (n++) gate.leave(); } async function job() { const again = [free][0]; free(); await new Promise((r) => setTimeout(r, 3.6e6)); again(); } job();",
};

/** What is called is found by a name that the text does not tell. */
export const COMPUTED: Readonly<Record<string, string>> = {
  for_in: 'for (const key in { leave: 1 }) { const k = gate; addEventListener("x", () => k[key]()); }',
  concat: 'setTimeout(() => gate["lea" + "ve"](), 3.6e6);',
  concat_plus_var: 'const pre = "lea"; setTimeout(() => gate[pre + "ve"](), 3.6e6);',
  template: 'const pre = "lea"; setTimeout(() => gate[`${pre}ve`](), 3.6e6);',
  input_call: 'addEventListener("x", (e) => gate[e.type]());',
  input_read_call: 'addEventListener("x", (e) => { const f = gate[e.type]; f.call(gate); });',
  class_table:
    'class Handlers { free() { gate.leave(); } } const handlers = new Handlers(); addEventListener("x", (e) => { const h = handlers[e.type]; h(); });',
  class_table_own:
    'class Handlers { free = () => gate.leave(); } const handlers = new Handlers(); addEventListener("x", (e) => { const h = handlers[e.type]; setTimeout(h, 5); });',
  class_table_param:
    'class Handlers { free = () => gate.leave(); } const handlers = new Handlers(); function pick(o, k) { return o[k]; } addEventListener("x", (e) => { pick(handlers, e.type)(); });',
  class_table_private:
    'class Router { #h; constructor(h) { this.#h = h; } go(n) { const f = this.#h[n]; f(); } } class Handlers { free() { gate.leave(); } } const r = new Router(new Handlers()); addEventListener("x", (e) => r.go(e.type));',
  class_table_entries:
    'class Handlers { free = () => gate.leave(); } const handlers = new Handlers(); addEventListener("x", (e) => { for (const [k, v] of Object.entries(handlers)) if (k === e.type) v(); });',
  class_table_values:
    'class Handlers { free = () => gate.leave(); } const handlers = new Handlers(); addEventListener("x", () => { Object.values(handlers).forEach((v) => v()); });',
  class_table_forin:
    'class Handlers { free = () => gate.leave(); } const handlers = new Handlers(); addEventListener("x", () => { for (const i in handlers) { handlers[i](); } });',
  class_table_destructure:
    'class Handlers { free = () => gate.leave(); } const handlers = new Handlers(); addEventListener("x", (e) => { const { [e.type]: h } = handlers; h(); });',
  class_table_spread:
    'class Handlers { free = () => gate.leave(); } const handlers = new Handlers(); addEventListener("x", (e) => { const copy = { ...handlers }; copy[e.type](); });',
  class_table_rest:
    'class Handlers { free = () => gate.leave(); } const handlers = new Handlers(); addEventListener("x", () => { const { ...copy } = handlers; for (const h of Object.values(copy)) h(); });',
  proto_names:
    'class Handlers { free() { gate.leave(); } } const handlers = new Handlers(); addEventListener("x", () => { const d = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(handlers)); for (const x of Object.values(d)) x.value(); });',
  reflect_get: 'addEventListener("x", (e) => { Reflect.get(gate, e.type).call(gate); });',
  reflect_alias: 'const { get } = Reflect; addEventListener("x", (e) => { get(gate, e.type).call(gate); });',
  reflect_apply: 'const m = gate.leave; addEventListener("x", () => Reflect.apply(m, gate, []));',
  emitter:
    'import { EventEmitter } from "node:events"; const em = new EventEmitter(); em.on("free", () => gate.leave()); addEventListener("x", () => em.emit("fr" + "ee"));',
  proxy_get:
    'const p = new Proxy({}, { get(_t, k) { if (k === "a") gate.leave(); return 1; } }); addEventListener("x", () => void p.a);',
  proxy_has_class:
    'class H { has() { gate.leave(); return true; } } const p = new Proxy({}, new H()); addEventListener("x", () => void ("a" in p));',
  proxy_class_table:
    'class T { free() { gate.leave(); } } const p = new Proxy(new T(), {}); addEventListener("x", (e) => { const h = p[e.type]; h(); });',
  serve_table:
    'const routes = new Map([["/free", () => gate.leave()]]); Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (r) => { routes.get(new URL(r.url).pathname)?.(); return new Response(); });',
  eval_concat: 'addEventListener("x", () => { eval("gate.lea" + "ve()"); });',
  map_table: 'const m = new Map([["l", gate]]); addEventListener("x", () => m.get("l").leave());',
  weakmap_table:
    'const key = {}; const m = new WeakMap([[key, () => gate.leave()]]); addEventListener("x", () => m.get(key)());',
  default_param: 'function f(_a = gate.leave()) {} addEventListener("x", () => f());',
  array_of_objects:
    'class E { constructor(run) { this.run = run; } } const list = [new E(() => gate.leave())]; addEventListener("x", () => list.at(0).run());',
  obj_in_param:
    'function dispatch(target, name) { const m = target[name]; return m.call(target); } addEventListener("x", (e) => dispatch(gate, e.type));',
  wasm_table:
    "const bytes = new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,2,7,1,1,109,1,102,0,0,3,2,1,0,7,6,1,2,103,111,0,1,10,6,1,4,0,16,0,11]); const inst = new WebAssembly.Instance(new WebAssembly.Module(bytes), { m: { f: () => gate.leave() } }); const { go } = inst.exports; setTimeout(go, 3.6e6);",
  object_assign:
    'class Src { free = () => gate.leave(); } const src = new Src(); addEventListener("x", (e) => { const o = Object.assign({}, src); o[e.type](); });',
  this_table:
    'class H { free() { gate.leave(); } go(n) { const f = this[n]; f.call(this); } } const h = new H(); addEventListener("x", (e) => h.go(e.type));',
  self_table:
    'class H { free() { gate.leave(); } go(n) { const self = this; const f = self[n]; f.call(this); } } const h = new H(); addEventListener("x", (e) => h.go(e.type));',
  ns_table:
    'import * as mod from "./shared.js"; mod.share(gate); addEventListener("x", (e) => { const f = mod[e.type]; f(); });',
  ns_table2:
    'import * as mod from "./shared.js"; mod.share(gate); addEventListener("x", () => { Object.values(mod).forEach((f) => f()); });',
  unlocked_by_name_list:
    'const names = ["lea", "ve"]; addEventListener("x", () => { const o = gate; const f = o[names.join("")]; f.call(o); });',
  optional_index: 'addEventListener("x", (e) => { const f = gate?.[e.type]; f?.call(gate); });',
  logical_index: 'addEventListener("x", (e) => { const f = gate[e.type] ?? (() => {}); f.call(gate); });',
  returned_index: 'function pick(k) { return gate[k]; } addEventListener("x", (e) => pick(e.type).call(gate));',
  i_param: 'function at(i) { return gate[i]; } addEventListener("x", (e) => at(e.type).call(gate));',
  free_other_param:
    'async function use(gate) { await gate.within(async () => { free(); }); } function free() { gate.leave(); } addEventListener("x", () => use(new Gate()));',
  emitter_subclass:
    'import { EventEmitter } from "node:events"; class E extends EventEmitter {} const e = new E(); e.on("fr" + "ee", () => gate.leave()); addEventListener("x", (v) => e.emit(v.type));',
  target_subclass:
    'class E extends EventTarget {} const e = new E(); e.addEventListener("free", () => gate.leave()); addEventListener("x", (v) => void e.dispatchEvent(new Event(v.type)));',
  returns_this:
    'class Chain { self() { return this; } free() { gate.leave(); } } const c = new Chain(); addEventListener("x", (e) => { c.self()[e.type](); });',
  private_this:
    'class Chain { #self() { return this; } go(n) { this.#self()[n](); } free() { gate.leave(); } } const c = new Chain(); addEventListener("x", (e) => c.go(e.type));',
  arrow_this:
    'class Chain { go = (n) => { const self = this; self[n](); }; free() { gate.leave(); } } const c = new Chain(); addEventListener("x", (e) => c.go(e.type));',
  param_default:
    'class T { free() { gate.leave(); } } const t = new T(); function run(n, o = t) { o[n](); } addEventListener("x", (e) => run(e.type));',
  unicode: 'addEventListener("x", () => gate.le\\u0061ve());',
  unicode_string: 'addEventListener("x", () => gate["le\\u0061ve"]());',
  module_var_list:
    'class T { free() { gate.leave(); } } const list = [new T()]; addEventListener("x", (e) => { for (const t of list) { const h = t[e.type]; h.call(t); } });',
  nested_table:
    'class In { free() { gate.leave(); } } class Out { inner = new In(); } const out = new Out(); addEventListener("x", (e) => { const [a, b] = e.type.split("."); const m = out[a]; m[b](); });',
  json_names:
    'addEventListener("x", () => { const name = JSON.parse("\\"x\\""); const m = gate[name]; m?.call(gate); });',
  catch_param: 'addEventListener("x", (e) => { try { throw gate; } catch (g) { g[e.type](); } });',
  resolver_in_table:
    'class Waits { list = {}; } const w = new Waits(); (async () => { await new Promise((r) => w.list.go = r); gate.leave(); })(); addEventListener("x", (e) => { const r = w.list[e.type]; r?.(); });',
  ns_import_default:
    'import mod from "./standard.js"; mod.share(gate); addEventListener("x", (e) => { const f = mod[e.type]; f(); });',
  console_patch:
    'const log = console.log; console.debug = () => { gate.leave(); log("x"); }; addEventListener("x", (e) => { console[e.type]("y"); });',
  settimeout_args: 'setTimeout((g, n) => { const m = g[n]; m.call(g); }, 3.6e6, gate, "lea" + "ve");',
};

/** What scopes keep, and what is done when a job ends or an awaited call is made again. */
export const SCOPED: Readonly<Record<string, string>> = {
  scoped_server:
    'function begin() { const own = { open() { gate.leave(); } }; const helper = () => own.open(); Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => { helper(); return new Response(); }); } begin();',
  scoped_worker:
    'function begin() { const own = { open() { gate.leave(); } }; const w = new Worker("data:text/javascript,setInterval(()=>postMessage(1),3.6e6)", { type: "module" }); w.onmessage = () => own.open(); } begin();',
  switch_variable:
    'switch (1) { case 1: { const k = { go() { gate.leave(); } }; addEventListener("x", () => k.go()); } }',
  switch_case: 'switch (1) { case 1: let k = { go() { gate.leave(); } }; addEventListener("x", () => k.go()); }',
  for_let: 'for (let i = 0, k = { go() { gate.leave(); } }; i < 1; i++) addEventListener("x", () => k.go(i));',
  try_block: 'try { const k = { go() { gate.leave(); } }; addEventListener("x", () => k.go()); } finally { void 0; }',
  block_in_block: '{ const outer = gate; { const inner = outer; addEventListener("x", () => inner.leave()); } }',
  block_destructured: '{ const { open } = { open: () => gate.leave() }; addEventListener("x", () => open()); }',
  block_array: '{ const [open] = [() => gate.leave()]; addEventListener("x", () => open()); }',
  block_function: '{ function open() { gate.leave(); } addEventListener("x", () => open()); }',
  block_static: '{ class S { static open = () => gate.leave(); static { addEventListener("x", () => S.open()); } } }',
  block_generator:
    '{ const steps = (function* () { for (;;) { yield; gate.leave(); } })(); addEventListener("x", () => void steps.next()); }',
  block_many: `{ ${
    Array.from({ length: 99 }, (_, n) => `const v${n} = { n: ${n} };`).join(" ")
  } const k = { go() { gate.leave(); } };
    addEventListener("x", () => { k.go(); return [${Array.from({ length: 99 }, (_, n) => `v${n}`)}]; }); }`,
  function_many: `(() => { ${
    Array.from({ length: 99 }, (_, n) => `const v${n} = { n: ${n} };`).join(" ")
  } const k = { go() { gate.leave(); } };
    addEventListener("x", () => { k.go(); return [${Array.from({ length: 99 }, (_, n) => `v${n}`)}]; }); })();`,
  factory:
    'const make = (g) => { const held = g; return { open: () => held.leave() }; }; const kept = make(gate); addEventListener("x", () => kept.open());',
  bound_method:
    "class B { constructor() { this.go = this.go.bind(this); } go() { gate.leave(); } } const b = new B(); setInterval(b.go, 3.6e6);",
  bound_in_block:
    '{ class B { constructor() { this.go = this.go.bind(this); } go() { gate.leave(); } } const b = new B(); addEventListener("x", () => b.go()); }',
  job_then: "async function job() { await new Promise((r) => setTimeout(r, 3.6e6)); } job().then(() => gate.leave());",
  job_finally:
    "async function job() { await new Promise((r) => setTimeout(r, 3.6e6)); } job().finally(() => gate.leave());",
  job_chain:
    "async function job() { await new Promise((r) => setTimeout(r, 3.6e6)); } job().then(() => 1).then(String).then(() => gate.leave());",
  job_queue:
    "class Jobs { list = []; isBusy = false; add(job) { this.list.push(job); this.next(); } next() { if (this.isBusy || this.list.length === 0) return; this.isBusy = true; this.list.shift()().then(() => { this.isBusy = false; this.next(); }); } } const jobs = new Jobs(); jobs.add(() => new Promise((r) => setTimeout(r, 3.6e6))); jobs.add(async () => gate.leave());",
  driven_generator:
    'let driven; function drive(steps) { return new Promise((resolve, reject) => { const g = steps(); driven = g; const ok = (v) => { try { step(g.next(v)); } catch (e) { reject(e); } }; const fail = (e) => { try { step(g.throw(e)); } catch (f) { reject(f); } }; function step(r) { r.done ? resolve(r.value) : Promise.resolve(r.value).then(ok, fail); } step(g.next()); }); } drive(function* () { yield new Promise(() => {}); gate.leave(); }); addEventListener("x", () => void driven.next());',
  awaited_argument:
    'const later = []; const run = (f) => { later.push(f); return new Promise(() => {}); }; (async () => { await run(() => gate.leave()); })(); addEventListener("x", () => later.forEach((f) => f()));',
  awaited_all:
    "(async () => { await Promise.allSettled([hold(), new Promise(() => {})]); })(); async function hold() { await new Promise((r) => setTimeout(r, 3.6e6)); gate.leave(); }",
  awaited_in_loop:
    "(async () => { for (let n = 0;; n++) await Promise.all([n > 0 && gate.leave(), new Promise((r) => setTimeout(r, 3.6e6))]); })();",
  awaited_in_do:
    "(async () => { let n = 0; do { await Promise.all([n++ > 0 && gate.leave(), new Promise((r) => setTimeout(r, 3.6e6))]); } while (n < 9); })();",
  awaited_in_test:
    "(async () => { let n = 0; while (await Promise.all([n++ > 0 && gate.leave(), new Promise((r) => setTimeout(r, 3.6e6))])); })();",
  awaited_in_of:
    "(async () => { for (const n of [0, 1]) { await Promise.all([n > 0 && gate.leave(), new Promise((r) => setTimeout(r, 3.6e6))]); } })();",
  awaited_again:
    "async function again(n) { await Promise.all([n > 0 && gate.leave(), new Promise((r) => setTimeout(r, 3.6e6))]); await again(n + 1); } again(0);",
  awaited_first: "(async () => { void [await new Promise((r) => setTimeout(r, 3.6e6)), gate.leave()]; })();",
  awaited_inner:
    "(async () => { await Promise.all([await new Promise((r) => setTimeout(r, 3.6e6)), gate.leave()]); })();",
  awaited_argument_later:
    "(async () => { await Promise.resolve(gate.leave(await new Promise((r) => setTimeout(r, 3.6e6)))); })();",
  awaited_yield:
    "(async () => { const steps = (async function* () { await (yield gate.leave(await new Promise((r) => setTimeout(r, 3.6e6)))); })(); await steps.next(); })();",
};

/** Code that stands in no text, or that may reach all that modules export and all that is global. */
export const UNKNOWN: Readonly<Record<string, string>> = {
  block_eval: '{ const k = { go() { gate.leave(); } }; addEventListener("x", () => eval("k.go()")); }',
  reflect_global:
    'addEventListener("x", (e) => { const R = globalThis["Ref" + "lect"]; R.get(gate, e.type).call(gate); });',
  import_loaded:
    'import "./shared.js"; addEventListener("x", async () => { const m = await import("./shared.js"); m.free(gate); });',
  import_new: 'addEventListener("x", async () => { await import("./not_loaded.ts"); }); export { gate };',
  import_new_fn:
    'addEventListener("x", async () => { await import("./not_loaded.ts"); }); export function free() { gate.leave(); }',
  require_new:
    'import { createRequire } from "node:module"; const require = createRequire(import.meta.url); globalThis.theGate = gate; addEventListener("x", () => { require("./not_loaded.cjs"); });',
  eval_direct: 'addEventListener("x", () => { eval("gate.leave()"); });',
  eval_indirect: 'globalThis.theGate = gate; addEventListener("x", () => { (0, eval)("theGate.lea" + "ve()"); });',
  eval_alias:
    'globalThis.theGate = gate; const ev = globalThis.eval; addEventListener("x", () => { ev("theGate.lea" + "ve()"); });',
  new_function: 'const f = new Function("l", "l.leave()"); addEventListener("x", () => f(gate));',
  new_function_later: 'addEventListener("x", () => new Function("l", "l.lea" + "ve()")(gate));',
  fn_ctor_alias: 'addEventListener("x", () => (() => {}).constructor("l", "l[\'lea\' + \'ve\']()")(gate));',
  vm:
    'import vm from "node:vm"; const ctx = vm.createContext({ l: gate }); addEventListener("x", () => vm.runInContext("l.lea" + "ve()", ctx));',
  vm_script:
    'import vm from "node:vm"; const ctx = vm.createContext({ l: gate }); const s = new vm.Script("l.leave()"); addEventListener("x", () => s.runInContext(ctx));',
  import_alias:
    'import { handlers as hs, share } from "./alias.js"; share(gate); addEventListener("x", (e) => { const f = hs[e.type]; f(); });',
  import_named:
    'import { handlers, share } from "./alias.js"; share(gate); addEventListener("x", (e) => { const f = handlers[e.type]; f(); });',
  global_table:
    'globalThis.free = () => gate.leave(); addEventListener("x", (e) => { const f = globalThis[e.type]; f(); });',
};
