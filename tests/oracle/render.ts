/** The text of a program, and where in it each await stands. */
import {
  awaitForm,
  BLOCKS,
  callForm,
  disposerForm,
  generatorForm,
  HEADS,
  LAYOUTS,
  LEAVES,
  LINES,
  resolvedForm,
  WORKS,
  WRAPPERS,
  written,
} from "./forms.ts";
import { beginning, modulesOf } from "./modules.ts";
import type { Expression, Fn, Gen, Module, Program, Resource, Step } from "./program.ts";
import type { Site } from "./records.ts";
import type { Rendered } from "./rendered.ts";

/** Write a program. `name` is unique among all. */
export function render(program: Program, name: string): Rendered {
  const { isTyped } = program, extension = isTyped ? "ts" : "js";
  const typed = (part: string) => written(part, { isTyped });
  const sites: Site[] = [], texts = new Map<string, string>();
  const imports = new Map<string, readonly string[]>(), roots = new Map<string, number>();
  let functions = 0, labels = 0, modules = 0;
  /** Functions, and computed keys of classes, around what is being written. */
  let depth = 0, keys = 0;
  /** The file that is being written. */
  let file = "", text = "", line = 1, column = 1, indent = 0;

  texts.set(`${name}.${extension}`, ""); // the first one
  head();
  const first = text;
  text = "";
  // One in top-level await has to run while it is loaded; the others start all at once.
  const isLater = program.main === undefined;
  if (isLater) write(" $.begin(() => {");
  else {
    newLine();
    const at = site();
    write(`await $.at(a, ${at}, $.waitForBegin());`);
  }
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
  // On the line of the head, behind all that has a place.
  const importing = [...roots.keys()].map((own) => ` $.imported("${own}", import("${fileOf(own)}"));`).join("");
  texts.set(`${name}.${extension}`, first + importing + text);
  return { name, texts, sites, imports, roots };

  function fileOf(module: string): string {
    return `./${name}_${module}.${extension}`;
  }

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
    return sites.push({ file, line, column }) - 1;
  }

  /** The beginning of a file. */
  function head(module = "", imported: readonly string[] = []): void {
    write(typed(`const $ = (globalThis‹ as any›)[Symbol.for("oracle")].get("${name}");\n`));
    write(
      typed("‹namespace N { export const n: number = 1; export type T = typeof n; } enum Top { A, B = 1 << 3 }\n›"),
    );
    write(`const a = $.module("${module}");`);
    for (const other of imported) write(` import "${fileOf(other)}";`);
  }

  /** Other modules, each of which awaits its turn before its steps. Gives their names, the first one is that of the root. */
  function tree(root: Module): string[] {
    const all = modulesOf(root, () => `m${++modules}`);
    for (const one of all) imports.set(one.name, one.imports);
    roots.set(all[0].name, beginning(all[0].name, imports).length);
    for (const one of all) {
      const outer = { file, text, line, column, indent, depth, keys };
      file = one.name;
      text = "";
      line = column = 1;
      indent = depth = keys = 0;
      head(file, one.imports);
      newLine();
      const at = site();
      write(`await $.at(a, ${at}, $.waitForImport("${file}"));`);
      one.module.steps.forEach(step);
      write("\nexport {};\n");
      texts.set(`${name}_${file}.${extension}`, text);
      ({ file, text, line, column, indent, depth, keys } = outer);
    }
    return all.map(({ name }) => name);
  }

  /** By its own text, not through a function: the source has to tell what is imported. */
  function load({ form, module }: Extract<Step, { type: "load" }>): void {
    const names = tree(module), [root] = names, isPlain = form % 2 === 0;
    write(`{ $.import("${root}"); `);
    const own = isPlain ? root : names[form % names.length], called = `import("${fileOf(own)}")`;
    const before = isPlain ? "" : `const i = ${called}; `;
    const at = sites.push({ file, line: 0, column: 0 }) - 1;
    write(`${before}$.load(a, ${at}, "${own}"${isPlain ? "" : ", i"}); `);
    sites[at] = { file, line, column };
    write(isPlain ? `await ${called}; }` : "await i; }");
  }

  /** What stands in place of `¦`. */
  function around(form: string, inner: () => void): void {
    const [before, behind] = typed(form).split("¦");
    write(before);
    inner();
    write(behind);
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
      case "deaf":
        return write(`$.deaf(${of.how})`);
      case "leaf":
        return write(typed(LEAVES[of.how % LEAVES.length]));
      case "work":
        write(typed("$.work(($w‹: any›) => "));
        around(WORKS[of.how % WORKS.length], () => call({ ...of.fn, returns: undefined }));
        return write(")");
      case "import":
        return write(`$.import("${tree(of.module)[0]}")`);
      case "wrapped":
        return around(WRAPPERS[of.how % WRAPPERS.length], () => expression(of.of));
    }
  }

  function resolved({ how, parts }: Extract<Expression, { type: "resolved" }>): void {
    write(typed("((p‹: any›, q‹: any›) => $.made(new Promise((resolve, reject) => { "));
    write(resolvedForm(how, parts.length));
    write(` }), p${parts.length > 1 ? ", q" : ""}))(`);
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
    const [shown, before, behind] = callForm(form, own);
    write(typed(`$.call("${shown}", ${before}`));
    depth++;
    body();
    depth--;
    write(`${typed(behind)})`);
  }

  function generator({ form, steps }: Gen): void {
    const own = `${name}_${++functions}`;
    const [shown, before, behind] = generatorForm(form, own);
    write(typed(`$.generator("${shown}", ${before}`));
    write("{ try {");
    indent++;
    depth++;
    steps.forEach(step);
    depth--;
    indent--;
    newLine();
    write("} finally { $.idle(a); } }");
    write(`${behind})`);
  }

  /** The resources of a block, and what is done while they are held. */
  function using(resources: readonly Resource[], steps: readonly Step[]): void {
    write("{");
    indent++;
    const names = resources.map(() => `${name}r${++functions}`), late: (() => void)[] = [];
    for (const [i, { form, entries, disposer }] of resources.entries()) {
      newLine();
      const own = `"${names[i]}"`, kinds = JSON.stringify(entries);
      if (disposer === undefined) {
        write(`using ${names[i]} = $.${entries === undefined ? "hold" : "stack"}(a, ${own}, ${line}`);
        write(entries === undefined ? ");" : `, ${kinds});`);
        continue;
      }
      const at = sites.push({ file, line: 0, column: 0 }) - 1;
      late.push(() => sites[at] = { file, line, column });
      write(`await using ${names[i]} = $.${entries === undefined ? "holdAsync" : "stackAsync"}(a, ${own}, `);
      write(`{ line: ${line}, site: ${at}${entries === undefined ? "" : `, kinds: ${kinds}`} }, `);
      const [shown, before, behind] = disposerForm(form, `C${names[i]}`);
      if (shown === undefined) {
        write(`{ [Symbol.asyncDispose]: () => $.disposed(a, ${own}, `);
        expression(disposer);
        write(") });");
        continue;
      }
      write(`${before} { const b = $.dispose(a, ${own}, "${shown}"); try { `);
      const inner = site();
      write(`await $.at(b, ${inner}, `);
      expression(disposer);
      write(`); } finally { $.idle(b); } }${behind});`);
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
    const isStream = of.form % 3 === 2;
    write(isStream ? `$.streamOf(x.${once}_ = ` : `x.${once} = `);
    generator(of.generator);
    write(isStream ? `, x.${once} = ReadableStream.from(x.${once}_))` : "");
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
      case "line":
        return several(of);
      case "forOf":
        return forOf(of);
      case "load":
        return load(of);
      case "look":
        return write("$.look();");
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

  /** Several awaits on one line. */
  function several({ form, parts }: Extract<Step, { type: "line" }>): void {
    const [before, between, behind] = LINES[form % LINES.length].map(typed), isDeclaration = / w.* = $/.test(between);
    write(`{ ${before}`);
    for (const [i, of] of parts.entries()) {
      if (i > 0) write(i === 1 ? between : isDeclaration ? `, w${i} = ` : ", ");
      const at = site();
      write(`await $.at(a, ${at}, `);
      expression(of);
      write(")");
    }
    write(`${behind} }`);
  }

  /** A loop over what a generator gives that is suspended meanwhile; every third time `for await` over the values themselves. */
  function forOf({ form, parts }: Extract<Step, { type: "forOf" }>): void {
    if (form % 3 === 2) {
      write("for await (const ");
      const at = site();
      write(`y of $.eachOf(a, ${at}, [`);
      list(parts);
      return write("])) String(y);");
    }
    const own = `${name}_${++functions}`;
    write(`for (const y of (function* ${own}() { `);
    if (form % 3 === 1) write(`yield* (function* ${own}i() { `);
    for (const of of parts) {
      write("yield () => ");
      expression(of);
      write("; ");
    }
    write(form % 3 === 1 ? "})(); })()) " : "})()) ");
    const at = site();
    write(`await $.at(a, ${at}, y());`);
  }

  function awaiting({ form, layout, of }: Extract<Step, { type: "await" }>): void {
    const whole = awaitForm(form, keys > 0);
    const isKey = /^class K \{ \[/.test(whole), [before, behind] = typed(whole).split("¦");
    const [first, second] = before.split("§");
    write(`{ ${first}`);
    const early = site();
    if (second !== undefined) write(second);
    const late = site(), at = isTyped && second !== undefined ? early : late;
    // Outside of functions Deno cannot read "(await", the end of the line, and more ("Expected ','", Deno 2.9.6).
    write(`await ${depth === 0 ? "" : LAYOUTS[layout % LAYOUTS.length]}$.at(a, ${at}, `);
    keys += Number(isKey);
    expression(of);
    keys -= Number(isKey);
    write(`)${behind} }`);
  }
}
