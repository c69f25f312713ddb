/** Code that is named by a pattern, because the registrant cannot import it. */
import { isProxy, isRegExp } from "node:util/types";
import type { Code } from "../model/code.ts";
import { Frame } from "../model/frame.ts";
import { safeText } from "../model/safe_text.ts";

/** Names functions of scripts that match. */
export interface CodePattern {
  /** A pattern for the URL of the script; or its whole URL; or the name of its module, as in `Frame.moduleName`. */
  readonly module: RegExp | string;
  /** Name of the function: `method`, `Class.method`, `<anonymous>` or `<module>`. */
  readonly name: string;
}

/** Where code stands, and what it is called; a `Frame` is one. */
export interface CodePlace {
  /** URL of the script; `""` for code without one. */
  readonly url: string;
  /** Name of the function, `<anonymous>` or `<module>`. */
  readonly functionName: string;
  /** Class of a method. */
  readonly className?: string | undefined;
  /** Name of the module, as in `Frame.moduleName`. */
  readonly moduleName?: string | undefined;
}

/** Whether a value is a pattern. A function is none, whatever its properties. */
export function isCodePattern(value: unknown): value is CodePattern {
  return typeof value === "object" && value !== null && !isProxy(value) && Object.hasOwn(value, "module") &&
    Object.hasOwn(value, "name");
}

/**
 * The test that a pattern stands for. The expression is copied: one with a `g` or `y` flag would remember where it matched.
 *
 * @throws {TypeError} when a part is of the wrong type
 */
export function matcherOf({ module, name }: CodePattern): (place: CodePlace) => boolean {
  if (typeof name !== "string") {
    throw new TypeError(`Cannot register for a pattern as 'name' must be a string: current value is ${safeText(name)}`);
  }
  if (typeof module !== "string" && !isRegExp(module)) {
    throw new TypeError(
      `Cannot register for a pattern as 'module' must be a string or a regular expression: current value is ` +
        safeText(module),
    );
  }
  const isModule = typeof module === "string"
    ? ({ url, moduleName }: CodePlace) => url === module || moduleName === module
    : urlTest(new RegExp(module.source, module.flags.replace(/[gy]/g, "")));
  return (place) => isNamed(place, name) && isModule(place);
}

/** What a code itself tells of its place. */
export function placeOfCode(code: Code): CodePlace {
  const functionName = code.name || "<anonymous>";
  return new Frame({ code, url: code.url, line: 0, column: 0, functionName });
}

function urlTest(pattern: RegExp): (place: CodePlace) => boolean {
  return ({ url }) => pattern.test(url);
}

function isNamed({ className, functionName }: CodePlace, name: string): boolean {
  return functionName === name || (className !== undefined && `${className}.${functionName}` === name);
}
