/** The text of what is assigned to. */
import { isProxy } from "node:util/types";
import { undisturbed } from "../model/own_language.ts";

/** Patterns inside each other beyond this are no longer described. */
const DEEPEST = 100;

/** An ESTree node as far as its own data properties tell; no getter is run. */
type Fields = (name: string) => unknown;

/**
 * Describe the target of an assignment, given as ESTree node: identifiers, members (private and computed ones too) and
 * patterns. Defaults are left out. Calls are described where they stand in a chain of members.
 *
 * @param node The node, as acorn and other parsers make it.
 * @returns The text of the target; `undefined` for anything else.
 *
 * @example A member of what a call returns, and a pattern
 * ```ts
 * import { describeAssignmentTarget } from "@stackscope/stackscope/lowlevel";
 * import { assertEquals } from "@std/assert";
 *
 * const identifier = (name: string) => ({ type: "Identifier", name });
 * const call = { type: "CallExpression", callee: identifier("open"), arguments: [{ type: "Literal", value: "log" }] };
 * const member = { type: "MemberExpression", object: call, property: identifier("handle"), computed: false };
 * assertEquals(describeAssignmentTarget(member), 'open("log").handle');
 *
 * const rest = { type: "RestElement", argument: identifier("others") };
 * const pattern = { type: "ArrayPattern", elements: [identifier("first"), null, rest] };
 * assertEquals(describeAssignmentTarget(pattern), "[first, , ...others]");
 *
 * assertEquals(describeAssignmentTarget({ type: "Literal", value: 1 }), undefined);
 * ```
 */
export function describeAssignmentTarget(node: unknown): string | undefined {
  return undisturbed(() => {
    return target(node, 0);
  });
}

function target(node: unknown, depth: number): string | undefined {
  const get = fieldsOf(node);
  if (depth > DEEPEST) return undefined;
  switch (get("type")) {
    case "Identifier":
      return text(get("name"));
    case "MemberExpression":
      return member(get, depth + 1);
    case "ArrayPattern":
      return arrayPattern(get("elements"), depth + 1);
    case "ObjectPattern":
      return listed(get("properties"), (property) => propertyPattern(property, depth + 1), ["{ ", " }"]);
    case "AssignmentPattern":
      return target(get("left"), depth + 1);
    case "ParenthesizedExpression":
      return target(get("expression"), depth + 1);
    default:
      return undefined;
  }
}

function member(get: Fields, depth: number): string | undefined {
  const object = chainLink(get("object"), depth);
  if (object === undefined || get("optional") === true) return undefined;
  if (get("computed") === true) {
    const key = value(get("property"), depth);
    return key === undefined ? undefined : `${object}[${key}]`;
  }
  const property = propertyName(get("property"));
  return property === undefined ? undefined : `${object}.${property}`;
}

/** What may stand before the last dot of a target. */
function chainLink(node: unknown, depth: number): string | undefined {
  if (depth > DEEPEST) return undefined;
  const get = fieldsOf(node);
  switch (get("type")) {
    case "ThisExpression":
      return "this";
    case "Super":
      return "super";
    case "MetaProperty":
      return join(propertyName(get("meta")), ".", propertyName(get("property")));
    case "CallExpression":
      if (get("optional") === true) return undefined;
      return join(
        chainLink(get("callee"), depth + 1),
        listed(get("arguments"), (argument) => value(argument, depth + 1), ["(", ")"]),
      );
    case "Identifier":
    case "MemberExpression":
    case "ParenthesizedExpression":
      return target(node, depth + 1);
    default:
      return undefined;
  }
}

/** A key in brackets or an argument: a literal, or what could be a link of a chain. */
function value(node: unknown, depth: number): string | undefined {
  const get = fieldsOf(node);
  if (get("type") === "Literal") return literal(get);
  if (get("type") === "SpreadElement") return join("...", value(get("argument"), depth + 1));
  if (get("type") === "UnaryExpression" && get("operator") === "-") {
    const number = fieldsOf(get("argument"));
    return typeof number("value") === "number" ? join("-", literal(number)) : undefined;
  }
  return chainLink(node, depth);
}

function literal(get: Fields): string | undefined {
  const value = get("value"), raw = get("raw"), bigint = get("bigint");
  if (typeof bigint === "string") return `${bigint}n`;
  if (typeof value === "string") return typeof raw === "string" ? raw : JSON.stringify(value);
  if (typeof value === "number") return typeof raw === "string" ? raw : `${value}`;
  if (typeof value === "boolean") return `${value}`;
  return value === null && get("regex") === undefined ? "null" : undefined;
}

function arrayPattern(elements: unknown, depth: number): string | undefined {
  const described = listed(elements, (element) => element === null ? "" : patternPart(element, depth), ["[", "]"]);
  const endsInHole = Array.isArray(elements) && elements.length > 0 && elements[elements.length - 1] === null;
  return endsInHole ? described?.replace(/\]$/, ",]") : described; // the last comma of `[a, ,]` makes no element
}

function propertyPattern(node: unknown, depth: number): string | undefined {
  const get = fieldsOf(node);
  if (get("type") !== "Property") return patternPart(node, depth);
  const described = target(get("value"), depth);
  if (get("shorthand") === true) return described;
  if (get("computed") === true) return join("[", value(get("key"), depth), "]: ", described);
  const key = fieldsOf(get("key"));
  return join(key("type") === "Literal" ? literal(key) : text(key("name")), ": ", described);
}

function patternPart(node: unknown, depth: number): string | undefined {
  const get = fieldsOf(node);
  return get("type") === "RestElement" ? join("...", target(get("argument"), depth)) : target(node, depth);
}

function propertyName(node: unknown): string | undefined {
  const get = fieldsOf(node);
  if (get("type") === "PrivateIdentifier") return join("#", text(get("name")));
  return get("type") === "Identifier" ? text(get("name")) : undefined;
}

/** The parts between brackets; `undefined` if one of them cannot be described. */
function listed(
  nodes: unknown,
  describe: (node: unknown) => string | undefined,
  [open, close]: readonly [open: string, close: string],
): string | undefined {
  if (!Array.isArray(nodes)) return undefined;
  if (nodes.length === 0) return open.trim() + close.trim();
  const parts = nodes.map(describe);
  return parts.includes(undefined) ? undefined : open + parts.join(", ") + close;
}

function join(...parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join("");
}

function text(name: unknown): string | undefined {
  return typeof name === "string" ? name : undefined;
}

function fieldsOf(node: unknown): Fields {
  if (typeof node !== "object" || node === null || isProxy(node)) return () => undefined;
  return (name) => Reflect.getOwnPropertyDescriptor(node, name)?.value;
}
