/** What glue gets, put together for tests of one glue alone. */
import type { BrandTest } from "../../src/dispatch/class_dispatch.ts";
import type { BuiltinGlue, GlueApi } from "../../src/dispatch/glue_api.ts";
import { glueSurface } from "../../src/extract/glue_surface.ts";
import { InspectorSession } from "../../src/heap/inspector_session.ts";

const names: { target: BrandTest; name: (item: object) => string | undefined }[] = [];

const api = {
  ...glueSurface(),
  readClosure,
  nameStackItem: {
    register(target: BrandTest, name: (item: object) => string | undefined): Disposable {
      const entry = { target, name };
      names.push(entry);
      return { [Symbol.dispose]: () => void names.splice(names.indexOf(entry), 1) };
    },
  },
};

/** The glue, until it is disposed. `instead`: parts of the surface that are to be others. */
export function installed(glue: BuiltinGlue, instead: Partial<typeof api> = {}): Disposable {
  const undo = new DisposableStack();
  const given = { ...api, ...instead } as unknown as GlueApi;
  for (const each of glue.install(given) as Iterable<Disposable>) undo.use(each);
  return undo;
}

/** What glue calls an item. */
export function titleOf(item: unknown): string | undefined {
  return names.find(({ target }) => target.matches(item))?.name(item as object);
}

/** The variables that a function closes over, the innermost of each name; of a bound function and a generator also `this`. */
export function readClosure(target: object): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const session = InspectorSession.open();
  if (typeof session === "string") return found;
  using open = session;
  const internals = open.internals(open.handle(target));
  const handles: { objectId?: string }[] = [];
  const owner = internals.get("[[BoundThis]]") ?? internals.get("[[GeneratorReceiver]]");
  if (owner?.objectId !== undefined) handles.push(owner);
  // A running generator has no scopes of its own: those of its function are around them.
  const body = internals.get("[[GeneratorFunction]]")?.objectId;
  const scopes = internals.get("[[Scopes]]") ??
    (body === undefined ? undefined : open.internals(body).get("[[Scopes]]"));
  if (scopes?.objectId !== undefined) handles.push(scopes);
  let values: unknown[] = [];
  open.post("Runtime.callFunctionOn", {
    objectId: open.handle((...all: unknown[]) => void (values = all)),
    functionDeclaration: "function (...values) { this(...values); }",
    arguments: handles.map(({ objectId }) => ({ objectId })),
  });
  if (owner?.objectId !== undefined) found.set("this", values.shift());
  const list = values[0];
  for (let index = 0; typeof list === "object" && list !== null; index++) {
    const scope: { description?: unknown; object?: unknown } | undefined = Reflect.getOwnPropertyDescriptor(list, index)
      ?.value;
    if (scope === undefined) break;
    if (!/^(?:Local|Closure|Block|Catch)/.test(String(scope.description)) || scope.object === undefined) continue;
    for (const [name, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(scope.object as object))) {
      if (get === undefined && !found.has(name)) found.set(name, value);
    }
  }
  return found;
}
