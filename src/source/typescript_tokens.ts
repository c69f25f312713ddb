/**
 * Tokens of a TypeScript text, found without parsing it.
 *
 * Serves two ends: to know how deeply a text nests before it goes to `stripTypeScriptTypes`, whose parser recurses on
 * the native stack and aborts the process on an overflow (Deno 2.9.6: at 5,000 parentheses, in a worker at 2,000); and
 * to find the few forms that it refuses (see typescript_repair.ts). Whether a slash divides or starts a regular
 * expression is guessed; a wrong guess costs the syntax of one file, as the parsers have the last word.
 */

/** A token. */
export interface Token {
  /** A literal is a number, a string, a regular expression, or a piece of a template. */
  readonly kind: "name" | "punctuator" | "literal";
  /** Offset of its first character. */
  readonly start: number;
  /** Offset behind its last character. */
  readonly end: number;
  /** What it is, for names and punctuators; `""` for literals. */
  readonly text: string;
  /** For a bracket, the index of its partner; -1 if there is none. */
  partner: number;
}

/** The tokens of a text, and how deeply it nests. */
export interface Tokens {
  readonly tokens: readonly Token[];
  /** The largest number of constructs inside each other, roughly. */
  readonly depth: number;
}

const TRIVIA = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?(?:\*\/|$))+/y;
const NAME = /[#\p{ID_Start}$_\\](?:[\p{ID_Continue}$\u200c\u200d\\]|(?<=\\u)\{[0-9a-fA-F]+\})*/uy;
/** For speed: most names are of this form, and most characters cannot start one. */
const ASCII_NAME = /[#\w$]+(?![\w$\\\x80-\uffff])/y;
const NO_NAME_START = /[!"%-@[\]^`{-~]/;
const TRIVIA_START = /[\s/]/;
const NUMBER = /(?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?[\d_]+)?)n?/y;
const STRING = /"(?:[^"\\\n\r]|\\[^])*"?|'(?:[^'\\\n\r]|\\[^])*'?/y;
const REGEXP = /\/(?:[^/\\[\n\r]|\\.|\[(?:[^\]\\\n\r]|\\.)*\])+\/[\p{ID_Continue}$]*/uy;
const TEMPLATE = /(?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{|$)/y;
const PUNCTUATOR = /=>|\?\.(?!\d)|\?\?=?|\.\.\.|\*\*=?|\+\+|--|&&=?|\|\|=?|[=!]==?|[-+*/%&|^]=|[^]/y;

const BEFORE_OPERAND = new Set(
  "return typeof instanceof in of new delete void throw case do else yield await extends".split(" "),
);
/** Names that take an operand or a statement, which may be of their kind again. */
const NESTING_NAMES = new Set(
  "if for while do with typeof void delete await yield new extends keyof infer readonly unique".split(" "),
);
const NESTING_PUNCTUATORS = new Set(["=>", "=", "**", "!", "~", "?", "-", "+"]);

/** Find the tokens of `text`. Never fails: what is no token of the language is a punctuator of one character. */
export function tokensOf(text: string): Tokens {
  const tokens: Token[] = [];
  const open: number[] = [];
  const chains: number[] = [0];
  let at = text.startsWith("#!") ? text.search(/[\n\r\u2028\u2029]|$/) : 0;
  let depth = 0;

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  }
  function push(kind: Token["kind"], length: number, name = ""): void {
    tokens.push({ kind, start: at, end: at += length, text: name, partner: -1 });
  }
  function pushTemplatePiece(): void {
    const piece = match(TEMPLATE) ?? "";
    push("literal", piece.endsWith("${") ? piece.length - 2 : piece.length);
    if (piece.endsWith("${")) pushBracket("${");
  }
  function pushBracket(bracket: string): void {
    open.push(tokens.length);
    push("punctuator", bracket.length, bracket);
    chains.push(0);
  }

  while (at < text.length) {
    const from = at;
    if (TRIVIA_START.test(text[at])) at += match(TRIVIA)?.length ?? 0;
    if (at >= text.length) break;
    const first = text[at];
    const name = NO_NAME_START.test(first) ? undefined : match(ASCII_NAME) ?? match(NAME);
    if (name !== undefined) {
      const onNewLine = from < at && /[\n\r\u2028\u2029]/.test(text.slice(from, at));
      if (onNewLine && endsValue(tokens, text)) chains[chains.length - 1] = 0;
      if (NESTING_NAMES.has(name)) chains[chains.length - 1]++;
      push("name", name.length, name);
    } else if (first === '"' || first === "'") {
      push("literal", match(STRING)?.length ?? 1);
    } else if (first === "`") {
      at++;
      pushTemplatePiece();
    } else if (/\d/.test(first) || (first === "." && /\d/.test(text[at + 1] ?? ""))) {
      push("literal", match(NUMBER)?.length ?? 1);
    } else if (first === "/" && !endsValue(tokens, text) && match(REGEXP) !== undefined) {
      push("literal", match(REGEXP)?.length ?? 1);
    } else if ("([{".includes(first)) {
      pushBracket(first);
    } else if (")]}".includes(first)) {
      const partner = open.pop();
      push("punctuator", 1, first);
      if (chains.length > 1) chains.pop();
      if (first === "}") chains[chains.length - 1] = 0;
      if (partner !== undefined) {
        tokens[partner].partner = tokens.length - 1;
        tokens[tokens.length - 1].partner = partner;
        if (first === "}" && tokens[partner].text === "${") pushTemplatePiece();
      }
    } else {
      const punctuator = match(PUNCTUATOR) ?? first;
      if (punctuator === ";" || punctuator === ",") chains[chains.length - 1] = 0;
      const isBinary = (punctuator === "-" || punctuator === "+") && endsValue(tokens, text);
      if (NESTING_PUNCTUATORS.has(punctuator) && !isBinary) chains[chains.length - 1]++;
      push("punctuator", punctuator.length, punctuator);
    }
    depth = Math.max(depth, open.length, chains[chains.length - 1]);
  }
  return { tokens, depth };
}

/** Is the last token the end of a value, so that what follows is an operator? */
function endsValue(tokens: readonly Token[], text: string): boolean {
  const last = tokens.at(-1);
  if (last === undefined) return false;
  if (last.kind === "literal") return true;
  if (last.kind === "name") return !BEFORE_OPERAND.has(last.text) || tokens.at(-2)?.text === ".";
  if (last.text === ")") {
    const before = tokens[last.partner - 1]?.text ?? "";
    return !["if", "for", "while", "with"].includes(before);
  }
  if (last.text === "!") { // `a! / 2` of TypeScript
    const before = tokens.at(-2);
    return before !== undefined && before.end === last.start && /[\p{ID_Continue}$)\]]/u.test(text[before.end - 1]);
  }
  return last.text === "]" || last.text === "++" || last.text === "--";
}
