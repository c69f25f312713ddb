/** The text of a program, and where in it each await stands. */
import type { Expression, Fn, Gen, Program, Resource, Step } from "./program.ts";
import type { Site } from "./records.ts";

/** A program as text. */
export interface Rendered {
  readonly name: string;
  readonly text: string;
  /** By number: the place at which V8 says that a function waits. 1-based. */
  readonly sites: readonly Site[];
}

/**
 * What stands before and behind the expression that is awaited; `¦` parts the two. What stands in `‹›` is TypeScript.
 *
 * `§`: Deno leaves out these parentheses when it makes JavaScript of TypeScript, and its source map has the await at the
 * parenthesis ("positions_test.ts": parentheses round an operand).
 */
const AWAITS = [
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
];

/** Between `await` and what it awaits. */
const LAYOUTS = ["", "", "\n", " /* here */ ", "// here\n"];

/** Heads of `for await`: V8 has the function at the `§` ("for await" is reported inside the head of the loop). */
const HEADS = ["const §v", "let §v", "var §y", "x.§y"];

const BLOCKS = [
  ["{", "}"],
  ["try {", "} finally { String(0); }"],
  ["try { throw 1; } catch {", "}"],
  ["try { String(0); } finally {", "}"],
  ["for (let i = 0; i < 1; i++) {", "}"],
  ["if (true) {", "} else String(0);"],
  ["for (const [k, v] of [[1, 2]]) {", "}"],
  ["do {", "} while (false);"],
  ["again: for (;;) {", "break again; }"],
] as const;

/** Write a program. `name` is unique among all. */
export function render(program: Program, name: string): Rendered {
  const { isTyped } = program;
  const sites: Site[] = [];
  let text = "", line = 1, column = 1, indent = 0, functions = 0, labels = 0;

  write(typed(`const $ = (globalThis‹ as any›)[Symbol.for("oracle")].get("${name}");`));
  newLine();
  write("const a = $.module();");
  // One in top-level await has to run while it is loaded; the others start all at once.
  const isLater = program.main === undefined;
  if (isLater) write(" $.begin(() => {");
  for (const shared of program.shared) {
    newLine();
    write("$.share(");
    expression(shared);
    write(");");
  }
  for (const task of program.tasks) {
    newLine();
    write("$.started(");
    call(task);
    write(");");
  }
  if (isLater) write(" });");
  if (program.main !== undefined) {
    newLine();
    awaiting({ type: "await", form: 0, layout: 0, of: program.main });
  }
  newLine();
  return { name, text, sites };

  function write(part: string): void {
    text += part;
    const lines = part.split("\n");
    if (lines.length > 1) {
      line += lines.length - 1;
      column = 1;
    }
    column += lines[lines.length - 1].length;
  }

  /** TypeScript, or the JavaScript of it. */
  function typed(part: string): string {
    return isTyped ? part.replace(/[‹›]/g, "") : part.replace(/‹[^›]*›/g, "");
  }

  function newLine(): void {
    write(`\n${"  ".repeat(indent)}`);
  }

  function site(): number {
    return sites.push({ line, column }) - 1;
  }

  function list(parts: readonly Expression[]): void {
    for (const [i, part] of parts.entries()) {
      if (i > 0) write(", ");
      expression(part);
    }
  }

  function expression(of: Expression): void {
    switch (of.type) {
      case "gate":
      case "timer":
        return write(`$.${of.type}()`);
      case "settled":
        return write("Promise.resolve(1)");
      case "rejected":
        return write("$.rejected()");
      case "soon":
        return write(`$.soon(${of.turn})`);
      case "shared":
        return write(`$.shared(${of.index})`);
      case "call":
        return call(of.fn);
      case "combinator":
        write(`$.all("${of.kind}", [`);
        list(of.parts);
        return write(`]${of.own ? ", true" : ""})`);
      case "chain":
        write("$.chain(");
        expression(of.from);
        write(`, "${of.how}", () => `);
        expression(of.handler);
        return write(")");
      case "resolved":
        return resolved(of);
      case "next":
      case "collect":
        write(`$.${of.type}(`);
        generator(of.generator);
        return write(")");
      case "thenable":
        write("$.thenable(");
        expression(of.of);
        return write(")");
    }
  }

  function resolved({ how, parts }: Extract<Expression, { type: "resolved" }>): void {
    write(typed("((p‹: any›, q‹: any›) => $.made(new Promise((resolve, reject) => { "));
    const isSeveral = parts.length > 1;
    const then = ["$.promise(¦).then(resolve);", "$.promise(¦).then(resolve, reject);"][how % 2];
    if (isSeveral) write(then.replace("¦", "p") + then.replace("¦", "q"));
    else write(how % 3 === 0 ? "resolve(p);" : then.replace("¦", "p"));
    write(` }), p${isSeveral ? ", q" : ""}))(`);
    list(parts);
    write(")");
  }

  function call({ form, steps, returns }: Fn): void {
    const own = `${name}_${++functions}`;
    const body = () => {
      write("{");
      indent++;
      steps.forEach(step);
      if (returns !== undefined) {
        newLine();
        write("return $.back(a, ");
        expression(returns);
        write(");");
      }
      indent--;
      newLine();
      write("}");
    };
    const parts = [
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
    ][form % 7];
    write(typed(`$.call("${parts[0]}", ${parts[1]}`));
    body();
    write(`${parts[2]})`);
  }

  function generator({ form, steps }: Gen): void {
    const own = `${name}_${++functions}`;
    const [shown, before, behind] = [
      [own, `async function* ${own}(a‹: any›) `, ""],
      [own, `{ async *${own}(a‹: any›) `, ` }.${own}`],
      ["<anonymous>", "async function* (a‹: any›) ", ""],
      [`C${own}.${own}`, `(a‹: any›) => new (class C${own} { async *${own}(a‹: any›) `, ` })().${own}(a)`],
    ][form % 4];
    write(typed(`$.generator("${shown}", ${before}`));
    write("{ try {");
    indent++;
    steps.forEach(step);
    indent--;
    newLine();
    write("} finally { $.idle(a); } }");
    write(`${behind})`);
  }

  /** The resources of a block, and what is done while they are held. */
  function using(resources: readonly Resource[], steps: readonly Step[]): void {
    write("{");
    indent++;
    const names = resources.map(() => `r${++functions}`), late: (() => void)[] = [];
    for (const [i, { disposer }] of resources.entries()) {
      newLine();
      if (disposer === undefined) write(`using ${names[i]} = $.hold(a, "${names[i]}", ${line});`);
      else {
        const at = sites.push({ line: 0, column: 0 }) - 1;
        late.push(() => sites[at] = { line, column });
        write(`await using ${names[i]} = $.holdAsync(a, "${names[i]}", ${line}, ${at}, () => `);
        expression(disposer);
        write(");");
      }
    }
    steps.forEach(step);
    newLine();
    if (late.length > 0) write("$.end(a); ");
    for (const mark of late) mark();
    write("String(0);"); // "a function that leaves a block stands in its last statement"
    indent--;
    newLine();
    write("}");
    if (late.length === 0) return;
    newLine();
    write(`$.left(a, ${JSON.stringify(names)});`);
  }

  function forAwait(of: Extract<Step, { type: "forAwait" }>): void {
    const [before, behind] = HEADS[of.form % HEADS.length].split("§");
    write(typed(`{ const x‹: any› = {}; for await (${before}`));
    const at = site();
    write(`${behind} of $.at(a, ${at}, `);
    // The loop asks anew after each round: the last thing in it is to say so.
    const once = `g${++functions}`;
    write(`x.${once} = `);
    generator(of.generator);
    write(")) {");
    indent++;
    of.steps.forEach(step);
    newLine();
    write(`$.at(a, ${at}, x.${once});`);
    indent--;
    newLine();
    write("} }");
  }

  function step(of: Gen["steps"][number]): void {
    newLine();
    switch (of.type) {
      case "yield":
        return write("$.idle(a); yield 1; $.busy(a);");
      case "yieldOf": {
        const at = site();
        write(`yield $.delegate(a, ${at}, `);
        expression(of.of);
        return write("); $.busy(a);");
      }
      case "delegate": {
        const at = site();
        write(`yield* $.delegate(a, ${at}, `);
        generator(of.generator);
        return write("); $.busy(a);");
      }
      case "forAwait":
        return forAwait(of);
      case "using":
        return using(of.resources, of.steps);
      case "await":
        return awaiting(of);
      case "start":
        write("$.started(");
        expression(of.of);
        return write(");");
      case "block": {
        const [before, behind] = BLOCKS[of.form % BLOCKS.length];
        const label = `again${++labels}`; // one for each, as blocks stand in each other
        write(before.replace("again", label));
        indent++;
        of.steps.forEach(step);
        indent--;
        newLine();
        return write(behind.replace("again", label));
      }
    }
  }

  function awaiting({ form, layout, of }: Extract<Step, { type: "await" }>): void {
    const [before, behind] = typed(AWAITS[form % AWAITS.length]).split("¦");
    const [first, second] = before.split("§");
    write(`{ ${first}`);
    const early = site();
    if (second !== undefined) write(second);
    const late = site(), at = isTyped && second !== undefined ? early : late;
    write(`await ${LAYOUTS[layout % LAYOUTS.length]}$.at(a, ${at}, `);
    expression(of);
    write(`)${behind} }`);
  }
}
