/** What identifies a function: the script it stands in, where it starts there, and its name. */
export interface CodeInit {
  /** URL of the script; `""` for evaluated code without one. */
  url: string;
  /** Name of the function; `""` for one without a name. */
  name: string;
  /** V8's id of the script, unique in one isolate; 0 when unknown. */
  scriptId: number;
  /** Line of the function's start in the script as V8 runs it, 1-based; 0 when unknown. */
  startLine: number;
  /** Column of the function's start in the script as V8 runs it, 1-based; 0 when unknown. */
  startColumn: number;
}

/**
 * The identity of one function in one script. Interned: the same function gives the same object, so
 * `===` compares identities. It is what hooks are registered for.
 *
 * @example Equal values are one object
 * ```ts
 * import { Code } from "@stackscope/stackscope";
 * import { assertStrictEquals } from "@std/assert";
 *
 * const init = { url: "file:///app.ts", name: "main", scriptId: 7, startLine: 3, startColumn: 1 };
 * assertStrictEquals(Code.of(init), Code.of({ ...init }));
 * ```
 */
export class Code {
  static readonly #interned = new Map<string, Code>();

  /** URL of the script; `""` for evaluated code without one. */
  readonly url: string;
  /** Name of the function; `""` for one without a name. */
  readonly name: string;
  /** V8's id of the script, unique in one isolate; 0 when unknown. */
  readonly scriptId: number;
  /** Line of the function's start in the script as V8 runs it, 1-based; 0 when unknown. */
  readonly startLine: number;
  /** Column of the function's start in the script as V8 runs it, 1-based; 0 when unknown. */
  readonly startColumn: number;

  private constructor(init: CodeInit) {
    this.url = init.url;
    this.name = init.name;
    this.scriptId = init.scriptId;
    this.startLine = init.startLine;
    this.startColumn = init.startColumn;
    Object.freeze(this);
  }

  /** The one `Code` for these values. `realm` separates isolates, whose script ids overlap. */
  static of(init: CodeInit, realm = ""): Code {
    const { url, name, scriptId, startLine, startColumn } = init;
    const key = `${realm}\n${scriptId}\n${startLine}:${startColumn}\n${url}\n${name}`;
    let code = Code.#interned.get(key);
    if (code === undefined) Code.#interned.set(key, code = new Code(init));
    return code;
  }
}
