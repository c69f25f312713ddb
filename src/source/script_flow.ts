/** Calls, loops and functions of a script by their offsets: what may still run after some place, and what was called before. */
import { RegionMap } from "./region_map.ts";
import { parseScript } from "./parse_script.ts";
import { ScriptCache, type Texts } from "./script_cache.ts";
import { escapesOf, type ScriptEscapes } from "./script_escapes.ts";

import { type AnyNode, childrenOf, nameOf, nameOfKey } from "./syntax_node.ts";

/** A function as a range; the module is one too. */
export interface FunctionRange {
  readonly start: number;
  readonly end: number;
  /** Names of its parameters; `""` for patterns. */
  readonly params: readonly string[];
  readonly isModule: boolean;
}

/** A call by a path of names: `a.b.lock(x)`, `release()`. */
export interface CallSyntax {
  readonly offset: number;
  readonly end: number;
  /** Where the `await` of its result starts and ends; -1 when it is not awaited. */
  readonly awaitStart: number;
  readonly awaitEnd: number;
  readonly fn: FunctionRange;
  /** `["a", "b"]`, `["this", "#lock"]`; `"*"` for an element. */
  readonly path: readonly string[];
  /** `"lock"`; `""` where the path itself is called. */
  readonly method: string;
  /** Offset of the method's name; that of the path where it itself is called. */
  readonly methodAt: number;
  /** Where its arguments start. */
  readonly argsAt: number;
  /** Its first argument: a string in quotes, or a path joined by dots; `""` otherwise. */
  readonly arg: string;
  readonly argumentCount: number;
  /** The variables that take what is awaited. */
  readonly variables: readonly string[];
  readonly isUsing: boolean;
  /** Its result is what the function returns. */
  readonly isReturned: boolean;
}

/** What a script does in which order, roughly. */
export interface ScriptFlow {
  readonly text: string;
  readonly calls: readonly CallSyntax[];
  readonly loops: readonly { start: number; end: number; fn: FunctionRange; isEndless: boolean }[];
  /** Where each awaited expression ends, by the offset of its `await`. */
  readonly awaits: ReadonlyMap<number, number>;
  /** Each `await import("…")`. */
  readonly imports: readonly { awaitStart: number; specifier: string }[];
  /** Function and class declarations. */
  readonly declarations: readonly { start: number; end: number; name: string }[];
  /** The names that it imports, as it knows them. */
  readonly imported: ReadonlySet<string>;
  /** Are there names that are imported under another name? */
  readonly hasAliases: boolean;
  /** Each `try` that has more than its block. */
  readonly tries: readonly { start: number; blockEnd: number; end: number }[];
  /** Names of parameters and of variables of functions. */
  readonly locals: ReadonlySet<string>;
  /** Each name that is given another value. */
  readonly assigned: readonly { at: number; name: string }[];
  /** What it does that its names do not tell. Found when it is asked for. */
  readonly escapes: () => ScriptEscapes;
  /** Outer ones before inner ones. */
  readonly functions: readonly FunctionRange[];
}

const IS_NAME = false;
const cache = new ScriptCache(read);

/** The flow of a script; `undefined` where it cannot be read or is not understood. */
export function flowOf(texts: Texts, url: string): ScriptFlow | undefined {
  return cache.of(texts, url);
}

const regions = new WeakMap<ScriptFlow, RegionMap<FunctionRange>>();

/** The innermost function around an offset. */
export function functionAround(flow: ScriptFlow, offset: number): FunctionRange {
  let map = regions.get(flow);
  if (map === undefined) {
    const functions = flow.functions.map((fn) => ({ start: fn.start, end: fn.end, owner: fn }));
    regions.set(flow, map = new RegionMap(functions));
  }
  return map.at(offset) ?? flow.functions[0];
}

function read(url: string, text: string): ScriptFlow | undefined {
  const parsed = parseScript(url, text);
  if (parsed === undefined) return undefined;
  let escapes: ScriptEscapes | undefined;
  // The tree is not kept for it: mostly it lives still, or nobody asks.
  return { ...collect(parsed.program, parsed.text), escapes: () => escapes ??= readEscapes(url, text) };
}

function readEscapes(url: string, text: string): ScriptEscapes {
  const parsed = parseScript(url, text);
  if (parsed === undefined) throw new Error(`Surprise: ${url} cannot be parsed again`);
  return escapesOf(parsed.program);
}

function collect(program: AnyNode, text: string): Omit<ScriptFlow, "escapes"> {
  const module: FunctionRange = { start: 0, end: text.length, params: [], isModule: true };
  const calls: CallSyntax[] = [], loops: ScriptFlow["loops"][number][] = [], functions = [module];
  const declarations: ScriptFlow["declarations"][number][] = [];
  const imports: { awaitStart: number; specifier: string }[] = [];
  const tries: ScriptFlow["tries"][number][] = [], assigned: ScriptFlow["assigned"][number][] = [];
  const locals = new Set<string>(), imported = new Set<string>();
  const awaits = new Map<number, number>();
  let hasAliases = false;
  interface Around {
    fn: FunctionRange;
    awaited?: AnyNode;
    variables?: readonly string[];
    isUsing?: boolean;
    isReturned?: boolean;
  }
  const open: [AnyNode, Around][] = [[program, { fn: module }]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, { fn, awaited, variables = [], isUsing = false, isReturned = false }] = next;
    let around: Around = { fn };
    switch (node.type) {
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression": {
        const params = node.params.map((param) => nameOf(param.type === "AssignmentPattern" ? param.left : param));
        if (node.type === "FunctionDeclaration") declare(node, nameOf(node.id));
        around = { fn: { start: node.start, end: node.end, params, isModule: false } };
        for (const name of node.params.flatMap(namesIn)) locals.add(name);
        functions.push(around.fn);
        break;
      }
      case "ImportExpression":
        if (awaited !== undefined && node.source.type === "Literal") {
          imports.push({ awaitStart: awaited.start, specifier: String(node.source.value) });
        }
        break;
      case "ClassDeclaration":
        declare(node, nameOf(node.id));
        break;
      case "ImportDeclaration":
        for (const specifier of node.specifiers) {
          imported.add(specifier.local.name);
          hasAliases ||= specifier.type !== "ImportSpecifier" || nameOf(specifier.imported) !== specifier.local.name;
        }
        break;
      case "ReturnStatement":
        if (node.argument) open.push([node.argument, { fn, isReturned: true }]);
        continue;
      case "ForStatement":
      case "WhileStatement":
      case "DoWhileStatement":
      case "ForInStatement":
      case "ForOfStatement": {
        const test = "test" in node ? node.test : undefined;
        const isEndless = node.type === "ForStatement" && !node.test ||
          test !== undefined && test !== null && test.type === "Literal" && test.value === true;
        loops.push({ start: node.start, end: node.end, fn, isEndless });
        break;
      }
      case "VariableDeclaration":
        for (const { id, init } of node.declarations) {
          open.push([id, around]);
          if (!fn.isModule) { for (const name of namesIn(id)) locals.add(name); }
          const using = node.kind === "using" || node.kind === "await using";
          if (init) open.push([init, { fn, variables: namesIn(id), isUsing: using }]);
        }
        continue;
      case "AssignmentExpression":
        open.push([node.left, around], [node.right, { fn, variables: namesIn(node.left) }]);
        for (const name of namesIn(node.left)) assigned.push({ at: node.start, name });
        continue;
      case "TryStatement":
        tries.push({ start: node.start, blockEnd: node.block.end, end: node.end });
        break;
      case "AwaitExpression":
        awaits.set(node.start, node.end);
        open.push([node.argument, { fn, awaited: node, variables, isUsing, isReturned }]);
        continue;
      case "CallExpression": {
        const callee = pathOf(node.callee);
        if (callee !== undefined) {
          const isMember = callee.path.length > 1;
          calls.push({
            offset: node.start,
            end: node.end,
            awaitStart: awaited?.start ?? -1,
            awaitEnd: awaited?.end ?? -1,
            fn,
            path: isMember ? callee.path.slice(0, -1) : callee.path,
            method: isMember ? callee.path[callee.path.length - 1] : "",
            methodAt: callee.lastAt,
            argsAt: node.callee.end,
            arg: argumentText(node.arguments[0]),
            argumentCount: node.arguments.length,
            variables,
            isUsing,
            isReturned,
          });
        }
        break;
      }
    }
    for (const child of childrenOf(node)) open.push([child, around]);
  }
  functions.sort((a, b) => a.start - b.start || b.end - a.end);
  calls.sort((a, b) => a.offset - b.offset);
  return {
    text,
    calls,
    loops,
    functions,
    declarations,
    awaits,
    imported,
    hasAliases,
    imports,
    tries,
    locals,
    assigned,
  };

  function declare({ start, end }: AnyNode, name: string): void {
    if (name !== "") declarations.push({ start, end, name });
  }
}

/** The names that a pattern binds, and a few more. */
function namesIn(pattern: AnyNode): string[] {
  const found: string[] = [];
  const open = [pattern];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === "Identifier") found.push(node.name);
    open.push(...childrenOf(node));
  }
  return found;
}

function argumentText(node: AnyNode | undefined): string {
  if (node === undefined) return "";
  if (node.type === "Literal") return JSON.stringify(node.value) ?? "";
  return pathOf(node)?.path.join(".") ?? "";
}

/** `a.b[0].#c` as names; `undefined` for what is no path. */
function pathOf(node: AnyNode): { path: string[]; lastAt: number } | undefined {
  const path: string[] = [];
  let lastAt = -1;
  for (let at: AnyNode = node, hops = 0; hops < 20; hops++) {
    if (at.type === "ChainExpression") at = at.expression;
    else if (at.type === "MemberExpression") {
      path.unshift(at.computed ? "*" : nameOfKey(at.property, IS_NAME));
      if (lastAt < 0) lastAt = at.property.start;
      at = at.object;
    } else if (at.type === "Identifier" || at.type === "ThisExpression") {
      path.unshift(at.type === "Identifier" ? at.name : "this");
      return { path, lastAt: lastAt < 0 ? at.start : lastAt };
    } else return undefined;
  }
  return undefined;
}
