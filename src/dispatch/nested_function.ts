/**
 * Functions and classes inside a function, by name. They are found in the function's own text, as V8 gives it: that can be had
 * without a permission, and it is the text that V8's positions count in.
 */
import type { ClassSyntax, FunctionSyntax, ScriptSyntax } from "../source/script_syntax.ts";
import { parse } from "../source/syntax_cache.ts";
import { ownName } from "../model/type_name.ts";
import type { FunctionLocation, ScriptText } from "./function_location.ts";
import { clip, oneLine } from "../model/one_line.ts";

const { apply } = Reflect;
const { toString } = Function.prototype;

// deno-lint-ignore ban-types -- any function or class, whatever it takes
type AnyFunction = Function;
type Syntax = FunctionSyntax | ClassSyntax;

/** What stands around the text of a function so that it is a script: of an expression, of a method, of one of a class. */
const AROUND = [["(", ")"], ["({", "})"], ["(class extends Object {", "})"]] as const;

/** A function inside another one. */
export interface NestedFunction {
  name: string;
  /** Where it starts; `undefined` when that of the outer one is unknown. */
  location: FunctionLocation | undefined;
}

/** A function with its syntax, from which names lead inward. */
export interface OuterFunction {
  /** What it is called in messages. */
  readonly name: string;
  /** Where it starts; `undefined` when that is unknown. */
  readonly location: FunctionLocation | undefined;
  /** `undefined` for native code. */
  readonly text: { readonly script: ScriptSyntax; readonly outer: Syntax } | undefined;
}

/** A function, by its own text. */
export function outerFunction(fn: AnyFunction, location: FunctionLocation | undefined): OuterFunction {
  return { name: ownName(fn), location, text: ownSyntax(apply(toString, fn, [])) };
}

/** All functions and classes of a script, each with where it starts. */
export function* functionsOfScript(
  { source, scriptId, url }: ScriptText,
): Generator<OuterFunction & { location: FunctionLocation }> {
  const script = parse("", source);
  const pending: Syntax[] = script === undefined ? [] : [script.module];
  for (let outer = pending.pop(); script !== undefined && outer !== undefined; outer = pending.pop()) {
    yield { name: outer.name, location: { scriptId, url, ...startOf(outer, script) }, text: { script, outer } };
    pending.push(...outer.functions, ...outer.classes);
  }
}

/**
 * The function, or the constructor of the class, that a path of names leads to. The first of a name in the source counts.
 *
 * @throws {RangeError} when there is none
 */
export function nestedFunction({ name, location, text }: OuterFunction, names: readonly string[]): NestedFunction {
  const path = [name || "<anonymous>"];
  let inner = text?.outer;
  for (const name of names) {
    inner = inner && [...inner.functions, ...inner.classes].filter((each) => isNamed(each, name)).toSorted(bySource)[0];
    if (inner === undefined) {
      const found = text === undefined ? "its source cannot be read" : "there is none";
      throw new RangeError(
        `Cannot find a function or class named '${clip(oneLine(name))}' in '${
          clip(oneLine(path.join(".")))
        }': ${found}`,
      );
    }
    path.push(name);
  }
  if (text === undefined || inner === undefined || location === undefined) {
    return { name: inner?.name ?? "", location: undefined };
  }
  const from = startOf(text.outer, text.script), to = startOf(inner, text.script);
  const line = location.line + to.line - from.line;
  const column = to.line === from.line ? location.column + to.column - from.column : to.column;
  return { name: inner.name, location: { ...location, line, column } };
}

/** The syntax of a function by its text; `undefined` for native code. */
function ownSyntax(text: string): { script: ScriptSyntax; outer: Syntax } | undefined {
  for (const [before, after] of AROUND) {
    const script = parse("", before + text + after);
    if (script === undefined) continue;
    const end = before.length + text.length;
    const { functions, classes } = script.module;
    const members = classes.flatMap((each) => each.functions);
    const outer = [...functions, ...classes, ...members].find((each) => each.end === end);
    if (outer !== undefined) return { script, outer };
  }
  return undefined;
}

/** V8 has a class start where its constructor does, and where there is none at its keyword. */
function startOf(syntax: Syntax, script: ScriptSyntax): { line: number; column: number } {
  if ("start" in syntax) return syntax.start;
  return syntax.functions.find(({ kind }) => kind === "constructor")?.start ?? script.placeOf(syntax.offset);
}

function isNamed(syntax: Syntax, name: string): boolean {
  if (syntax.name === name) return true;
  return "kind" in syntax && (syntax.kind === "get" || syntax.kind === "set") &&
    `${syntax.kind} ${syntax.name}` === name;
}

function bySource(a: Syntax, b: Syntax): number {
  return a.offset - b.offset;
}
