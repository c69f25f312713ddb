import { assert, assertEquals } from "@std/assert";
import { findSourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import { InspectorSession } from "../../src/heap/inspector_session.ts";
import type { ClassSyntax, FunctionSyntax, ScriptSyntax } from "../../src/source/script_syntax.ts";
import { parse } from "../../src/source/syntax_cache.ts";

interface Location {
  scriptId: string;
  lineNumber: number;
  columnNumber: number;
}

/** The session of one test, and a live function of the script that is asked about. */
function openSession(): InspectorSession {
  const session = InspectorSession.open();
  assert(session instanceof InspectorSession, String(session));
  return session;
}

function locationOf(session: InspectorSession, value: unknown): Location | undefined {
  return session.internals(session.handle(value)).get("[[FunctionLocation]]")?.value as Location | undefined;
}

/** All live functions, internal ones of classes included. */
function liveFunctions(session: InspectorSession): unknown[] {
  const prototypeObjectId = session.handle(Object.getPrototypeOf(function () {}));
  const { objects } = session.post("Runtime.queryObjects", { prototypeObjectId });
  let all: unknown[] = [];
  session.post("Runtime.callFunctionOn", {
    objectId: session.handle((found: unknown[]) => all = found),
    functionDeclaration: "function (found) { this(found); }",
    arguments: [{ objectId: objects.objectId }],
  });
  return all;
}

/** All functions of a syntax tree, without the module. */
function allFunctions(outer: FunctionSyntax | ClassSyntax): FunctionSyntax[] {
  return [
    ...outer.functions.flatMap((fn) => [fn, ...allFunctions(fn)]),
    ...outer.classes.flatMap((cls) => allFunctions(cls)),
  ];
}

async function parseFile(path: string): Promise<{ syntax: ScriptSyntax; text: string }> {
  const url = import.meta.resolve(path);
  const text = await Deno.readTextFile(new URL(url));
  const syntax = parse(url, text);
  assert(syntax !== undefined);
  return { syntax, text };
}

Deno.test("ScriptSyntax starts each function where V8 does", async () => {
  const { syntax, text } = await parseFile("./forms.js");
  const lines = text.split("\n");
  const found = new Map<string, { location: Location; name: string }>();
  using session = openSession();
  const look = () => {
    for (const fn of liveFunctions(session)) {
      if (typeof fn !== "function" || !text.includes(Function.prototype.toString.call(fn))) continue; // saves questions
      const location = locationOf(session, fn);
      if (location === undefined) continue;
      const name: unknown = Reflect.getOwnPropertyDescriptor(fn as object, "name")?.value;
      const { scriptId, lineNumber, columnNumber } = location;
      found.set(`${scriptId}:${lineNumber + 1}:${columnNumber + 1}`, { location, name: String(name ?? "") });
    }
  };
  Object.defineProperty(globalThis, "stackscopeLook", { value: look, configurable: true });
  try {
    const module = await import("./forms.js");
    look();
    const scriptId = locationOf(session, module.Explicit)?.scriptId;
    const told = (line: number, column: number) =>
      `${line}:${column} ${lines[line - 1].slice(0, column - 1)}¦${lines[line - 1].slice(column - 1)}`;
    const ofV8 = [...found.values()].filter(({ location }) => location.scriptId === scriptId)
      .map(({ location }) => ({ line: location.lineNumber + 1, column: location.columnNumber + 1 }));

    // What V8 has, the syntax has.
    const unknown = ofV8.filter((place) => syntax.functionStartingAt(place) === undefined);
    assertEquals(unknown.map(({ line, column }) => told(line, column)), []);
    // What the syntax has, V8 has.
    const known = new Set(ofV8.map(({ line, column }) => `${line}:${column}`));
    const invented = allFunctions(syntax.module).filter(({ start }) => !known.has(`${start.line}:${start.column}`));
    assertEquals(invented.map(({ start }) => told(start.line, start.column)), []);
    // And the names are the same, but for what V8 adds.
    for (const { location, name } of found.values()) {
      if (location.scriptId !== scriptId) continue;
      const fn = syntax.functionStartingAt({ line: location.lineNumber + 1, column: location.columnNumber + 1 });
      if (fn === undefined || (fn.kind === "method" && fn.name === "")) continue; // computed
      const own = fn.kind === "constructor" || fn.kind === "initializer" ? fn.className : fn.name;
      assertEquals(name.replace(/^[gs]et (?=.)/, ""), own, told(fn.start.line, fn.start.column));
    }
    assert(known.size > 80, `${known.size} functions`);
  } finally {
    Reflect.deleteProperty(globalThis, "stackscopeLook");
  }
});

Deno.test("functionStartingAt() finds each function of a TypeScript module, as Deno maps its start", async () => {
  const { syntax, text } = await parseFile("./typed_forms.ts");
  const module = await import("./typed_forms.ts");
  const map = findSourceMap(fileURLToPath(import.meta.resolve("./typed_forms.ts")));
  assert(map !== undefined);
  using session = openSession();
  const scriptId = locationOf(session, module.first)?.scriptId;
  const found = new Set<FunctionSyntax>();
  for (const fn of liveFunctions(session)) {
    if (typeof fn !== "function") continue;
    const name: unknown = Reflect.getOwnPropertyDescriptor(fn, "name")?.value;
    const emitted = Function.prototype.toString.call(fn);
    if (emitted.includes("[native code]") || typeof name !== "string" || !text.includes(name.replace(/^[gs]et /, ""))) {
      continue;
    }
    const location = locationOf(session, fn);
    if (location === undefined || location.scriptId !== scriptId) continue;
    const entry = map.findEntry(location.lineNumber, location.columnNumber);
    if (!("originalLine" in entry) || entry.originalLine === undefined) continue; // made by Deno, for decorators
    const place = { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
    const start = syntax.functionStartingAt(place);
    assert(start !== undefined, `${name} at ${place.line}:${place.column}`);
    const own = start.kind === "constructor" || start.kind === "initializer" ? start.className : start.name;
    if (name !== "") assertEquals(name.replace(/^[gs]et /, ""), own); // fields may have been moved to the constructor
    found.add(start);
  }
  const missing = allFunctions(syntax.module).filter((fn) => !found.has(fn));
  // Initializers and the functions without a name run once here, and are gone.
  assertEquals(missing.map(({ name }) => name).filter((name) => /^\w/.test(name)), []);
});
