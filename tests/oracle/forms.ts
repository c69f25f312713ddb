/** The forms in which the parts of a program are written. What stands in `‹›` is TypeScript. */

/**
 * What stands before and behind the expression that is awaited; `¦` parts the two.
 *
 * `§`: Deno leaves out these parentheses when it makes JavaScript of TypeScript, and its source map has the await at the
 * parenthesis ("positions_test.ts": parentheses round an operand).
 */
export const AWAITS: readonly string[] = [
  "¦;",
  "const v = ¦;",
  "let v‹: Map<string, number> | unknown› = ¦;",
  "if (¦) String(0);",
  "String(1, (¦));",
  "const v = `${¦}`;",
  "const v = [0, ¦];",
  "const v = { a: 1, b: ¦ };",
  "const v = (¦)‹ as { a: number } | undefined›;",
  "const v = ‹<T,>›(x‹: T›) => x, w = ¦;",
  "void (¦);",
  "const v = true && (¦);",
  "switch (¦) { default: }",
  "for (const v of [¦]) String(v);",
  "let v‹: any›; v ??= ¦;",
  'const é = "😀", v = ¦;',
  "while (¦) break;",
  "const { v = 1 } = §(¦) ?? {};",
  "String?.(0, ¦);",
  "const v = new Array(¦);",
  "const v = §(¦) + 1;",
  "const v = §(¦) ? 1 : 2;",
  "const v = (¦)?.a?.[0];",
  "const v = 1 + ¦;",
  "if (1 > 2) String(0); else ¦;",
  "interface_: { ¦; break interface_; }",
  "for (let v = ¦; false;);",
  "for (; ¦;) break;",
  "class K { [`${¦}`] = 1; }",
  "const v = ((x‹: any› = 1) => x)(¦), w‹: unknown[]› = [v];",
  "‹interface X { a: 1 } ›¦;",
  "‹type Y = string;\n›¦;",
  "‹enum E { A = 1, B = 'b' } ›¦;",
  "‹const enum E { A } ›const v = [‹E.A as number, ›¦];",
  "‹abstract class Q<T> { abstract f(x: T): void; protected q?: T } ›¦;",
  "‹declare const d: { a: number }; ›const v = ¦‹ satisfies unknown›;",
  "class P { constructor(‹private readonly ›q‹?: number›) { String(q); } } const p = new P(1), v = ¦;",
  "function over‹(x: string): void; function over(x: number): void; function over›(x‹: any›)‹: void› { String(x); } over(1); ¦;",
  "‹@$.decorate @$.decorate class K<T> { @$.decorate m(x?: T) {} @$.decorate accessor z = 1 } ›¦;",
  "const v = (¦)‹!›;",
  "const v = ‹<unknown>›(¦);",
  "const v = (‹<T extends object, const U = T>›(x‹?: T | U›) => x)(¦);",
  "const f = (x‹: unknown›)‹: asserts x is string› => {}, v = ¦;",
  "const { v = ¦ } = {}‹ as any›;",
  "const [v = ¦] = []‹ as any[]›;",
  "const { [`${¦}`]: v } = {}‹ as any›;",
  "let v‹: any› = 1; v += ¦;",
  "let v‹: any›; [v] = [¦];",
  "const v = [1, 2].map((x‹: number›) => x)[¦];",
  "const v = typeof ¦;",
  "const v = !¦;",
  "const v = (1, ¦);",
  "const v = $?.events?.length ?? 1, w = ¦;",
  "const v = String.raw`a${1}b${¦}`;",
  "if (String(¦)) String(0); else if (1 > 2) String(1);",
  "try { ¦; } catch { String(0); }",
  "const v = { ...¦ };",
  "const v = { get g() { return 1; }, async m() {}, w: ¦ };",
  "class K { static #s = 1; static { String(this.#s); } } const v = ¦;",
  "for (const k in ¦) String(k);",
  "const re = /[/\\\\'\"`]«»/u, v = ¦;",
  "{ const v = ¦; }",
];

/** One of them. Deno leaves decorators as they are in a computed key of a class ("Invalid or unexpected token", Deno 2.9.6). */
export function awaitForm(form: number, isInKey: boolean): string {
  const found = AWAITS[form % AWAITS.length];
  return isInKey && found.includes("@") ? AWAITS[0] : found;
}

/** Between `await` and what it awaits. */
export const LAYOUTS: readonly string[] = ["", "", "\n", " /* here */ ", "// here\n"];

/** Heads of `for await`: V8 has the function at the `§` ("for await" is reported inside the head of the loop). */
export const HEADS: readonly string[] = ["const §v", "let §v", "var §y", "x.§y"];

/** Before and behind the statements of a block. */
export const BLOCKS: readonly (readonly [string, string])[] = [
  ["{", "}"],
  ["try {", "} finally { String(0); }"],
  ["try { throw 1; } catch {", "}"],
  ["try { String(0); } finally {", "}"],
  ["for (let i = 0; i < 1; i++) {", "}"],
  ["if (true) {", "} else String(0);"],
  ["for (const [k, v] of [[1, 2]]) {", "}"],
  ["do {", "} while (false);"],
  ["again: for (;;) {", "break again; }"],
];

/** Several awaits on one line, parted by `¦`; the first of them is repeated as often as needed. */
export const LINES: readonly (readonly [before: string, between: string, behind: string])[] = [
  ["const v = [", ", ", "];"],
  ["String(1, ", ", ", ");"],
  ["", "; ", ";"],
  ["const v = `${", "} and ${", "}`;"],
  ["void (", ", ", ");"],
  ["const v = [1, 2][", "]; [1, 2][", "];"],
  ["‹type X<T> = { a: T }; ›const v = ", ", w‹: X<any> | unknown› = ", ";"],
  ["String(", " || true); String(", " && false);"],
];

/** What never comes. */
export const LEAVES: readonly string[] = [
  "$.keep(new Promise(() => {}))",
  "$.keep(Promise.withResolvers‹<number>›().promise)",
  "$.keep($.sleep(1e8, undefined, { signal: $.signal }))",
  "$.keep($.promisify(setTimeout)(1e8, undefined, { signal: $.signal }))",
  '$.keep($.once($.emitter(), "x", { signal: $.signal }))',
  '$.keep(new Promise((resolve) => $.target().addEventListener("x", resolve, { once: true })))',
  "$.keep($.ticks())",
  "$.keep($.events())",
  "$.keep($.message())",
  "$.keep(new Promise((resolve) => $.channel().port1.onmessage = resolve))",
  "$.keep(new ReadableStream().getReader().read())",
  "$.keep(new ReadableStream().getReader().closed)",
  "$.keep(new WritableStream({}, { highWaterMark: 0 }).getWriter().ready)",
  "$.keep(new ReadableStream().pipeTo(new WritableStream()))",
  "$.keep(new ReadableStream().pipeThrough(new TransformStream()).getReader().read())",
  "$.keep(new TransformStream().writable.getWriter().closed)",
  "$.keep(Array.fromAsync(new ReadableStream()))",
  "$.keep(new Response(new ReadableStream()).text())",
  "$.keep(AbortSignal.any([$.signal]) && new Promise((resolve) => $.signal.onabort = resolve))",
];

/** What comes when the function at `¦` is done. */
export const WORKS: readonly string[] = [
  "new ReadableStream({ pull: () => $w(¦) }).getReader().read()",
  "new ReadableStream({ pull: () => $w(¦) }, { highWaterMark: 0 }).getReader().read()",
  "new ReadableStream({ start: () => $w(¦) }).getReader().read()",
  "new ReadableStream({ pull: () => $w(¦) }).pipeTo(new WritableStream())",
  "new WritableStream({ write: () => $w(¦) }).getWriter().write(1)",
  "new WritableStream({ close: () => $w(¦) }).getWriter().close()",
  "Array.fromAsync(new ReadableStream({ pull: () => $w(¦) }))",
  "(() => { const t = new TransformStream({ transform: () => $w(¦) }); t.writable.getWriter().write(1); return t.readable.getReader().read(); })()",
];

/** A promise by way of something; what it is made of stands at `¦`. */
export const WRAPPERS: readonly string[] = [
  "$.storage.run({ a: 1 }, () => ¦)",
  "((p‹: any›) => $.made($.Mine.resolve(p), p))(¦)",
  "((p‹: any›) => $.made(Promise.try(() => p), p))(¦)",
  "((p‹: any›) => $.made(new $.Mine((resolve‹: any›) => resolve(p)), p))(¦)",
  "((p‹: any›) => $.made((() => { const { promise, resolve } = Promise.withResolvers‹<any>›(); resolve(p); return promise; })(), p))(¦)",
  "((p‹: any›) => $.made(new ReadableStream({ cancel: () => p }).cancel(), p))(¦)",
  "((f‹: any›) => f?.())(() => ¦)",
  "[¦].at(-1)",
  "$.storage.run(1, () => $.storage.exit(() => ¦))",
  "((p‹: any›) => $.made((async (x‹?: any›) => x)(p), p))(¦)",
];

/** A function: the name that is shown, what stands before and behind its body. `own`: its name, unique in a program. */
export function callForm(form: number, own: string): readonly [name: string, before: string, behind: string] {
  const forms = [
    [own, `async function ${own}(a‹: any›) `, ""],
    [own, `{ async ${own}(a‹: any›) `, ` }.${own}`],
    ["<anonymous>", "async (a‹: any›) => ", ""],
    [`C${own}.${own}`, `(a‹: any›) => new (class C${own} { async ${own}(a‹: any›) `, ` })().${own}(a)`],
    [`C${own}.${own}`, `(a‹: any›) => (class C${own} { static async ${own}(a‹: any›) `, ` }).${own}(a)`],
    [
      `C${own}.#${own}`,
      `(a‹: any›) => new (class C${own} { async #${own}(a‹: any›) `,
      ` run() { return this.#${own}(a); } })().run()`,
    ],
    [own, `(() => { const ${own} = async ‹<T,>›(a‹: T›)‹: Promise<any>› => `, `; return ${own}; })()`],
    ["<anonymous>", `({ get ${own}() { return async (a‹: any›) => `, `; } }).${own}`],
    [`C${own}.${own}`, `(a‹: any›) => new (class C${own} { ${own} = async (a‹: any›) => `, `; })().${own}(a)`],
    [own, `{ async ["${own}"](a‹: any›) `, ` }.${own}`],
    [own, `async function ${own}(a‹: any›, { b = 1, ...c }‹: any› = {}, [d = b]‹: any[]› = []) `, ""],
    [own, `(async function ${own}(‹this: any, ›a‹: any›, ...rest‹: unknown[]›) `, ").bind(undefined)"],
    ["[Symbol.iterator]", "{ async [Symbol.iterator](a‹: any›) ", " }[Symbol.iterator]"],
    [
      `C${own}.${own}`,
      `(a‹: any›) => new (class C${own} extends class B‹<T = 1>› { async ${own}(a‹: any›) `,
      ` } {})().${own}(a)`,
    ],
    [own, `(() => { let ${own}‹: any›; ${own} = async (a‹: any›) => `, `; return ${own}; })()`],
    [
      `C${own}.#${own}`,
      `(a‹: any›) => (class C${own} { static async #${own}(a‹: any›) `,
      ` static run() { return this.#${own}(a); } }).run()`,
    ],
  ] as const;
  return forms[form % forms.length];
}

/** The same of an async generator. */
export function generatorForm(form: number, own: string): readonly [name: string, before: string, behind: string] {
  const forms = [
    [own, `async function* ${own}(a‹: any›) `, ""],
    [own, `{ async *${own}(a‹: any›) `, ` }.${own}`],
    ["<anonymous>", "async function* (a‹: any›) ", ""],
    [`C${own}.${own}`, `(a‹: any›) => new (class C${own} { async *${own}(a‹: any›) `, ` })().${own}(a)`],
    [
      `C${own}.#${own}`,
      `(a‹: any›) => new (class C${own} { async *#${own}(a‹: any›) `,
      ` run() { return this.#${own}(a); } })().run()`,
    ],
    ["[Symbol.asyncIterator]", "{ async *[Symbol.asyncIterator](a‹: any›) ", " }[Symbol.asyncIterator]"],
  ] as const;
  return forms[form % forms.length];
}

/** The same of what disposes of a resource; no name: a method that gives a promise. */
export function disposerForm(
  form: number,
  own: string,
): readonly [name: string | undefined, before: string, behind: string] {
  const method = "async [Symbol.asyncDispose]()";
  const forms = [
    ["[Symbol.asyncDispose]", `{ ${method}`, " }"],
    [`${own}.[Symbol.asyncDispose]`, `new (class ${own} { ${method}`, " })()"],
    [`${own}.[Symbol.asyncDispose]`, `new (class ${own} extends class { ${method}`, " } {})()"],
  ] as const;
  // Rare, as it is in programs: of two such resources no heap tells which one is being disposed of.
  return form % 50 === 0 ? [undefined, "", ""] : forms[form % forms.length];
}

/** TypeScript, or the JavaScript of it. */
export function written(part: string, { isTyped }: { isTyped: boolean }): string {
  return part.replace(isTyped ? /[‹›]/g : /‹[^›]*›/g, "");
}

/** How a new promise is resolved by one promise, `p`, or by two of them. */
export function resolvedForm(how: number, count: number): string {
  const then = ["$.promise(¦).then(resolve);", "$.promise(¦).then(resolve, reject);"][how % 2];
  if (count > 1) return then.replace("¦", "p") + then.replace("¦", "q");
  return how % 3 === 0 ? "resolve(p);" : then.replace("¦", "p");
}
