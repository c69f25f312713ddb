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
} from "./forms.ts";
import { beginning, modulesOf } from "./modules.ts";
import type { Expression, Fn, Gen, Module, Program, Resource, Step } from "./program.ts";
import type { Rendered } from "./rendered.ts";
import { Writing } from "./writing.ts";

/** Write a program. `name` is unique among all. */
export function render(program: Program, name: string): Rendered {
  const extension = program.isTyped ? "ts" : "js", page = new Writing(program), texts = new Map<string, string>();
  const imports = new Map<string, readonly string[]>(), roots = new Map<string, number>();
  let functions = 0, labels = 0, modules = 0;
  /** Functions, and computed keys of classes, around what is being written. */
  let depth = 0, keys = 0;

  texts.set(`${name}.${extension}`, ""); // the first one
  head();
  const { length } = page.text;
  // One in top-level await has to run while it is loaded; the others start all at once.
  const isLater = program.main === undefined;
  if (isLater) page.write(" $.begin(() => {");
  else {
    page.newLine();
    const at = page.site();
    page.write(`await $.at(a, ${at}, $.waitForBegin());`);
  }
  for (const shared of program.shared) {
    page.newLine();
    page.write("$.share(");
    expression(shared);
    page.write(");");
  }
  for (const task of program.tasks) {
    page.newLine();
    page.write("$.started(");
    call(task);
    page.write(");");
  }
  if (isLater) page.write(" });");
  if (program.main !== undefined) {
    page.newLine();
    awaiting({ type: "await", form: 0, layout: 0, of: program.main });
  }
  page.newLine();
  // On the line of the head, behind all that has a place.
  const importing = [...roots.keys()].map((own) => ` $.imported("${own}", import("${fileOf(own)}"));`).join("");
  texts.set(`${name}.${extension}`, page.text.slice(0, length) + importing + page.text.slice(length));
  return { name, texts, sites: page.sites, imports, roots };

  function fileOf(module: string): string {
    return `./${name}_${module}.${extension}`;
  }

  /** The beginning of a file. */
  function head(module = "", imported: readonly string[] = []): void {
    page.write(`const $ = (globalThis‹ as any›)[Symbol.for("oracle")].get("${name}");\n`);
    page.write(
      "‹namespace N { export const n: number = 1; export type T = typeof n; } enum Top { A, B = 1 << 3 }\n›",
    );
    page.write(`const a = $.module("${module}");`);
    for (const other of imported) page.write(` import "${fileOf(other)}";`);
  }

  /** Other modules, each of which awaits its turn before its steps. Gives their names, the first one is that of the root. */
  function tree(root: Module): string[] {
    const all = modulesOf(root, () => `m${++modules}`);
    for (const one of all) imports.set(one.name, one.imports);
    roots.set(all[0].name, beginning(all[0].name, imports).length);
    for (const one of all) {
      const outer = { depth, keys };
      depth = keys = 0;
      const text = page.anotherFile(one.name, () => {
        head(one.name, one.imports);
        page.newLine();
        const at = page.site();
        page.write(`await $.at(a, ${at}, $.waitForImport("${one.name}"));`);
        one.module.steps.forEach(step);
        page.write("\nexport {};\n");
      });
      texts.set(`${name}_${one.name}.${extension}`, text);
      ({ depth, keys } = outer);
    }
    return all.map(({ name }) => name);
  }

  /** By its own text, not through a function: the source has to tell what is imported. */
  function load({ form, module }: Extract<Step, { type: "load" }>): void {
    const names = tree(module), [root] = names, isPlain = form % 2 === 0;
    page.write(`{ $.import("${root}"); `);
    const own = isPlain ? root : names[form % names.length], called = `import("${fileOf(own)}")`;
    const before = isPlain ? "" : `const i = ${called}; `;
    const { at, isHere } = page.siteToCome();
    page.write(`${before}$.load(a, ${at}, "${own}"${isPlain ? "" : ", i"}); `);
    isHere();
    page.write(isPlain ? `await ${called}; }` : "await i; }");
  }

  function list(parts: readonly Expression[]): void {
    for (const [i, part] of parts.entries()) {
      if (i > 0) page.write(", ");
      expression(part);
    }
  }

  function expression(of: Expression): void {
    switch (of.type) {
      case "gate":
      case "timer":
        return page.write(`$.${of.type}()`);
      case "settled":
        return page.write("Promise.resolve(1)");
      case "rejected":
        return page.write("$.rejected()");
      case "soon":
        return page.write(`$.soon(${of.turn})`);
      case "shared":
        return page.write(`$.shared(${of.index})`);
      case "call":
        return call(of.fn);
      case "combinator":
        page.write(`$.all("${of.kind}", [`);
        list(of.parts);
        return page.write(`]${of.own ? ", true" : ""})`);
      case "chain":
        page.write("$.chain(");
        expression(of.from);
        page.write(`, "${of.how}", () => `);
        expression(of.handler);
        return page.write(")");
      case "resolved":
        return resolved(of);
      case "next":
      case "collect":
        page.write(`$.${of.type}(`);
        generator(of.generator);
        return page.write(")");
      case "thenable":
        page.write("$.thenable(");
        expression(of.of);
        return page.write(")");
      case "deaf":
        return page.write(`$.deaf(${of.how})`);
      case "leaf":
        return page.write(LEAVES[of.how % LEAVES.length]);
      case "work":
        page.write("$.work(($w‹: any›) => ");
        page.around(WORKS[of.how % WORKS.length], () => call({ ...of.fn, returns: undefined }));
        return page.write(")");
      case "import":
        return page.write(`$.import("${tree(of.module)[0]}")`);
      case "wrapped":
        return page.around(WRAPPERS[of.how % WRAPPERS.length], () => expression(of.of));
    }
  }

  function resolved({ how, parts }: Extract<Expression, { type: "resolved" }>): void {
    page.write("((p‹: any›, q‹: any›) => $.made(new Promise((resolve, reject) => { ");
    page.write(resolvedForm(how, parts.length));
    page.write(` }), p${parts.length > 1 ? ", q" : ""}))(`);
    list(parts);
    page.write(")");
  }

  function call({ form, steps, returns }: Fn): void {
    const own = `${name}_${++functions}`;
    const body = () => {
      page.write("{");
      page.indented(() => {
        steps.forEach(step);
        if (returns !== undefined) {
          page.newLine();
          page.write("return $.back(a, ");
          expression(returns);
          page.write(");");
        }
      });
      page.write("}");
    };
    const [shown, before, behind] = callForm(form, own);
    page.write(`$.call("${shown}", ${before}`);
    depth++;
    body();
    depth--;
    page.write(`${behind})`);
  }

  function generator({ form, steps }: Gen): void {
    const own = `${name}_${++functions}`;
    const [shown, before, behind] = generatorForm(form, own);
    page.write(`$.generator("${shown}", ${before}`);
    page.write("{ try {");
    page.indented(() => {
      depth++;
      steps.forEach(step);
      depth--;
    });
    page.write("} finally { $.idle(a); } }");
    page.write(`${behind})`);
  }

  /** The resources of a block, and what is done while they are held. */
  function using(resources: readonly Resource[], steps: readonly Step[]): void {
    const names = resources.map(() => `${name}r${++functions}`), late: (() => void)[] = [];
    page.write("{");
    page.indented(() => {
      for (const [i, { form, entries, disposer }] of resources.entries()) {
        page.newLine();
        const own = `"${names[i]}"`, kinds = JSON.stringify(entries);
        if (disposer === undefined) {
          page.write(`using ${names[i]} = $.${entries === undefined ? "hold" : "stack"}(a, ${own}, ${page.line}`);
          page.write(entries === undefined ? ");" : `, ${kinds});`);
          continue;
        }
        const { at, isHere } = page.siteToCome();
        late.push(isHere);
        page.write(`await using ${names[i]} = $.${entries === undefined ? "holdAsync" : "stackAsync"}(a, ${own}, `);
        page.write(`{ line: ${page.line}, site: ${at}${entries === undefined ? "" : `, kinds: ${kinds}`} }, `);
        const [shown, before, behind] = disposerForm(form, `C${names[i]}`);
        if (shown === undefined) {
          page.write(`{ [Symbol.asyncDispose]: () => $.disposed(a, ${own}, `);
          expression(disposer);
          page.write(") });");
          continue;
        }
        page.write(`${before} { const b = $.dispose(a, ${own}, "${shown}"); try { `);
        const inner = page.site();
        page.write(`await $.at(b, ${inner}, `);
        expression(disposer);
        page.write(`); } finally { $.idle(b); } }${behind});`);
      }
      steps.forEach(step);
      page.newLine();
      if (late.length > 0) page.write("$.end(a); ");
      for (const mark of late) mark();
      page.write("String(0);"); // "a function that leaves a block stands in its last statement"
    });
    page.write("}");
    if (late.length === 0) return;
    page.newLine();
    page.write(`$.left(a, ${JSON.stringify(names)});`);
  }

  function forAwait(of: Extract<Step, { type: "forAwait" }>): void {
    const [before, behind] = HEADS[of.form % HEADS.length].split("§");
    page.write(`{ const x‹: any› = {}; for await (${before}`);
    const at = page.site();
    page.write(`${behind} of $.at(a, ${at}, `);
    // The loop asks anew after each round: the last thing in it is to say so.
    const once = `g${++functions}`;
    const isStream = of.form % 3 === 2;
    page.write(isStream ? `$.streamOf(x.${once}_ = ` : `x.${once} = `);
    generator(of.generator);
    page.write(isStream ? `, x.${once} = ReadableStream.from(x.${once}_))` : "");
    page.write(")) {");
    page.indented(() => {
      of.steps.forEach(step);
      page.newLine();
      page.write(`$.at(a, ${at}, x.${once});`);
    });
    page.write("} }");
  }

  function step(of: Gen["steps"][number]): void {
    page.newLine();
    switch (of.type) {
      case "yield":
        return page.write("$.idle(a); yield 1; $.busy(a);");
      case "yieldOf": {
        const at = page.site();
        page.write(`yield $.delegate(a, ${at}, `);
        expression(of.of);
        return page.write("); $.busy(a);");
      }
      case "delegate": {
        const at = page.site();
        page.write(`yield* $.delegate(a, ${at}, `);
        generator(of.generator);
        return page.write("); $.busy(a);");
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
        return page.write("$.look();");
      case "await":
        return awaiting(of);
      case "start":
        page.write("$.started(");
        expression(of.of);
        return page.write(");");
      case "block": {
        const [before, behind] = BLOCKS[of.form % BLOCKS.length];
        const label = `again${++labels}`; // one for each, as blocks stand in each other
        page.write(before.replace("again", label));
        page.indented(() => {
          of.steps.forEach(step);
        });
        return page.write(behind.replace("again", label));
      }
    }
  }

  /** Several awaits on one line. */
  function several({ form, parts }: Extract<Step, { type: "line" }>): void {
    const [before, between, behind] = LINES[form % LINES.length], isDeclaration = / w.* = $/.test(between);
    page.write(`{ ${before}`);
    for (const [i, of] of parts.entries()) {
      if (i > 0) page.write(i === 1 ? between : isDeclaration ? `, w${i} = ` : ", ");
      const at = page.site();
      page.write(`await $.at(a, ${at}, `);
      expression(of);
      page.write(")");
    }
    page.write(`${behind} }`);
  }

  /** A loop over what a generator gives that is suspended meanwhile; every third time `for await` over the values themselves. */
  function forOf({ form, parts }: Extract<Step, { type: "forOf" }>): void {
    if (form % 3 === 2) {
      page.write("for await (const ");
      const at = page.site();
      page.write(`y of $.eachOf(a, ${at}, [`);
      list(parts);
      return page.write("])) String(y);");
    }
    const own = `${name}_${++functions}`;
    page.write(`for (const y of (function* ${own}() { `);
    if (form % 3 === 1) page.write(`yield* (function* ${own}i() { `);
    for (const of of parts) {
      page.write("yield () => ");
      expression(of);
      page.write("; ");
    }
    page.write(form % 3 === 1 ? "})(); })()) " : "})()) ");
    const at = page.site();
    page.write(`await $.at(a, ${at}, y());`);
  }

  function awaiting({ form, layout, of }: Extract<Step, { type: "await" }>): void {
    const whole = awaitForm(form, keys > 0);
    const isKey = /^class K \{ \[/.test(whole), [before, behind] = whole.split("¦");
    const [first, second] = before.split("§");
    page.write(`{ ${first}`);
    const early = page.site();
    if (second !== undefined) page.write(second);
    const late = page.site(), at = program.isTyped && second !== undefined ? early : late;
    // Outside of functions Deno cannot read "(await", the end of the line, and more ("Expected ','", Deno 2.9.6).
    page.write(`await ${depth === 0 ? "" : LAYOUTS[layout % LAYOUTS.length]}$.at(a, ${at}, `);
    keys += Number(isKey);
    expression(of);
    keys -= Number(isKey);
    page.write(`)${behind} }`);
  }
}
