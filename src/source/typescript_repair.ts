/**
 * Blanks out the TypeScript that is not only types, in place, so that every position stays what it was.
 *
 * `stripTypeScriptTypes` refuses what has to be compiled: enums, namespaces, parameter properties, import aliases.
 * Acorn knows neither decorators nor `accessor`. None of them matters for the shape of functions and blocks, so they are
 * overwritten with spaces, or with a form of the same length. Its other mode, "transform", was turned down: it moves
 * everything, and its source map knows only some of the positions.
 */
import { type Token, tokensOf } from "./typescript_tokens.ts";

/** A text with the same positions, and what was cut out of it. */
export interface RepairedText {
  /** The text, with spaces where something was cut out. */
  readonly text: string;
  /** The expressions of its decorators, everything else blank; `undefined` if there are no functions in them. */
  readonly decorators: string | undefined;
}

const PARAMETER_MODIFIERS = new Set(["public", "private", "protected", "readonly", "override"]);
const NOT_AFTER_ACCESSOR = new Set(["in", "instanceof", "as", "satisfies", "of", "is"]);

/** Overwrite what neither the stripper nor the parser takes. */
export function repairTypeScript(source: string): RepairedText {
  const { tokens } = tokensOf(source);
  const cuts: [start: number, end: number, put: string][] = [];
  const decorators: [start: number, end: number][] = [];
  const blank = (first: Token, last: Token, put = "") => cuts.push([first.start, last.end, put]);

  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at], next = tokens[at + 1];
    if (next === undefined) break;
    if (token.text === "@") {
      const end = decoratorEnd(tokens, at);
      decorators.push([token.start, tokens[end].end]);
      at = end;
    } else if (token.kind !== "name" || tokens[at - 1]?.text === "." || tokens[at - 1]?.text === "?.") {
      continue;
    } else if (token.text === "enum" && next.kind === "name" && tokens[at + 2]?.text === "{") {
      const close = tokens[tokens[at + 2].partner];
      if (close === undefined) continue;
      const isConst = tokens[at - 1]?.text === "const";
      if (tokens[isConst ? at - 2 : at - 1]?.text === "declare") continue;
      if (isConst) blank(tokens[at - 1], tokens[at - 1]);
      blank(token, token, "var");
      blank(tokens[at + 2], close, ";");
      at = tokens[at + 2].partner;
    } else if (token.text === "namespace" || token.text === "module") {
      let open = at + 2;
      while (tokens[open]?.text === "." && tokens[open + 1]?.kind === "name") open += 2;
      if (next.kind !== "name" || tokens[open]?.text !== "{" || tokens[open].partner < 0) continue;
      if (tokens[at - 1]?.text === "declare") continue;
      blank(tokens[at - 1]?.text === "export" ? tokens[at - 1] : token, tokens[open - 1]);
      blankExports(tokens, open, blank);
    } else if (token.text === "constructor" && next.text === "(" && next.partner > 0) {
      blankModifiers(tokens, at + 1, blank);
    } else if (token.text === "import" && next.kind === "name" && tokens[at + 2]?.text === "=") {
      const end = tokens.findIndex(({ text }, index) =>
        index > at && (text === ";" || startsLine(source, tokens, index))
      );
      blank(tokens[at - 1]?.text === "export" ? tokens[at - 1] : token, tokens[end < 0 ? tokens.length - 1 : end - 1]);
    } else if (token.text === "export" && next.text === "=") {
      blank(token, next, "void");
    } else if (token.text === "accessor" && isAccessorKeyword(source, tokens, at)) {
      blank(token, token);
    }
  }
  const text = overwrite(source, [...cuts, ...decorators.map(([start, end]) => [start, end, ""] as const)]);
  return { text, decorators: decoratorsAlone(source, decorators) };
}

/** Overwrite parts of a text with spaces; line breaks stay. `put` is written at the start of the part. */
export function overwrite(
  source: string,
  parts: readonly (readonly [start: number, end: number, put: string])[],
): string {
  let text = "", at = 0;
  for (const [start, end, put] of parts.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (start < at) continue;
    text += source.slice(at, start) + put + blanks(source.slice(start + put.length, end));
    at = end;
  }
  return text + source.slice(at);
}

function blanks(text: string): string {
  return text.replace(/[^\n\r\u2028\u2029]/g, " ");
}

/** Index of the last token of a decorator: `@a.b.#c<T>(...)` or `@(...)`. */
function decoratorEnd(tokens: readonly Token[], at: number): number {
  let end = at + 1;
  if (tokens[end].text === "(") return Math.max(end, tokens[end].partner);
  while (tokens[end + 1]?.text === "." && tokens[end + 2]?.kind === "name") end += 2;
  let open = end + 1;
  if (tokens[open]?.text === "<") {
    for (let depth = 0; open < tokens.length; open++) {
      if (tokens[open].text === "<") depth++;
      else if (tokens[open].text === ">" && --depth === 0) break;
    }
    open++;
  }
  return tokens[open]?.text === "(" ? Math.max(end, tokens[open].partner) : end;
}

function blankExports(tokens: readonly Token[], open: number, blank: (first: Token, last: Token) => void): void {
  for (let at = open + 1; at < tokens[open].partner; at++) {
    if (tokens[at].text === "export" && tokens[at].kind === "name") blank(tokens[at], tokens[at]);
    if (tokens[at].partner > at) at = tokens[at].partner;
  }
}

function blankModifiers(tokens: readonly Token[], open: number, blank: (first: Token, last: Token) => void): void {
  let startsParameter = true;
  for (let at = open + 1; at < tokens[open].partner; at++) {
    const token = tokens[at];
    if (token.text === "@") {
      at = decoratorEnd(tokens, at);
      continue;
    }
    const next = tokens[at + 1];
    if (startsParameter && PARAMETER_MODIFIERS.has(token.text) && (next.kind === "name" || "{[".includes(next.text))) {
      blank(token, token);
      continue;
    }
    startsParameter = token.text === ",";
    if (token.partner > at) at = token.partner;
  }
}

/** In no other place does `accessor` stand before a name of its line. */
function isAccessorKeyword(source: string, tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  if (startsLine(source, tokens, at + 1)) return false;
  if (next.kind === "name") return !NOT_AFTER_ACCESSOR.has(next.text) || "=:;".includes(tokens[at + 2]?.text ?? "");
  return next.kind === "literal" || (next.text === "[" && tokens[at - 1]?.text === "static");
}

function startsLine(source: string, tokens: readonly Token[], at: number): boolean {
  return at === 0 || /[\n\r\u2028\u2029]/.test(source.slice(tokens[at - 1].end, tokens[at].start));
}

/** `@a(() => b) class {}` gives `;a(() => b)         `. */
function decoratorsAlone(source: string, decorators: readonly (readonly [number, number])[]): string | undefined {
  if (!decorators.some(([start, end]) => /=>|function/.test(source.slice(start, end)))) return undefined;
  let text = "", at = 0;
  for (const [start, end] of decorators) {
    text += blanks(source.slice(at, start)) + ";" + source.slice(start + 1, end);
    at = end;
  }
  return text + blanks(source.slice(at));
}
