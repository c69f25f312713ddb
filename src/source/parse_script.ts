/** From a source text to its syntax tree, with the positions of that text. */
// Not by the name in deno.json: so mod.ts can be imported from a checkout without its configuration.
// deno-lint-ignore no-import-prefix
import { type Options, Parser, type Program } from "npm:acorn@8.19.0";
import { stripTypes } from "./strip_types.ts";

/** The syntax trees of one text. */
export interface ParsedScript {
  /** The whole text. */
  readonly program: Program;
  /** The text that was parsed: as long as the source, with spaces for what is no JavaScript. */
  readonly text: string;
  /** The expressions of decorators, which the program lacks. */
  readonly decorators: Program | undefined;
}

/**
 * Acorn without the checks that need the whole program: what the names mean. Types, enums and namespaces have been cut
 * out, so some names are exported or private without being declared. Both methods are there for plugins to override.
 */
class LenientParser extends Parser {
  /** Names may be declared twice: a class and an interface, a function and a namespace. */
  declareName(): void {}
  /** An exported name may be an enum, which has been cut out. */
  checkLocalExport(): void {}
}

const COMMON: Options = {
  ecmaVersion: "latest",
  allowHashBang: true,
  allowReturnOutsideFunction: true,
  allowSuperOutsideMethod: true,
  checkPrivateFields: false,
};
/** Modules first, as most files are; then CommonJS, in which `await` is a name; then evaluated text. */
const WAYS: readonly Options[] = [
  { ...COMMON, sourceType: "module", allowAwaitOutsideFunction: true },
  { ...COMMON, sourceType: "commonjs", allowReturnOutsideFunction: undefined },
  { ...COMMON, sourceType: "script", allowAwaitOutsideFunction: true },
];

/** Forms of `import` that acorn does not know yet, up to the words in question. */
const PHASED_IMPORT =
  /\bimport(?:\s+defer(?=\s*\*)|\s+source(?=\s+(?!from\b)[\w$]+\s+from\b)|\s*\.\s*(?:defer|source)(?=\s*\())/g;

/** Scripts whose trees are looked for among those that still live. */
const MOST_RECENT = 256;
/** Several readings are made of one text in a row. The trees are too large to be kept longer than that. */
const recent = new Map<string, { text: string; parsed: WeakRef<ParsedScript> }>();

/** Parse a text, which is that of `url`; `undefined` if it is not understood. */
export function parseScript(url: string, text: string): ParsedScript | undefined {
  const known = recent.get(url);
  const living = known?.text === text ? known.parsed.deref() : undefined;
  if (living !== undefined) return living;
  recent.delete(url);
  const parsed = parseAnew(url, text);
  if (parsed !== undefined) recent.set(url, { text, parsed: new WeakRef(parsed) });
  for (const oldest of recent.keys()) {
    if (recent.size <= MOST_RECENT) break;
    recent.delete(oldest);
  }
  return parsed;
}

function parseAnew(url: string, text: string): ParsedScript | undefined {
  const extension = /\.([cm]?[jt]s|[jt]sx)(?:[?#].*)?$/i.exec(url)?.[1].toLowerCase();
  if (extension === undefined || !extension.includes("t")) {
    const program = parseJavaScript(text);
    if (program !== undefined) return { program, text, decorators: undefined };
    if (extension !== undefined) return undefined;
  }
  for (const stripped of stripTypes(text)) {
    const program = parseJavaScript(stripped.text);
    if (program === undefined) continue;
    const decorators = stripped.decorators === undefined ? undefined : parseJavaScript(stripped.decorators);
    return { program, text: stripped.text, decorators };
  }
  return undefined;
}

function parseJavaScript(text: string): Program | undefined {
  const plain = text.replace(PHASED_IMPORT, (words) => "import".padEnd(words.length));
  return parseInSomeWay(text) ?? (plain === text ? undefined : parseInSomeWay(plain));
}

function parseInSomeWay(text: string): Program | undefined {
  for (const way of WAYS) {
    try {
      return LenientParser.parse(text, way);
    } catch {
      // The next way may do. Deep nesting ends here too, as a RangeError.
    }
  }
  return undefined;
}
