/**
 * The variables that a function closes over, live. Read through the inspector, without a heap snapshot: about 0.4 ms each (Deno 2.9.6).
 *
 * The list of scopes is handed over as it is and read through property descriptors, see frame_scopes.ts.
 */
import { isNativeError } from "node:util/types";
import { scopesIn, valueOf } from "./frame_scopes.ts";
import { InspectorSession } from "./inspector_session.ts";

/**
 * The variables of the scopes around a function, the innermost of each name; of a suspended generator also its locals; of a bound
 * function and of a generator also `this`. Empty where they cannot be read. Those of modules and scripts are left out.
 */
export function closureVariables(target: object): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const session = isDescribable(target) ? InspectorSession.open() : "";
  if (typeof session === "string") return found;
  using open = session;
  const internals = open.internals(open.handle(target));
  const receiver = (internals.get("[[BoundThis]]") ?? internals.get("[[GeneratorReceiver]]"))?.objectId;
  if (receiver !== undefined) found.set("this", valueOf(open, receiver));
  // A running generator has no scopes of its own: those of its function are around them.
  const body = internals.get("[[GeneratorFunction]]")?.objectId;
  const around = body === undefined ? undefined : open.internals(body).get("[[Scopes]]");
  const scopes = (internals.get("[[Scopes]]") ?? around)?.objectId;
  for (const { type, object } of scopes === undefined ? [] : scopesIn(valueOf(open, scopes))) {
    if (!/^(?:Local|Closure|Block|Catch)$/.test(type)) continue;
    for (const name of Object.keys(object)) {
      const variable = Reflect.getOwnPropertyDescriptor(object, name);
      if (variable !== undefined && "value" in variable && !found.has(name)) found.set(name, variable.value);
    }
  }
  return found;
}

/** The inspector describes the properties of what it is asked about, and to describe an error V8 runs code of the program. */
function isDescribable(target: object): boolean {
  const values = Reflect.ownKeys(target).map((key) => Reflect.getOwnPropertyDescriptor(target, key)?.value);
  return ![...values, Reflect.getPrototypeOf(target)].some((value) => isNativeError(value));
}
