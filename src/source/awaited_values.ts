/**
 * What the source says of what is awaited: the expression after `await`, or behind `of` in `for await`, as plain data. Names are
 * followed to the initializer of their `const`; which value a parameter or a variable has, only the heap can tell.
 *
 * One walk for a script, with its own list of what is still to visit, so that a deep tree overflows nothing. The tree is dropped.
 */
import { LineTable, type Place } from "./line_table.ts";
import { parseScript } from "./parse_script.ts";
import { ScriptCache, type Texts } from "./script_cache.ts";
import { type AnyNode, childrenOf, type Function, nameOf, type Program } from "./syntax_node.ts";

/** An expression, as far as it is understood. */
export type SourceValue =
  | { kind: "literal"; value: string | number | boolean | null }
  /** A name that the script does not declare. */
  | { kind: "global"; name: string }
  /** A parameter of the function that awaits; counted from 0. */
  | { kind: "parameter"; index: number; name: string }
  /** `isOwn`: declared in the function that awaits. `init`: what a `const` was initialized with. */
  | { kind: "variable"; name: string; isOwn: boolean; init?: SourceValue }
  /** A name that is imported; `"*"` for all of a module, `"default"` for its default. */
  | { kind: "import"; module: string; name: string }
  /** A function that does one thing. */
  | { kind: "function"; parameters: string[]; does: SourceValue }
  | { kind: "this" }
  | { kind: "member"; of: SourceValue; name: string }
  | { kind: "call"; callee: SourceValue; args: SourceValue[]; isNew: boolean }
  | { kind: "object"; properties: Map<string, SourceValue> }
  | { kind: "list"; items: SourceValue[] }
  /** A template. */
  | { kind: "text"; parts: SourceValue[] }
  | { kind: "awaited"; of: SourceValue }
  /** What `for await` goes over. */
  | { kind: "iterated"; of: SourceValue }
  | { kind: "unknown" };

const UNKNOWN: SourceValue = { kind: "unknown" };
/** How far names and expressions are followed. */
const MAX_DEPTH = 12;

interface Binding {
  fn: object;
  /** Position among the parameters; -1 for anything else. */
  index: number;
  /** What it is initialized with, once and for all. */
  init?: AnyNode;
  /** Property of that, for a name in a pattern. */
  key?: string;
  /** What it is imported from, and the name there. */
  from?: { module: string; name: string };
  scope: Scope;
}

/** Where names are declared: a function or a block of one. */
interface Scope {
  fn: { thisOf: object; around: object | undefined };
  names: Map<string, Binding>;
  outer: Scope | undefined;
}

interface AwaitNode {
  node: AnyNode;
  scope: Scope;
  start: number;
  end: number;
}

const cache = new ScriptCache(readAwaits);

/** What is awaited at a place that V8 reports; `undefined` where the source does not tell. */
export function awaitedValueAt(texts: Texts, url: string, place: Place): SourceValue | undefined {
  return cache.of(texts, url)?.at(place);
}

function readAwaits(url: string, text: string): Awaits | undefined {
  const parsed = parseScript(url, text);
  return parsed === undefined ? undefined : new Awaits(text, parsed.text, parsed.program);
}

/** What is awaited in one script. */
class Awaits {
  readonly #places: LineTable;
  readonly #text: string;
  /** By the offset of `await`. */
  readonly #awaits = new Map<number, SourceValue>();
  /** Of `for await`: V8 reports some place in the loop variable. */
  readonly #loops: { start: number; end: number; value: SourceValue }[] = [];

  constructor(source: string, text: string, program: Program) {
    this.#places = new LineTable(source);
    this.#text = text;
    const found: AwaitNode[] = [], loops: AwaitNode[] = [];
    collect(program, found, loops);
    for (const { node, scope, start } of found) this.#awaits.set(start, valueOf(node, scope, scope, 0));
    for (const { node, scope, start, end } of loops) {
      this.#loops.push({ start, end, value: { kind: "iterated", of: valueOf(node, scope, scope, 0) } });
    }
  }

  at(place: Place): SourceValue | undefined {
    const offset = this.#places.offsetOf(place);
    if (offset < 0) return undefined;
    const found = this.#awaits.get(offset);
    if (found !== undefined) return found;
    // `(await x) && y` is emitted without parentheses, and its place in the source is that of the first one.
    const opening = /[(\s]+/y;
    opening.lastIndex = offset;
    if (opening.test(this.#text)) return this.#awaits.get(opening.lastIndex);
    return this.#loops.find(({ start, end }) => start <= offset && offset < end)?.value;
  }
}

/** Walk a program: its scopes, and what it awaits. */
function collect(program: Program, found: AwaitNode[], loops: AwaitNode[]): void {
  const fn = { thisOf: program, around: undefined };
  const pending: [AnyNode, Scope][] = [[program, { fn, names: new Map(), outer: undefined }]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) visit(...next);

  function visit(node: AnyNode, scope: Scope): void {
    switch (node.type) {
      case "FunctionDeclaration":
        if (node.id) declare(scope, node.id, {});
        return visitFunction(node, scope);
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        return visitFunction(node, scope);
      case "ClassDeclaration":
        if (node.id) declare(scope, node.id, {});
        break;
      case "ImportDeclaration":
        for (const specifier of node.specifiers) {
          const name = specifier.type === "ImportSpecifier"
            ? nameOf(specifier.imported)
            : specifier.type === "ImportDefaultSpecifier"
            ? "default"
            : "*";
          declare(scope, specifier.local, { from: { module: String(node.source.value), name } });
        }
        return;
      case "CatchClause": {
        const inner: Scope = { fn: scope.fn, names: new Map(), outer: scope };
        if (node.param) declare(inner, node.param, {});
        pending.push([node.body, inner]);
        return;
      }
      case "VariableDeclaration": {
        const isFixed = node.kind === "const" || node.kind === "using" || node.kind === "await using";
        const declaring = node.kind === "var" ? outermost(scope) : scope;
        for (const { id, init } of node.declarations) declare(declaring, id, isFixed && init ? { init } : {});
        break;
      }
      case "AwaitExpression":
        found.push({ node: node.argument, scope, start: node.start, end: node.end });
        break;
      case "ForOfStatement":
      case "ForInStatement":
      case "ForStatement":
      case "BlockStatement":
      case "SwitchStatement": {
        const inner: Scope = { fn: scope.fn, names: new Map(), outer: scope };
        if (node.type === "ForOfStatement" && node.await) {
          loops.push({ node: node.right, scope: inner, start: node.left.start, end: node.left.end });
        }
        for (const child of childrenOf(node)) pending.push([child, inner]);
        return;
      }
    }
    for (const child of childrenOf(node)) pending.push([child, scope]);
  }

  function visitFunction(node: Function, outer: Scope): void {
    const isArrow = node.type === "ArrowFunctionExpression";
    const own: Scope["fn"] = { thisOf: isArrow ? outer.fn.thisOf : node, around: outer.fn };
    const scope: Scope = { fn: own, names: new Map(), outer };
    if (node.type === "FunctionExpression" && node.id) declare(scope, node.id, {});
    for (const [index, param] of node.params.entries()) {
      declare(scope, param, param.type === "Identifier" ? { index } : {});
      pending.push([param, scope]);
    }
    pending.push([node.body, scope]);
  }
}

/** The scope of the function, to which `var` belongs. */
function outermost(scope: Scope): Scope {
  let at = scope;
  while (at.outer !== undefined && at.outer.fn === scope.fn) at = at.outer;
  return at;
}

function declare(
  scope: Scope,
  target: AnyNode,
  { init, index = -1, from }: Partial<Pick<Binding, "init" | "index" | "from">>,
): void {
  switch (target.type) {
    case "Identifier":
      scope.names.set(target.name, { fn: scope.fn, index, init, from, scope });
      return;
    case "ObjectPattern":
      for (const property of target.properties) {
        if (property.type === "RestElement") declare(scope, property.argument, {});
        else if (property.value.type === "Identifier" && !property.computed && init !== undefined) {
          const key = nameOf(property.key);
          scope.names.set(property.value.name, { fn: scope.fn, index: -1, init, key, scope });
        } else declare(scope, property.value, {});
      }
      return;
    case "ArrayPattern":
      for (const element of target.elements) if (element !== null) declare(scope, element, {});
      return;
    case "AssignmentPattern":
      return declare(scope, target.left, {});
    case "RestElement":
      return declare(scope, target.argument, {});
  }
}

/** `site`: where the await is; parameters and `this` are those of its function. */
function valueOf(node: AnyNode, scope: Scope, site: Scope, depth: number): SourceValue {
  if (depth > MAX_DEPTH) return UNKNOWN;
  const inner = (child: AnyNode) => valueOf(child, scope, site, depth + 1);
  switch (node.type) {
    case "Literal": {
      const { value } = node;
      const isPlain = value === null || /^(?:string|number|boolean)$/.test(typeof value);
      return isPlain ? { kind: "literal", value: value as string | number | boolean | null } : UNKNOWN;
    }
    case "Identifier":
      return nameValue(node.name, scope, site, depth);
    case "ThisExpression":
      return scope.fn.thisOf === site.fn.thisOf ? { kind: "this" } : UNKNOWN;
    case "ChainExpression":
      return inner(node.expression);
    case "ParenthesizedExpression":
      return inner(node.expression);
    case "AwaitExpression":
      return { kind: "awaited", of: inner(node.argument) };
    case "MemberExpression": {
      const { property } = node;
      const name = property.type === "PrivateIdentifier"
        ? `#${property.name}`
        : !node.computed
        ? nameOf(property)
        : property.type === "Literal" && typeof property.value === "string"
        ? property.value
        : "";
      return name === "" ? UNKNOWN : { kind: "member", of: inner(node.object), name };
    }
    case "CallExpression":
    case "NewExpression": {
      const spread = node.arguments.findIndex(({ type }) => type === "SpreadElement");
      const args = spread < 0 ? node.arguments : node.arguments.slice(0, spread);
      return { kind: "call", callee: inner(node.callee), args: args.map(inner), isNew: node.type === "NewExpression" };
    }
    // Without options, which may ask for another thing than a module.
    case "ImportExpression":
      return node.options ? UNKNOWN : {
        kind: "call",
        callee: { kind: "global", name: "import" },
        args: [inner(node.source)],
        isNew: false,
      };
    case "ObjectExpression": {
      const properties = new Map<string, SourceValue>();
      for (const property of node.properties) {
        if (property.type === "SpreadElement") properties.clear(); // what came before may be replaced
        else if (!property.computed && property.kind === "init") {
          const key = nameOf(property.key) || (property.key.type === "Literal" ? String(property.key.value) : "");
          properties.set(key, inner(property.value));
        }
      }
      return { kind: "object", properties };
    }
    case "ArrayExpression": {
      if (node.elements.some((element) => element === null || element.type === "SpreadElement")) return UNKNOWN;
      return { kind: "list", items: node.elements.map((element) => inner(element as AnyNode)) };
    }
    case "ArrowFunctionExpression":
    case "FunctionExpression": {
      const does = onlyExpression(node);
      if (does === undefined) return UNKNOWN;
      const within: Scope = { fn: { thisOf: node, around: scope.fn }, names: new Map(), outer: scope };
      for (const param of node.params) declare(within, param, {});
      const parameters = node.params.map((param) => param.type === "Identifier" ? param.name : "");
      return { kind: "function", parameters, does: valueOf(does, within, site, depth + 1) };
    }
    case "TemplateLiteral": {
      const parts: SourceValue[] = [];
      for (const [index, { value }] of node.quasis.entries()) {
        parts.push({ kind: "literal", value: value.cooked ?? "" });
        if (index < node.expressions.length) parts.push(inner(node.expressions[index]));
      }
      return { kind: "text", parts };
    }
    case "BinaryExpression":
      // A sum is only told where it is surely one of texts.
      if (node.operator !== "+" || node.left.type === "PrivateIdentifier") return UNKNOWN;
      return [node.left, node.right].some(({ type, ...rest }) =>
          type === "TemplateLiteral" || type === "Literal" && "value" in rest && typeof rest.value === "string"
        )
        ? { kind: "text", parts: [inner(node.left), inner(node.right)] }
        : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** The expression that is all of the body of a function; `void` says nothing. */
function onlyExpression({ body }: Function): AnyNode | undefined {
  let only: AnyNode = body;
  if (only.type === "BlockStatement") {
    const [first, ...more] = only.body;
    if (first === undefined || more.length > 0) return undefined;
    if (first.type === "ExpressionStatement") only = first.expression;
    else if (first.type === "ReturnStatement" && first.argument) only = first.argument;
    else return undefined;
  }
  return only.type === "UnaryExpression" && only.operator === "void" ? only.argument : only;
}

function nameValue(name: string, scope: Scope, site: Scope, depth: number): SourceValue {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const binding = at.names.get(name);
    if (binding === undefined) continue;
    if (binding.from !== undefined) return { kind: "import", ...binding.from };
    const isOwn = binding.fn === site.fn;
    if (binding.index >= 0 && isOwn) return { kind: "parameter", index: binding.index, name };
    let init: SourceValue | undefined;
    if (binding.init !== undefined) {
      init = valueOf(binding.init, binding.scope, site, depth + 1);
      if (binding.key !== undefined) init = { kind: "member", of: init, name: binding.key };
    }
    // A value in another function may be of another call than the one that is seen here: only what is fixed is followed.
    return { kind: "variable", name, isOwn, init };
  }
  return { kind: "global", name };
}
