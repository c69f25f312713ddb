/**
 * Where values of a script go that its names do not tell: out of a variable or a property into hands that may do anything with
 * them, and where properties are had by names that are computed. A mention such as `lock.unlock()` does neither: it tells what
 * it does with `lock`.
 */
import { type AnyNode, childrenOf, nameOf, nameOfKey } from "./syntax_node.ts";

/** A mention of a variable or a property whose value goes on under other names, or under none. */
export interface Escape {
  readonly at: number;
  /** `"this"` for `this`. */
  readonly name: string;
  readonly isProperty: boolean;
}

/** Code that is not in the text: `eval`, `new Function`. */
export interface UnknownCode {
  readonly at: number;
  /** Can it name the variables around it? */
  readonly seesScope: boolean;
}

/** What a script does that its names do not tell. */
export interface ScriptEscapes {
  readonly escapes: readonly Escape[];
  /** Offsets at which properties are had by names that the text does not tell. */
  readonly open: readonly number[];
  readonly unknown: readonly UnknownCode[];
  /** Each `import()`, `""` where it is not told of what, and each `require()`. */
  readonly imports: readonly { at: number; specifier: string }[];
}

/** Methods of `Object` that read properties without their names. */
const READERS = /^(?:entries|values|assign|getOwnPropertyDescriptors?|getOwnPropertyNames|groupBy)$/;
const RUNNERS = /^(?:runIn(?:New|This)?Context|compileFunction|eval)$/;
/** Whose callback is given an index as second argument. */
const INDEXED = /^(?:map|filter|flatMap|findIndex|findLastIndex|some|every)$/;
const ARITHMETIC = /^(?:[-*/%&|^]|\*\*|<<|>>>?)$/;

/** How a value is used. */
type Use = "named" | "read" | "called" | "escapes";

/** Find them in a syntax tree. */
export function escapesOf(program: AnyNode): ScriptEscapes {
  const escapes: Escape[] = [], open: number[] = [];
  const unknown: UnknownCode[] = [], imports: { at: number; specifier: string }[] = [];
  const parents = new Map<AnyNode, AnyNode>();
  const nodes: AnyNode[] = [program];
  for (const node of nodes) {
    for (const child of childrenOf(node)) {
      parents.set(child, node);
      nodes.push(child);
    }
  }
  const numbers = numbersIn(nodes, parents);
  for (const node of nodes) look(node);
  return { escapes, open, unknown, imports };

  function look(node: AnyNode): void {
    switch (node.type) {
      case "Identifier":
        if (isVariable(node, parents.get(node))) variable(node.start, node.name, useOf(node));
        break;
      case "ThisExpression":
      case "Super":
        if (useOf(node) === "escapes") escapes.push({ at: node.start, name: "this", isProperty: false });
        break;
      case "MemberExpression":
        member(node);
        break;
      case "ObjectPattern":
        for (const property of node.properties) {
          if (property.type === "RestElement") open.push(property.start);
          else {
            const name = keyText(property.key, property.computed);
            if (name === undefined) open.push(property.start);
            else escapes.push({ at: property.start, name, isProperty: true });
          }
        }
        break;
      case "SpreadElement":
        if (parents.get(node)?.type === "ObjectExpression") open.push(node.start);
        break;
      case "ForInStatement":
        open.push(node.start);
        break;
      case "WithStatement":
        unknown.push({ at: node.start, seesScope: true });
        break;
      case "ImportExpression":
        imports.push({ at: node.start, specifier: node.source.type === "Literal" ? String(node.source.value) : "" });
        break;
      case "CallExpression":
        if (/^require$/.test(nameOf(node.callee))) imports.push({ at: node.start, specifier: "" });
        break;
    }
  }

  function variable(at: number, name: string, use: Use): void {
    if (name === "eval") unknown.push({ at, seesScope: true });
    else if (RUNNERS.test(name)) unknown.push({ at, seesScope: false });
    else if (name === "Function" && (use === "called" || use === "escapes")) unknown.push({ at, seesScope: false });
    if (name === "Reflect" || name === "Proxy" || (name === "Object" && use === "escapes")) open.push(at);
    if (use === "escapes") escapes.push({ at, name, isProperty: false });
  }

  function member(node: AnyNode & { type: "MemberExpression" }): void {
    const { property, computed, object } = node;
    const use = useOf(node);
    const name = keyText(property, computed);
    const at = property.start;
    if (name === undefined) {
      if (isNumber(property, numbers) || use === "read") return;
      open.push(at);
      return;
    }
    if (RUNNERS.test(name)) unknown.push({ at, seesScope: false });
    if (name === "constructor" && (use === "called" || use === "escapes")) unknown.push({ at, seesScope: false });
    if (READERS.test(name) && nameOf(object) === "Object") open.push(at);
    if (use === "escapes") escapes.push({ at, name, isProperty: true });
  }

  /** What becomes of the value of an expression. */
  function useOf(start: AnyNode): Use {
    for (let node = start, hops = 0; hops < 100; hops++) {
      const parent = parents.get(node);
      switch (parent?.type) {
        case "ChainExpression":
        case "ParenthesizedExpression":
          node = parent;
          continue;
        case "LogicalExpression":
          if (parent.operator === "&&" && parent.left === node) return "read";
          node = parent;
          continue;
        case "ConditionalExpression":
          if (parent.test === node) return "read";
          node = parent;
          continue;
        case "SequenceExpression":
          if (parent.expressions.at(-1) !== node) return "read";
          node = parent;
          continue;
        case "MemberExpression": {
          if (parent.object !== node) return "read"; // a key: text or a number
          const name = keyText(parent.property, parent.computed);
          if (name !== undefined || isNumber(parent.property, numbers)) return "named";
          return useOf(parent) === "read" ? "read" : "escapes";
        }
        case "CallExpression":
        case "NewExpression":
          return parent.callee === node ? "called" : "escapes";
        case "TaggedTemplateExpression":
          return parent.tag === node ? "called" : "escapes";
        case "TemplateLiteral":
          return parents.get(parent)?.type === "TaggedTemplateExpression" ? "escapes" : "read";
        case "UnaryExpression":
        case "UpdateExpression":
        case "BinaryExpression":
        case "ExpressionStatement":
        case "IfStatement":
        case "WhileStatement":
        case "DoWhileStatement":
        case "ForStatement":
        case "ForInStatement":
        case "ForOfStatement":
        case "SwitchStatement":
        case "SwitchCase":
        case "ClassDeclaration":
        case "ClassExpression":
          return "read";
        case "AssignmentExpression":
          if (parent.left === node) return parent.operator === "=" ? "read" : useOf(parent);
          return parent.right === node && /^[-+*/%&|^<>]/.test(parent.operator) ? "read" : rightUse(parent.left);
        case "VariableDeclarator":
          return rightUse(parent.id);
        default:
          return "escapes";
      }
    }
    return "escapes";
  }

  /** A pattern that tells which properties it takes is no more than a mention of those. */
  function rightUse(pattern: AnyNode): Use {
    const isTold = pattern.type === "ObjectPattern" &&
      pattern.properties.every((property) =>
        property.type === "Property" && keyText(property.key, property.computed) !== undefined
      );
    return isTold ? "named" : "escapes";
  }
}

/** The name of a property; `undefined` where the text does not tell it. */
function keyText(key: AnyNode, isComputed: boolean): string | undefined {
  if (key.type === "TemplateLiteral" && key.expressions.length === 0) return key.quasis[0]?.value.cooked ?? "";
  return nameOfKey(key, isComputed) || undefined;
}

/** Does a name stand for a variable here that is read? */
function isVariable(node: AnyNode, parent: AnyNode | undefined): boolean {
  switch (parent?.type) {
    case "MemberExpression":
      return parent.object === node || parent.computed;
    case "Property":
      return parent.value === node || parent.computed;
    case "MethodDefinition":
    case "PropertyDefinition":
      return parent.value === node || parent.computed;
    case "VariableDeclarator":
      return parent.init === node;
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return parent.body === node;
    case "ClassDeclaration":
    case "ClassExpression":
      return parent.superClass === node;
    case "AssignmentPattern":
      return parent.right === node;
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
    case "CatchClause":
    case "RestElement":
    case "ArrayPattern":
    case "MetaProperty":
      return false;
    default:
      return true;
  }
}

/** Names that stand for nothing but numbers all over a script. */
function numbersIn(nodes: readonly AnyNode[], parents: ReadonlyMap<AnyNode, AnyNode>): ReadonlySet<string> {
  const numbers = new Set<string>(), others = new Set<string>();
  const values: [string, AnyNode][] = [];
  for (const node of nodes) {
    switch (node.type) {
      case "VariableDeclarator": {
        const name = nameOf(node.id);
        if (name === "") { for (const inner of namesIn(node.id)) others.add(inner); }
        else if (node.init) values.push([name, node.init]);
        else if (/^For(?:In|Of)Statement$/.test(parents.get(parents.get(node) ?? node)?.type ?? "")) others.add(name);
        break;
      }
      case "AssignmentExpression":
        if (node.left.type === "Identifier") {
          const { operator, right, left: { name } } = node;
          if (operator === "=" || operator === "+=" || /[|&?]{2}/.test(operator)) values.push([name, right]);
        } else if (node.left.type !== "MemberExpression") { for (const inner of namesIn(node.left)) others.add(inner); }
        break;
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression": {
        const call = parents.get(node);
        const isIndexed = call?.type === "CallExpression" && call.arguments[0] === node &&
          call.callee.type === "MemberExpression" && INDEXED.test(nameOf(call.callee.property));
        node.params.forEach((param, index) => {
          if (isIndexed && index === 1 && param.type === "Identifier") numbers.add(param.name);
          else for (const name of namesIn(param)) others.add(name);
        });
        if (node.type !== "ArrowFunctionExpression" && node.id) others.add(node.id.name);
        break;
      }
      case "ForInStatement":
      case "ForOfStatement":
        if (node.left.type !== "VariableDeclaration") { for (const name of namesIn(node.left)) others.add(name); }
        break;
      case "CatchClause":
        if (node.param) { for (const name of namesIn(node.param)) others.add(name); }
        break;
      case "ClassDeclaration":
        others.add(nameOf(node.id));
        break;
      case "ImportSpecifier":
      case "ImportDefaultSpecifier":
      case "ImportNamespaceSpecifier":
        others.add(node.local.name);
        break;
    }
  }
  for (const [name] of values) numbers.add(name);
  for (const name of others) numbers.delete(name);
  for (let isMore = true; isMore;) {
    isMore = false;
    for (const [name, value] of values) {
      if (!numbers.has(name) || isNumber(value, numbers)) continue;
      numbers.delete(name);
      isMore = true;
    }
  }
  return numbers;
}

function isNumber(node: AnyNode, numbers: ReadonlySet<string>): boolean {
  switch (node.type) {
    case "Literal":
      return typeof node.value === "number";
    case "UpdateExpression":
      return true;
    case "UnaryExpression":
      return /^[-+~]$/.test(node.operator);
    case "BinaryExpression":
      if (ARITHMETIC.test(node.operator)) return true;
      return node.operator === "+" && isNumber(node.left, numbers) && isNumber(node.right, numbers);
    case "Identifier":
      return numbers.has(node.name);
    case "ConditionalExpression":
      return isNumber(node.consequent, numbers) && isNumber(node.alternate, numbers);
    case "AssignmentExpression":
      return node.operator !== "=" ? ARITHMETIC.test(node.operator.slice(0, -1)) : isNumber(node.right, numbers);
    case "MemberExpression":
      return !node.computed && nameOf(node.property) === "length";
    case "CallExpression":
      return /^(?:Number|parseInt|parseFloat)$/.test(nameOf(node.callee)) ||
        node.callee.type === "MemberExpression" && nameOf(node.callee.object) === "Math";
    default:
      return false;
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
