/**
 * Rules of this repository that a file can break alone: what it may import, what it is called, where it prints.
 *
 * A table says what each part stands on, and a rule reads it. To change the layout, change the table, the test beside
 * this file, and the page that explains the layout (CONTRIBUTING.md). What takes more than one file to see, a cycle
 * of imports inside one part, is found by check_cycles.ts.
 *
 * @module
 */

/** What a part may import. */
interface Rights {
  /** Parts of ours, for any import. */
  values: readonly string[];
  /** Parts of ours, for `import type` alone. */
  types?: readonly string[];
  /** Parts of ours, for `import()` alone. */
  lazily?: readonly string[];
}

const GROUND = ["model"];
const BELOW_TARGET = ["heap", "trace", ...GROUND];
const BELOW_DISPATCH = ["target", "source", ...BELOW_TARGET];
const BELOW_EXTRACT = ["leaves", "dispatch", ...BELOW_DISPATCH];
const BELOW_DOORS = ["format", "extract", ...BELOW_EXTRACT];

/** A file may always import from its own part, except where one file is one thing: a door. */
const RIGHTS: Readonly<Record<string, Rights>> = {
  command: { values: ["cli", "door"] },
  door: { values: ["glue", ...BELOW_DOORS] },
  glue: { values: ["glue"], types: ["dispatch", "model"] },
  cli: { values: ["cli", ...BELOW_DOORS] },
  format: { values: ["format", "extract", "model"] },
  extract: { values: ["extract", ...BELOW_EXTRACT] },
  dispatch: { values: ["dispatch", ...BELOW_DISPATCH] },
  target: { values: ["target", ...BELOW_TARGET] },
  leaves: { values: ["leaves", "heap", "source", ...GROUND] },
  heap: { values: ["heap", ...GROUND] },
  trace: { values: ["trace", ...GROUND] },
  source: { values: ["source", ...GROUND] },
  model: { values: ["model"] },
};

/** Who may import a library. Libraries that are not here are open to all. */
const READERS: Readonly<Record<string, readonly string[]>> = {
  "@std/assert": [],
  "fast-check": [],
  "@std/cli": ["cli", "format"],
  "@std/fmt": ["cli", "format"],
  "acorn": ["source"],
  "node:inspector": ["heap", "trace", "target", "source"],
  "node:v8": ["heap", "trace", "target", "source"],
};

/** Parts that stand beside the library. They may import what they like. */
const FREE = ["bench", "examples", "links", "tests", "tools"];

const PACKAGE = "@stackscope/stackscope";
const FILE_OF_EXPORT: Readonly<Record<string, string>> = {
  ".": "mod.ts",
  "./lowlevel": "lowlevel.ts",
  "./dump-stacks": "dump_stacks.ts",
};

/** Names under which anything could be put. */
const NAMES_THAT_REFUSE_NOTHING = /^_?(utils?|helpers?|types?|constants?|common|misc|index)(_test)?$/;

const ROOT = withSlashes(import.meta.dirname ?? "").replace(/[^/]*$/, "");

function withSlashes(path: string): string {
  return path.replaceAll("\\", "/");
}

/** The path inside the repository; `undefined` for a file outside. */
function pathInRepository(filename: string): string | undefined {
  const path = withSlashes(filename);
  return path.startsWith(ROOT) ? path.slice(ROOT.length) : undefined;
}

/** The part to which a path belongs; `undefined` if the layout has no such place. */
function partOf(path: string): string | undefined {
  if (path.endsWith("_test.ts")) return "tests";
  if (path === "mod.ts" || path === "lowlevel.ts") return "door";
  if (path === "dump_stacks.ts") return "command";
  const [first, second, ...rest] = path.split("/");
  if (FREE.includes(first)) return first;
  if (first === "glue" && second !== undefined) return "glue";
  if (first === "src" && rest.length > 0 && Object.hasOwn(RIGHTS, second)) return second;
  return undefined;
}

/** The path inside the repository that a specifier means; `undefined` for a library or for the runtime. */
function targetOf(specifier: string, path: string): string | undefined {
  if (libraryOf(specifier) === PACKAGE) return FILE_OF_EXPORT[`.${specifier.slice(PACKAGE.length)}`] ?? specifier;
  if (!specifier.startsWith(".")) return undefined;
  return new URL(specifier, `file:///${path}`).pathname.slice(1);
}

/** The library that a bare specifier means, without the path inside it. */
function libraryOf(specifier: string): string {
  const named = specifier.replace(/^(?:npm|jsr):/, "").replace(/(?<=.)@\d[^/]*/, "");
  return named.match(/^(@[^/]+\/[^/]+|[^/]+)/)?.[0] ?? named;
}

function list(parts: readonly string[]): string {
  return parts.length === 0 ? "nothing of ours" : parts.map((part) => `'${part}'`).join(", ");
}

type Kind = "value" | "type" | "lazy";

function rightsInWords(part: string): string {
  const { values, types = [], lazily = [] } = RIGHTS[part];
  return `'${part}' stands on ${list(values.filter((other) => other !== part))}` +
    (types.length > 0 ? `, and on types of ${list(types)}` : "") +
    (lazily.length > 0 ? `, and by import() on ${list(lazily)}` : "");
}

/** Why a file may not import something; `undefined` if it may. */
function refusal(path: string, part: string, specifier: string, kind: Kind): string | undefined {
  const { values, types = [], lazily = [] } = RIGHTS[part];
  const target = targetOf(specifier, path);
  if (target === undefined) {
    const readers = READERS[libraryOf(specifier)];
    if (readers === undefined || readers.includes(part)) return undefined;
    const who = readers.length === 0 ? "tests, tools and benches" : list(readers);
    return `Cannot import "${specifier}" in '${path}' as it is for ${who}`;
  }
  const other = partOf(target);
  if (other === undefined) {
    return `Cannot import "${specifier}" in '${path}' as the layout has no place for '${target}'`;
  }
  if (values.includes(other)) return undefined;
  if (kind === "type" && types.includes(other)) return undefined;
  if (kind === "lazy" && lazily.includes(other)) return undefined;
  return `Cannot import "${specifier}" in '${path}' as ${rightsInWords(part)}: it is part of '${other}'`;
}

function isTypeOnly(
  declaration: Deno.lint.ImportDeclaration | Deno.lint.ExportNamedDeclaration | Deno.lint.ExportAllDeclaration,
): boolean {
  return ("importKind" in declaration ? declaration.importKind : declaration.exportKind) === "type";
}

/** The text of a literal, or of a template without expressions. */
function literal(node: Deno.lint.Expression | Deno.lint.TypeNode): string | undefined {
  if (node.type === "TSLiteralType") return literal(node.literal);
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  if (node.type === "TemplateLiteral" && node.expressions.length === 0) return node.quasis[0].cooked;
  return undefined;
}

const importDirection: Deno.lint.Rule = {
  create(context) {
    const path = pathInRepository(context.filename);
    const part = path === undefined ? undefined : partOf(path);
    if (path === undefined || part === undefined || FREE.includes(part)) return {};

    function check(node: Deno.lint.Node, specifier: string | undefined, kind: Kind) {
      if (path === undefined || part === undefined || specifier === undefined) return;
      const message = refusal(path, part, specifier, kind);
      if (message === undefined) return;
      context.report({
        node,
        message,
        hint: "Let the upper part pass it in as an argument, or fill a slot of the lower one; or move the code. " +
          "The layout is explained in CONTRIBUTING.md, its table stands in tools/lint_plugin.ts.",
      });
    }

    function checkDeclaration(
      node: Deno.lint.ImportDeclaration | Deno.lint.ExportNamedDeclaration | Deno.lint.ExportAllDeclaration,
    ) {
      if (node.source !== null) check(node, node.source.value, isTypeOnly(node) ? "type" : "value");
    }

    return {
      ImportDeclaration: checkDeclaration,
      ExportNamedDeclaration: checkDeclaration,
      ExportAllDeclaration: checkDeclaration,
      ImportExpression: (node) => check(node, literal(node.source), "lazy"),
      TSImportType: (node) => check(node, literal(node.argument), "type"),
    };
  },
};

const fileName: Deno.lint.Rule = {
  create(context) {
    const path = pathInRepository(context.filename);
    if (path === undefined) return {};
    const name = path.slice(path.lastIndexOf("/") + 1).replace(/(\.d)?\.\w+$/, "");

    function problem(): string | undefined {
      if (path === undefined) return undefined;
      if (partOf(path) === undefined) return `Cannot place '${path}' as the layout has no such place`;
      if (NAMES_THAT_REFUSE_NOTHING.test(name)) return `Cannot call a file '${name}' as anything could be put there`;
      if (!/^[a-z0-9_]+$/.test(name)) return `Cannot call a file '${name}' as file names are in snake_case`;
      return undefined;
    }

    return {
      Program(node) {
        const message = problem();
        if (message === undefined) return;
        context.report({
          node,
          message,
          hint: "Call the file by the one noun or verb that it holds, in a place that CONTRIBUTING.md names.",
        });
      },
    };
  },
};

/** Deno's own rule of this name knows no places, and benches, examples, tests and tools may print. */
const noConsole: Deno.lint.Rule = {
  create(context) {
    const path = pathInRepository(context.filename);
    const part = path === undefined ? undefined : partOf(path);
    if (part === undefined || FREE.includes(part)) return {};
    return {
      MemberExpression(node) {
        if (node.object.type !== "Identifier" || node.object.name !== "console") return;
        context.report({
          node,
          message: "Cannot print with 'console' as the program under inspection may have replaced it",
          hint: "Return a note for the dump, or write to Deno.stderr or Deno.stdout in src/cli.",
        });
      },
    };
  },
};

const plugin: Deno.lint.Plugin = {
  name: "stackscope",
  rules: {
    "import-direction": importDirection,
    "file-name": fileName,
    "no-console": noConsole,
  },
};

export default plugin;
