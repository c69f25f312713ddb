/** Nodes of acorn's trees, read without knowing them all. */
// Not by the name in deno.json: so mod.ts can be imported from a checkout without its configuration.
// deno-lint-ignore no-import-prefix
import type * as acorn from "npm:acorn@8.19.0";

/** A node of any kind. */
export type AnyNode = acorn.AnyNode;
/** A class. */
export type Class = acorn.Class;
/** A function, method or arrow. */
export type Function = acorn.Function;
/** A `for (x in y)`. */
export type ForInStatement = acorn.ForInStatement;
/** A `for (x of y)`. */
export type ForOfStatement = acorn.ForOfStatement;
/** A whole script. */
export type Program = acorn.Program;
/** A declaration by `var`, `let`, `const`, `using` or `await using`. */
export type VariableDeclaration = acorn.VariableDeclaration;

/** The nodes directly inside a node, in the order of its fields. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) { for (const item of value) if (isNode(item)) children.push(item); }
    else if (isNode(value)) children.push(value);
  }
  return children;
}

/** The name that a key gives to its value; `""` if it is computed in a way that the text does not tell. */
export function nameOfKey(key: AnyNode, isComputed: boolean): string {
  if (key.type === "PrivateIdentifier") return `#${key.name}`;
  if (key.type === "Identifier" && !isComputed) return key.name;
  if (key.type === "Literal") return String(key.value);
  const isSymbol = key.type === "MemberExpression" && key.object.type === "Identifier" &&
    key.object.name === "Symbol" &&
    key.property.type === "Identifier" && !key.computed;
  return isSymbol && key.property.type === "Identifier" ? `[Symbol.${key.property.name}]` : "";
}

/** The name of an identifier; `""` for other nodes. */
export function nameOf(node: AnyNode | null | undefined): string {
  return node?.type === "Identifier" ? node.name : "";
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
