/**
 * One line of text for a value of a suspended frame: of this process, or of another one.
 *
 * V8's own previews cannot be used: to describe an error they call `Error.prepareStackTrace` and getters called `name` and
 * `message` (Deno 2.9.6, V8 15.0). So the text is made here, from own data properties and from the internal slots of the language's
 * own classes. Its style is that of `safeText`, for values that cannot be brought here.
 *
 * `previewer` refers to nothing outside itself: its source is also sent to other processes, where it runs in a realm of its own,
 * whose intrinsics nobody has patched. Plain syntax only.
 */

/** What is needed of `node:util/types`: these look at a value without running a trap. */
export interface ValueTypes {
  isProxy(value: unknown): boolean;
  isModuleNamespaceObject(value: unknown): boolean;
  isNativeError(value: unknown): boolean;
  isDate(value: unknown): boolean;
  isRegExp(value: unknown): boolean;
  isMap(value: unknown): boolean;
  isSet(value: unknown): boolean;
  isTypedArray(value: unknown): boolean;
  isArgumentsObject(value: unknown): boolean;
}

/** Make the function that gives the text of a value: one line, at most 200 characters and then `...`. It never throws. */
export function previewer(types: ValueTypes): (value: unknown) => string {
  const LONGEST = 200, DEEPEST = 4, MOST_ITEMS = 100, MOST_PROTOTYPES = 100;
  const { apply, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
  const { isArray } = Array;
  const sourceOf = Function.prototype.toString, dateText = Date.prototype.toISOString;
  const { entries } = Map.prototype, { values } = Set.prototype;
  const nextOf = getter("next", Reflect.getPrototypeOf(new Map().entries()));
  const nextOfSet = getter("next", Reflect.getPrototypeOf(new Set().values()));
  const mapSize = getter("size", Map.prototype), setSize = getter("size", Set.prototype);
  const itemCount = getter("length", Reflect.getPrototypeOf(Uint8Array.prototype));
  const regExpSource = getter("source", RegExp.prototype),
    regExpFlags = [
      ["d", "hasIndices"],
      ["g", "global"],
      ["i", "ignoreCase"],
      ["m", "multiline"],
      ["s", "dotAll"],
      ["u", "unicode"],
      ["v", "unicodeSets"],
      ["y", "sticky"],
    ].map(([flag, name]) => ({ flag, isSet: getter(name, RegExp.prototype) }));
  const unsafe = /[[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]--\t]/gv;
  const named: Record<string, string> = { "\b": "\\b", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r" };
  let text = "", path: object[] = [];

  return (value) => {
    text = "";
    path = [];
    try {
      write(value);
      return clip(text);
    } catch {
      return "<unprintable>";
    }
  };

  /** What calls a getter of the language, or a function where the property is one. */
  function getter(name: string, prototype: object | null): (object: unknown) => unknown {
    const { get, value } = getOwnPropertyDescriptor(prototype as object, name) as PropertyDescriptor;
    return (object) => apply(get ?? value, object, []);
  }

  function write(value: unknown): void {
    if (text.length > LONGEST) return;
    if (typeof value === "string") text += quote(value);
    else if (typeof value === "bigint") text += `${value}n`;
    else if (typeof value === "symbol") text += oneLine(String(value));
    else if (typeof value === "number") text += Object.is(value, -0) ? "-0" : value;
    else if (typeof value === "function") text += types.isProxy(value) ? "[Proxy]" : functionText(value);
    else if (typeof value === "object" && value !== null) writeObject(value);
    else text += value;
  }

  function writeObject(object: object): void {
    if (isOpaque(object)) text += types.isProxy(object) ? "[Proxy]" : "[Module]";
    else if (types.isNativeError(object)) text += headline(object);
    else if (types.isDate(object)) text += safeDate(object);
    else if (types.isRegExp(object)) {
      const flags = regExpFlags.filter(({ isSet }) => isSet(object)).map(({ flag }) => flag).join("");
      text += oneLine(`/${regExpSource(object)}/${flags}`);
    } else if (path.includes(object)) text += "[Circular]";
    else if (path.length > DEEPEST) text += isArray(object) ? "[Array]" : `[${constructorName(object) ?? "Object"}]`;
    else {
      path.push(object);
      const isList = isArray(object) || types.isTypedArray(object);
      text += prefix(object) + (isList ? "[" : "{");
      const start = text.length;
      if (isList) writeElements(object);
      else if (types.isMap(object)) writeEntries(object);
      else if (types.isSet(object)) writeMembers(object);
      if (!types.isTypedArray(object)) writeProperties(object);
      text += (text.length > start ? " " : "") + (isList ? "]" : "}");
      path.pop();
    }
  }

  function separate(): boolean {
    if (text.length > LONGEST) return false;
    text += /[{[]$/.test(text) ? " " : ", ";
    return true;
  }

  function lengthOf(list: object): number {
    return Number(isArray(list) ? getOwnPropertyDescriptor(list, "length")?.value : itemCount(list));
  }

  function writeElements(list: object): void {
    const length = lengthOf(list), shown = Math.min(length, MOST_ITEMS);
    let holes = 0;
    for (let index = 0; index <= shown; index++) {
      const element = index < shown ? getOwnPropertyDescriptor(list, index) : undefined;
      const isHole = index < shown && element === undefined;
      if (isHole) {
        holes++;
        continue;
      }
      if (holes > 0) {
        if (!separate()) return;
        text += `<${holes} empty item${holes === 1 ? "" : "s"}>`;
        holes = 0;
      }
      if (element === undefined) break;
      if (!separate()) return;
      writeProperty(element);
    }
    if (length > shown && separate()) text += `... ${length - shown} more items`;
  }

  function writeEntries(map: object): void {
    const all = apply(entries, map, []);
    for (let count = 0; count < MOST_ITEMS; count++) {
      const { done, value } = nextOf(all) as IteratorResult<[unknown, unknown]>;
      if (done || !separate()) return;
      write(value[0]);
      text += " => ";
      write(value[1]);
    }
  }

  function writeMembers(set: object): void {
    const all = apply(values, set, []);
    for (let count = 0; count < MOST_ITEMS; count++) {
      const { done, value } = nextOfSet(all) as IteratorResult<unknown>;
      if (done || !separate()) return;
      write(value);
    }
  }

  function writeProperties(object: object): void {
    const isPlain = constructorName(object) === "Object";
    for (const key of ownKeys(object)) {
      // Symbols on instances of classes are internals of the runtime far more often than data.
      if (typeof key === "symbol" ? !isPlain : isArray(object) && /^\d+$/.test(key)) continue;
      const property = getOwnPropertyDescriptor(object, key);
      if (property === undefined || !property.enumerable) continue;
      if (!separate()) return;
      text += typeof key === "symbol" ? oneLine(String(key)) : /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key);
      text += ": ";
      writeProperty(property);
    }
  }

  function writeProperty({ get, set, value }: PropertyDescriptor): void {
    if (get !== undefined) text += set === undefined ? "[Getter]" : "[Getter/Setter]";
    else if (set !== undefined) text += "[Setter]";
    else write(value);
  }

  function prefix(object: object): string {
    if (types.isArgumentsObject(object)) return "[Arguments] ";
    const name = constructorName(object), tag = dataProperty(object, Symbol.toStringTag);
    const isOfItsClass = name === "Array" && isArray(object);
    const counted = isArray(object) || types.isTypedArray(object)
      ? lengthOf(object)
      : types.isMap(object)
      ? mapSize(object)
      : types.isSet(object)
      ? setSize(object)
      : undefined;
    const size = counted === undefined || isOfItsClass ? "" : `(${counted})`;
    const base = name === undefined ? `[Object${size}: null prototype]` : oneLine(name) + size;
    if (typeof tag === "string" && tag !== "" && tag !== name) return `${base} [${oneLine(tag)}] `;
    return name === "Object" || name === "Array" ? "" : `${base} `;
  }

  /** `Name: message`, from data properties alone. */
  function headline(error: object): string {
    const given = dataProperty(error, "name"), message = dataProperty(error, "message");
    const name = typeof given === "string" && given !== "Error" ? given : constructorName(error) ?? "Error";
    if (message === undefined || message === "") return oneLine(name);
    return oneLine(`${name}: ${typeof message === "string" ? message : typeof message}`);
  }

  function safeDate(date: object): string {
    try {
      return apply(dateText, date, []);
    } catch {
      return "Invalid Date";
    }
  }

  function functionText(fn: object): string {
    const name = oneLine(ownName(fn));
    if (/^class\b/.test(apply(sourceOf, fn, []))) {
      const parent = getPrototypeOf(fn);
      const parentName = typeof parent === "function" && !types.isProxy(parent) ? ownName(parent) : "";
      return `[class ${name || "(anonymous)"}${parentName === "" ? "" : ` extends ${oneLine(parentName)}`}]`;
    }
    const kind = oneLine(constructorName(fn) ?? "Function");
    return name === "" ? `[${kind} (anonymous)]` : `[${kind}: ${name}]`;
  }

  function isOpaque(object: object): boolean {
    return types.isProxy(object) || types.isModuleNamespaceObject(object);
  }

  function dataProperty(object: object, key: PropertyKey): unknown {
    let link: object | null = object;
    for (let hops = 0; link !== null && hops < MOST_PROTOTYPES && !isOpaque(link); hops++) {
      const descriptor = getOwnPropertyDescriptor(link, key);
      if (descriptor !== undefined) return descriptor.value;
      link = getPrototypeOf(link);
    }
    return undefined;
  }

  function constructorName(object: object): string | undefined {
    let link: object | null = object;
    for (let hops = 0; link !== null && hops < MOST_PROTOTYPES && !isOpaque(link); hops++) {
      const constructor = getOwnPropertyDescriptor(link, "constructor")?.value;
      const name = typeof constructor === "function" && !types.isProxy(constructor) ? ownName(constructor) : "";
      if (name !== "") return name;
      link = getPrototypeOf(link);
    }
    return undefined;
  }

  function ownName(fn: object): string {
    const name = getOwnPropertyDescriptor(fn, "name")?.value;
    return typeof name === "string" ? name : "";
  }

  function quote(full: string): string {
    const part = full.slice(0, LONGEST + 1);
    const mark = ['"', "'", "`"].find((mark) => !part.includes(mark)) ?? '"';
    const escaped = part.replace(/[\t\\]/g, (character) => character === "\t" ? "\\t" : "\\\\");
    return mark + oneLine(mark === '"' ? escaped.replaceAll('"', '\\"') : escaped) + mark;
  }

  function oneLine(line: string): string {
    return line.replace(unsafe, (character) => {
      const code = character.charCodeAt(0);
      return named[character] ??
        (code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`);
    });
  }

  function clip(line: string): string {
    if (line.length <= LONGEST) return line;
    const last = line.charCodeAt(LONGEST - 1);
    return line.slice(0, last >= 0xd800 && last < 0xdc00 ? LONGEST - 1 : LONGEST) + "...";
  }
}
