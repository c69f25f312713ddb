import { partsOf } from "./given.ts";
import { undisturbed } from "./own_language.ts";
import { typeWordsOf } from "./type_name.ts";

/** What identifies a function: the script it stands in, where it starts there, and its name. */
export interface CodeInit {
  /** URL of the script; `""` for evaluated code without one. */
  url: string;
  /** Name of the function; `""` for one without a name. */
  name: string;
  /** V8's id of the script, unique in one isolate; 0 when unknown. */
  scriptId: number;
  /** Line of the function's start in the original source, 1-based; 0 when unknown. */
  startLine: number;
  /** Column of the function's start in the original source, 1-based; 0 when unknown. */
  startColumn: number;
}

/**
 * The identity of one function in one script. Interned: the same function gives the same object, so
 * `===` compares identities. It is what hooks are registered for.
 *
 * The start is where V8 says that the function starts (its parameters, the keyword of a class without a constructor),
 * mapped to the original source. With a URL and a start these two are the identity. Without, the id of the script and
 * the name belong to it too.
 *
 * @example Equal values are one object
 * ```ts
 * import { Code } from "@stackscope/stackscope";
 * import { assertStrictEquals } from "@std/assert";
 *
 * const init = { url: "file:///app.ts", name: "main", scriptId: 7, startLine: 3, startColumn: 1 };
 * assertStrictEquals(Code.of(init), Code.of({ ...init }));
 * assertStrictEquals(Code.of(init), Code.of({ ...init, scriptId: 8 })); // one place in one file is one function
 * ```
 */
export class Code {
  static readonly #interned = new Map<string, Code>();

  /** URL of the script; `""` for evaluated code without one. */
  readonly url: string;
  /** Name of the function, as it was first met; `""` for one without a name. */
  readonly name: string;
  /** V8's id of the script, as it was first met; 0 when unknown. */
  readonly scriptId: number;
  /** Line of the function's start in the original source, 1-based; 0 when unknown. */
  readonly startLine: number;
  /** Column of the function's start in the original source, 1-based; 0 when unknown. */
  readonly startColumn: number;
  readonly #brand = true;

  private constructor({ url, name, scriptId, startLine, startColumn }: CodeInit) {
    this.url = url;
    this.name = name;
    this.scriptId = scriptId;
    this.startLine = startLine;
    this.startColumn = startColumn;
    Object.freeze(this);
  }

  /**
   * The one `Code` for these values. `realm` separates isolates, whose script ids overlap.
   *
   * @throws {TypeError} when one of them is of the wrong type
   */
  static of(init: CodeInit, realm = ""): Code {
    return undisturbed(() => {
      const { url, name, scriptId, startLine, startColumn } = partsOf(init, "a code", (init) => init);
      check("string", { url, name });
      check("number", { scriptId, startLine, startColumn });
      const start = `${startLine}:${startColumn}`;
      const key = url !== "" && startLine > 0
        ? `${realm}\n${start}\n${url}`
        : `${realm}\n${start}\n${url}\n${scriptId}\n${name}`;
      let code = Code.#interned.get(key);
      if (code === undefined) {
        Code.#interned.set(key, code = new Code({ url, name, scriptId, startLine, startColumn }));
      }
      return code;
    });
  }

  /** Whether a value is a `Code`; runs no trap of a proxy. */
  static is(value: unknown): value is Code {
    return typeof value === "object" && value !== null && #brand in value;
  }
}

function check(type: "string" | "number", parts: Readonly<Record<string, unknown>>): void {
  for (const name in parts) {
    const isRight = type === "string" ? typeof parts[name] === "string" : typeof parts[name] === "number";
    if (isRight) continue;
    throw new TypeError(
      `Cannot make a code as '${name}' must be a ${type}: current value is ${typeWordsOf(parts[name])}`,
    );
  }
}
