/** What importing both doors changes in the runtime, as JSON on stdout. */
const watched: Record<string, object> = {
  globalThis,
  Error,
  Promise,
  "Promise.prototype": Promise.prototype,
  "Error.prototype": Error.prototype,
};

/** Own properties with the identity of their values. */
function look(): Map<string, unknown[]> {
  return new Map(
    Object.entries(watched).flatMap(([name, object]) =>
      Reflect.ownKeys(object).map((key): [string, unknown[]] => {
        const property = Reflect.getOwnPropertyDescriptor(object, key);
        return [`${name}.${String(key)}`, [property?.value, property?.get, property?.set, property?.writable]];
      })
    ),
  );
}

const before = look();
await import("../../../mod.ts");
await import("../../../lowlevel.ts");
const after = look();
const changed = [...after.keys(), ...before.keys()].filter((key) =>
  [0, 1, 2, 3].some((at) => !Object.is(before.get(key)?.[at], after.get(key)?.[at]))
);
console.log(JSON.stringify([...new Set(changed)]));
