/**
 * The scopes of a suspended function of this process, with the live values of its variables, those in registers included.
 *
 * The inspector makes an object for each scope, with a data property for each variable; to ask for one that is not set yet (V8's
 * hole) throws, where V8 checks for that, and gives `undefined` elsewhere. The list of these objects is handed over to this process as
 * it is: nothing is described on the way, as V8's descriptions of errors run code of the program.
 */
import type { HeapGraph } from "./heap_graph.ts";
import type { InspectorSession } from "./inspector_session.ts";

/** One scope of a suspended function. */
export interface ScopeObject {
  /** `"Block"`, `"Catch"`, `"With Block"`, `"Local"`, `"Closure"`, `"Module"`, `"Script"`, `"Global"`. */
  type: string;
  /** Its variables, as properties; for `with` and for the global scope the object of the program itself. */
  object: object;
}

/** The scopes of a suspended function, innermost first; `undefined` when it is not suspended. */
export function readScopes(session: InspectorSession, generator: string): ScopeObject[] | undefined {
  const internals = session.internals(generator);
  const list = internals.get("[[Scopes]]")?.objectId;
  if (internals.get("[[GeneratorState]]")?.value !== "suspended" || list === undefined) return undefined;
  return scopesIn(valueOf(session, list));
}

/** The value of a handle; it is not described on the way. */
export function valueOf(session: InspectorSession, objectId: string): unknown {
  let found: unknown;
  session.post("Runtime.callFunctionOn", {
    objectId: session.handle((value: unknown) => void (found = value)),
    functionDeclaration: "function (value) { this(value); }",
    arguments: [{ objectId }],
  });
  return found;
}

/**
 * May the inspector be asked about a generator object? It describes the receiver too, and to describe an error V8 runs code of
 * the program: `Error.prepareStackTrace`, and getters called `name` and `message` (V8 15.0).
 */
export function isDescribable(heap: HeapGraph, generator: number): boolean {
  const receiver = heap.field(generator, "receiver");
  return receiver < 0 || !heap.instanceType(receiver).startsWith("JS_ERROR");
}

/**
 * The scopes in what the inspector made: an array without prototype, of `{ description, object }`. Refers to nothing outside itself.
 */
export function scopesIn(list: unknown): ScopeObject[] {
  const scopes: ScopeObject[] = [];
  if (typeof list !== "object" || list === null) return scopes;
  for (let index = 0;; index++) {
    const scope: unknown = Reflect.getOwnPropertyDescriptor(list, index)?.value;
    if (typeof scope !== "object" || scope === null) return scopes;
    const description: unknown = Reflect.getOwnPropertyDescriptor(scope, "description")?.value;
    const object: unknown = Reflect.getOwnPropertyDescriptor(scope, "object")?.value;
    const type = /^(?:With )?\w+/.exec(String(description))?.[0] ?? "";
    if (typeof object === "object" && object !== null) scopes.push({ type, object });
  }
}

/**
 * The scopes that are the frame's own: from the innermost block outward to that of the function, or of the module. Refers to nothing
 * outside itself.
 */
export function ownScopes<Scope extends { type: string }>(scopes: readonly Scope[], isModule: boolean): Scope[] {
  const end = scopes.findIndex(({ type }) => !/^(?:Block|Catch|With Block|With|Local)$/.test(type));
  const own = scopes.slice(0, end < 0 ? scopes.length : end);
  const local = own.findIndex(({ type }) => type === "Local");
  if (local >= 0) return own.slice(0, local + 1);
  return isModule && end >= 0 && scopes[end].type === "Module" ? [...own, scopes[end]] : own;
}

/**
 * The property that stands for a variable; `undefined` for one before its declaration, which V8 refuses to show. Refers to nothing
 * outside itself.
 */
export function variableIn(scope: object, name: PropertyKey): PropertyDescriptor | undefined {
  try {
    return Reflect.getOwnPropertyDescriptor(scope, name);
  } catch {
    return undefined; // ReferenceError: Cannot access 'x' from debugger
  }
}
