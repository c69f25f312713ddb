/**
 * One line of text for any value, without running code of the program that is looked at.
 *
 * `Deno.inspect` cannot be used: it reads getters (`Symbol.toStringTag`, `constructor.name`), calls custom inspection
 * and `Symbol.hasInstance`, and formats errors, which calls `Error.prepareStackTrace`. Here everything is read through
 * own property descriptors and through getters of the language, taken when this module is loaded, before the program
 * can have patched them. A proxy is recognized (no trap for that) and left alone.
 *
 * The work is bounded like the text: writing stops once the text is long enough.
 */
import * as types from "node:util/types";
import { clip, LONGEST, oneLine } from "./one_line.ts";
import { constructorName, dataProperty, isObject, isOpaque, ownName, typeNameOf } from "./type_name.ts";
import { undisturbed } from "./own_language.ts";

const { getOwnPropertyDescriptor, getPrototypeOf, is } = Object;
const { apply, ownKeys } = Reflect;
const { isArray } = Array;
const functionSource = Function.prototype.toString;
const dateText = Date.prototype.toISOString;
const mapEntries = Map.prototype.entries;
const setValues = Set.prototype.values;
const nextOfMap = (getPrototypeOf(new Map().entries()) as Iterator<[unknown, unknown]>).next;
const nextOfSet = (getPrototypeOf(new Set().values()) as Iterator<unknown>).next;
const mapSize = getterOf(Map.prototype, "size");
const setSize = getterOf(Set.prototype, "size");
const itemCount = getterOf(getPrototypeOf(Uint8Array.prototype), "length");
const byteLength = getterOf(ArrayBuffer.prototype, "byteLength");
const sharedByteLength = getterOf(SharedArrayBuffer.prototype, "byteLength");
const regExpSource = getterOf(RegExp.prototype, "source");
const regExpFlags = Object.entries({
  d: "hasIndices",
  g: "global",
  i: "ignoreCase",
  m: "multiline",
  s: "dotAll",
  u: "unicode",
  v: "unicodeSets",
  y: "sticky",
}).map(([flag, name]) => ({ flag, isSet: getterOf(RegExp.prototype, name) }));
const boxed: readonly [name: string, test: (value: unknown) => boolean, unbox: (this: unknown) => unknown][] = [
  ["Number", types.isNumberObject, Number.prototype.valueOf],
  ["String", types.isStringObject, String.prototype.valueOf],
  ["Boolean", types.isBooleanObject, Boolean.prototype.valueOf],
  ["BigInt", types.isBigIntObject, BigInt.prototype.valueOf],
  ["Symbol", types.isSymbolObject, Symbol.prototype.valueOf],
];

const DEEPEST = 4;
const MOST_ITEMS = 100;
const PLAIN_KEY = /^[A-Za-z_$][\w$]*$/;

/** A text that grows, and the objects on the way to the value that is being written. */
interface Writing {
  text: string;
  path: object[];
}

/** One line for `value`: like `Deno.inspect`, at most 200 characters and then `...`. Never throws. */
export function safeText(value: unknown): string {
  return undisturbed(() => {
    const writing: Writing = { text: "", path: [] };
    try {
      writeValue(writing, value);
      return clip(writing.text);
    } catch {
      return `<${typeNameOf(value)} (unprintable)>`;
    }
  });
}

/** `Name: message` of an error. Never throws. */
export function errorHeadline(error: unknown): string {
  return undisturbed(() => {
    if (!isObject(error) || isOpaque(error)) return safeText(error);
    try {
      const given = dataProperty(error, "name");
      const name = typeof given === "string" && given !== "Error" ? given : typeNameOf(error);
      const message = dataProperty(error, "message");
      if (message === undefined || message === "") return name;
      return `${name}: ${typeof message === "string" ? message : safeText(message)}`;
    } catch {
      return `<${typeNameOf(error)} (unprintable)>`;
    }
  });
}

function writeValue(writing: Writing, value: unknown): void {
  if (writing.text.length > LONGEST) return;
  switch (typeof value) {
    case "string":
      writing.text += quote(value);
      return;
    case "bigint":
      writing.text += `${value}n`;
      return;
    case "number":
      writing.text += is(value, -0) ? "-0" : value;
      return;
    case "symbol":
      writing.text += oneLine(String(value));
      return;
    case "function":
      writing.text += types.isProxy(value) ? "[Proxy]" : functionText(value);
      return;
    case "object":
      if (value !== null) return writeObject(writing, value);
  }
  writing.text += value;
}

function writeObject(writing: Writing, object: object): void {
  if (isOpaque(object)) {
    writing.text += `[${typeNameOf(object)}]`;
    return;
  }
  const atom = atomText(object);
  if (atom !== undefined) {
    writing.text += atom;
    return;
  }
  if (writing.path.includes(object)) {
    writing.text += "[Circular]";
    return;
  }
  const items = itemsOf(object);
  if (writing.path.length > DEEPEST) {
    writing.text += isArray(object) ? "[Array]" : `[${typeNameOf(object)}]`;
    return;
  }
  writing.path.push(object);
  const [open, close] = items?.brackets ?? "{}";
  writing.text += prefixText(object, items) + open;
  const start = writing.text.length;
  items?.write(writing);
  if (!types.isTypedArray(object)) writeProperties(writing, object);
  writing.text += writing.text.length > start ? ` ${close}` : close;
  writing.path.pop();
}

/** Puts `{ ` or `, ` before the next part of an object; false when the text is long enough. */
function separate(writing: Writing): boolean {
  if (writing.text.length > LONGEST) return false;
  writing.text += /[{[]$/.test(writing.text) ? " " : ", ";
  return true;
}

/** Text of an object that has no inside worth showing. */
function atomText(object: object): string | undefined {
  if (types.isNativeError(object)) return oneLine(errorHeadline(object));
  if (types.isDate(object)) return dateTextOf(object);
  if (types.isRegExp(object)) {
    const flags = regExpFlags.filter(({ isSet }) => isSet(object)).map(({ flag }) => flag).join("");
    return oneLine(`/${regExpSource(object)}/${flags}`);
  }
  for (const [name, isBoxed, unbox] of boxed) {
    if (isBoxed(object)) return `[${name}: ${safeText(apply(unbox, object, []))}]`;
  }
  if (types.isWeakMap(object)) return "WeakMap { <items unknown> }";
  if (types.isWeakSet(object)) return "WeakSet { <items unknown> }";
  return undefined;
}

function dateTextOf(date: Date): string {
  try {
    return apply(dateText, date, []);
  } catch {
    return "Invalid Date";
  }
}

/** What an object holds besides its properties. */
interface Items {
  brackets: "[]" | "{}";
  /** How many, where the prefix tells it. */
  size?: number;
  write(writing: Writing): void;
}

function itemsOf(object: object): Items | undefined {
  if (isArray(object)) {
    const length = Number(getOwnPropertyDescriptor(object, "length")?.value);
    const size = constructorName(object) === "Array" ? undefined : length;
    return { brackets: "[]", size, write: (writing) => writeElements(writing, object, length) };
  }
  if (types.isTypedArray(object)) {
    const size = Number(itemCount(object));
    return { brackets: "[]", size, write: (writing) => writeElements(writing, object, size) };
  }
  if (types.isMap(object)) {
    const write = (writing: Writing) => writeEntries(writing, object);
    return { brackets: "{}", size: Number(mapSize(object)), write };
  }
  if (types.isSet(object)) {
    const write = (writing: Writing) => writeMembers(writing, object);
    return { brackets: "{}", size: Number(setSize(object)), write };
  }
  if (types.isAnyArrayBuffer(object)) {
    const bytes = types.isSharedArrayBuffer(object) ? sharedByteLength(object) : byteLength(object);
    const write = (writing: Writing) => void (writing.text += ` byteLength: ${bytes}`);
    return { brackets: "{}", write };
  }
  return undefined;
}

function writeElements(writing: Writing, array: object, length: number): void {
  const shown = Math.min(length, MOST_ITEMS);
  let holes = 0;
  for (let index = 0; index < shown; index++) {
    const element = getOwnPropertyDescriptor(array, index);
    const isHole = element === undefined;
    if (isHole) holes++;
    if (holes > 0 && (!isHole || index === shown - 1)) {
      if (!separate(writing)) return;
      writing.text += `<${holes} empty item${holes === 1 ? "" : "s"}>`;
      holes = 0;
    }
    if (isHole) continue;
    if (!separate(writing)) return;
    writeProperty(writing, element);
  }
  if (length > shown && separate(writing)) writing.text += `... ${length - shown} more items`;
}

function writeEntries(writing: Writing, map: Map<unknown, unknown>): void {
  const entries = apply(mapEntries, map, []);
  for (let index = 0; index < MOST_ITEMS; index++) {
    const { done, value } = apply(nextOfMap, entries, []);
    if (done || !separate(writing)) return;
    writeValue(writing, value[0]);
    writing.text += " => ";
    writeValue(writing, value[1]);
  }
}

function writeMembers(writing: Writing, set: Set<unknown>): void {
  const members = apply(setValues, set, []);
  for (let index = 0; index < MOST_ITEMS; index++) {
    const { done, value } = apply(nextOfSet, members, []);
    if (done || !separate(writing)) return;
    writeValue(writing, value);
  }
}

function writeProperties(writing: Writing, object: object): void {
  const isPlain = constructorName(object) === "Object";
  for (const key of ownKeys(object)) {
    // Symbols on instances of classes are internals of the runtime far more often than data.
    if (typeof key === "symbol" ? !isPlain : isArray(object) && /^\d+$/.test(key)) continue;
    const property = getOwnPropertyDescriptor(object, key);
    if (property === undefined || !property.enumerable) continue;
    if (!separate(writing)) return;
    writing.text += `${keyText(key)}: `;
    writeProperty(writing, property);
  }
}

function writeProperty(writing: Writing, property: PropertyDescriptor): void {
  if (property.get !== undefined) writing.text += property.set === undefined ? "[Getter]" : "[Getter/Setter]";
  else if (property.set !== undefined) writing.text += "[Setter]";
  else writeValue(writing, property.value);
}

function keyText(key: string | symbol): string {
  if (typeof key === "symbol") return oneLine(String(key));
  return PLAIN_KEY.test(key) ? key : quote(key);
}

/** What stands before the brackets: `Foo `, `Foo(2) `, `Object [Generator] `, or nothing. */
function prefixText(object: object, items: Items | undefined): string {
  const name = constructorName(object);
  const tag = dataProperty(object, Symbol.toStringTag);
  const size = items?.size === undefined ? "" : `(${items.size})`;
  const base = name === undefined ? `[Object${size}: null prototype]` : oneLine(name) + size;
  if (types.isArgumentsObject(object)) return "[Arguments] ";
  if (typeof tag === "string" && tag !== "" && tag !== name) return `${base} [${oneLine(tag)}] `;
  return name === "Object" || name === "Array" ? "" : `${base} `;
}

function functionText(fn: object): string {
  const source: string = apply(functionSource, fn, []);
  const name = ownName(fn);
  if (/^class\b/.test(source)) {
    const parent = getPrototypeOf(fn);
    const parentName = typeof parent === "function" && !types.isProxy(parent) ? ownName(parent) : "";
    const heritage = parentName === "" ? "" : ` extends ${oneLine(parentName)}`;
    return `[class ${name === "" ? "(anonymous)" : oneLine(name)}${heritage}]`;
  }
  const kind = constructorName(fn) ?? "Function";
  return name === "" ? `[${oneLine(kind)} (anonymous)]` : `[${oneLine(kind)}: ${oneLine(name)}]`;
}

function quote(text: string): string {
  const part = text.slice(0, LONGEST + 1);
  const mark = ['"', "'", "`"].find((mark) => !part.includes(mark)) ?? '"';
  const escaped = part.replace(/[\t\\]/g, (character) => character === "\t" ? "\\t" : "\\\\");
  return mark + oneLine(mark === '"' ? escaped.replaceAll('"', '\\"') : escaped) + mark;
}

function getterOf(prototype: object, key: string): (object: unknown) => unknown {
  const getter = getOwnPropertyDescriptor(prototype, key)?.get;
  if (getter === undefined) throw new Error(`Cannot find the getter "${key}" of the language`);
  return (object) => apply(getter, object, []);
}
