/** TypeScript without its types, each character where it was. */
import type nodeModule from "node:module";
import type nodeProcess from "node:process";
import { LineTable } from "./line_table.ts";
import { overwrite, type RepairedText, repairTypeScript } from "./typescript_repair.ts";
import { tokensOf } from "./typescript_tokens.ts";

/** Far above what people write, far below what overflows the native stack of a worker (see typescript_tokens.ts). */
const DEEPEST = 400;
/** How often assertions are mended in one text: as a rule once, as all of them are told at once. */
const MOST_TURNS = 5;

/** The text as JavaScript, in ways that get better and slower; what cannot be stripped is left out. */
export function* stripTypes(source: string): Generator<RepairedText> {
  if (tokensOf(source).depth > DEEPEST) return;
  const plain = strip(source);
  if (plain !== undefined) yield { text: plain, decorators: undefined };
  const repaired = repairTypeScript(source);
  const text = strip(repaired.text);
  if (text === undefined) return;
  yield { text, decorators: repaired.decorators === undefined ? undefined : strip(repaired.decorators) };
}

function strip(source: string): string | undefined {
  const { stripTypeScriptTypes } = moduleOfHost();
  let text = source;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    try {
      const stripped = stripTypeScriptTypes(text);
      return stripped.length === source.length ? stripped : undefined;
    } catch (error) {
      if (!isAboutAssertion(error)) return undefined;
    }
    // The columns it tells are those of a terminal, in which characters are wide, narrow or no column at all.
    const narrow = text.replace(/\P{ASCII}|\t/gu, (one) => (/\s/.test(one) ? " " : "_").repeat(one.length));
    try {
      stripTypeScriptTypes(narrow);
      return undefined;
    } catch (error) {
      const mended = isAboutAssertion(error) ? withoutAssertions(text, error.message) : undefined;
      if (mended === undefined) return undefined;
      text = mended;
    }
  }
  return undefined;
}

function isAboutAssertion(error: unknown): error is Error {
  return error instanceof Error && error.message.includes("The angle-bracket syntax ");
}

/** Blank out each `<T>` before an expression, which the stripper refuses, telling where they stand. */
function withoutAssertions(text: string, message: string): string | undefined {
  const places = new LineTable(text);
  const { tokens } = tokensOf(text);
  const cuts: [start: number, end: number, put: string][] = [];
  for (const [, line, column] of message.matchAll(/^The angle-bracket syntax .* at \S*?:(\d+):(\d+)$/gm)) {
    const start = places.offsetOf({ line: Number(line), column: Number(column) });
    let at = tokens.findIndex((token) => token.start === start && token.text === "<");
    for (let depth = 0; at >= 0 && at < tokens.length; at++) {
      const token = tokens[at];
      if (token.text === "<") depth++;
      else if (token.text === ">" && --depth === 0) {
        cuts.push([start, token.end, ""]);
        break;
      } else if (token.partner > at) at = token.partner;
    }
  }
  return cuts.length === 0 ? undefined : overwrite(text, cuts);
}

/** Without importing `node:process` or `node:module`, which costs time at the start of every program. */
function moduleOfHost(): typeof nodeModule {
  const { process } = globalThis as unknown as { process: typeof nodeProcess };
  return process.getBuiltinModule("node:module") as typeof nodeModule;
}
