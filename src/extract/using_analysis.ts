/** The `using` declarations of a function, from its source alone. */
import { Code } from "../model/code.ts";
import { Context } from "../model/context.ts";
import { safeText } from "../model/safe_text.ts";
import { SourceLines } from "../source/lines.ts";
import { type UsingBinding, usingBindings } from "../source/script_syntax.ts";
import { syntaxOf } from "../source/syntax_cache.ts";
import { undisturbed } from "../model/own_language.ts";

const known = new WeakMap<Code, readonly UsingBinding[]>();

/**
 * Every `using` and `await using` declaration of a function, those of functions inside it left out. A file is read once: later
 * changes of it are not seen.
 *
 * @param code the function, as {@linkcode getCode} or a frame gives it
 * @returns a context for each name with `isAsync`, `varName` and `startLine`, in source order; the key is the offset of the name in
 *   the original source, in UTF-16 units
 * @throws {TypeError} when `code` is no code
 * @throws {Error} when the source cannot be read, or has no function there
 * @example What a function declares
 * ```ts
 * import { analyzeUsingBlocks, getCode } from "@stackscope/stackscope/lowlevel";
 * import { assertEquals } from "@std/assert";
 *
 * const file = await Deno.makeTempFile({ suffix: ".js" });
 * await Deno.writeTextFile(file, `export async function copy(open) {
 *   using source = open("a");
 *   await using target = open("b");
 * }`);
 * const { copy } = await import(`file://${file}`);
 *
 * const declared = [...analyzeUsingBlocks(getCode(copy)).values()];
 * assertEquals(declared.map(({ varName, isAsync }) => [varName, isAsync]), [["source", false], ["target", true]]);
 * await Deno.remove(file);
 * ```
 */
export function analyzeUsingBlocks(code: Code): Map<number, Context> {
  return undisturbed(() => {
    if (!Code.is(code)) {
      throw new TypeError(`Cannot analyze using blocks as 'code' must be a Code: current value is ${safeText(code)}`);
    }
    let bindings = known.get(code);
    if (bindings === undefined) known.set(code, bindings = bindingsOf(code));
    return new Map(
      bindings.map((
        { offset, varName, isAsync, line },
      ) => [offset, new Context({ varName, isAsync, startLine: line })]),
    );
  });
}

function bindingsOf(code: Code): readonly UsingBinding[] {
  const { url, name, startLine, startColumn } = code;
  const refuse = (problem: string) =>
    new Error(`Cannot analyze using blocks of ${name || "<anonymous>"} as its source must be known: ${problem}`);
  const lines = new SourceLines();
  const syntax = syntaxOf(lines, url);
  if (syntax === undefined) throw refuse(url === "" ? "it has no URL" : `${url} cannot be read or is not understood`);
  const fn = startLine > 0 ? syntax.functionStartingAt({ line: startLine, column: startColumn }) : undefined;
  if (fn === undefined) throw refuse(`no function starts at ${url}:${startLine}:${startColumn}`);
  return usingBindings(fn);
}
