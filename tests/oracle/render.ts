/** The text of a program, and where in it each await stands. */
import type { Expression, Fn, Program, Step } from "./program.ts";
import type { Site } from "./recorder.ts";

/** A program as text. */
export interface Rendered {
  readonly text: string;
  /** By number: the place at which V8 says that a function waits. 1-based. */
  readonly sites: readonly Site[];
}

/** What stands before and behind the expression that is awaited; `¦` parts the two. */
const AWAITS = [
  "¦;",
  "const v = ¦;",
  "let v: Map<string, number> | unknown = ¦;",
  "if (¦) String(0);",
  "String(1, (¦));",
  "const v = `${¦}`;",
  "const v = [0, ¦];",
  "const v = { a: 1, b: ¦ };",
  "const v = (¦) as { a: number } | undefined;",
  "const v = <T,>(x: T) => x, w = ¦;",
  "void (¦);",
  "const v = true && (¦);",
  "switch (¦) { default: }",
  "for (const v of [¦]) String(v);",
  "let v: any; v ??= ¦;",
  'const é = "😀", v = ¦;',
  "while (¦) break;",
  "const { v = 1 } = (¦) ?? {};",
  "String?.(0, ¦);",
  "const v = new Array(¦);",
];

/** Between `await` and what it awaits. */
const LAYOUTS = ["", "", "\n", " /* here */ ", "// here\n"];

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
  const sites: Site[] = [];
  let text = "", line = 1, column = 1, indent = 0, functions = 0, labels = 0;

  write("export function run($: any) {");
  indent++;
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
  indent--;
  newLine();
  write("}");
  newLine();
  return { text, sites };

  function write(part: string): void {
    text += part;
    const lines = part.split("\n");
    if (lines.length > 1) {
      line += lines.length - 1;
      column = 1;
    }
    column += lines[lines.length - 1].length;
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
      case "thenable":
        write("$.thenable(");
        expression(of.of);
        return write(")");
    }
  }

  function resolved({ how, parts }: Extract<Expression, { type: "resolved" }>): void {
    write("((p: any, q: any) => $.made(new Promise((resolve, reject) => { ");
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
      [own, `async function ${own}(a: any) `, ""],
      [own, `{ async ${own}(a: any) `, ` }.${own}`],
      ["<anonymous>", "async (a: any) => ", ""],
      [`C${own}.${own}`, `(a: any) => new (class C${own} { async ${own}(a: any) `, ` })().${own}(a)`],
      [`C${own}.${own}`, `(a: any) => (class C${own} { static async ${own}(a: any) `, ` }).${own}(a)`],
      [`C${own}.#${own}`, `(a: any) => new (class C${own} { async #${own}(a: any) `, ` run() { return this.#${own}(a); } })().run()`],
      [own, `(() => { const ${own} = async <T,>(a: T): Promise<any> => `, `; return ${own}; })()`],
    ][form % 7];
    write(`$.call("${parts[0]}", ${parts[1]}`);
    body();
    write(`${parts[2]})`);
  }

  function step(of: Step): void {
    newLine();
    switch (of.type) {
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
    const [before, behind] = AWAITS[form % AWAITS.length].split("¦");
    write(`{ ${before}`);
    const at = site();
    write(`await ${LAYOUTS[layout % LAYOUTS.length]}$.at(a, ${at}, `);
    expression(of);
    write(`)${behind} }`);
  }
}
