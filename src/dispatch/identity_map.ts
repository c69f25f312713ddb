/** A map by identity. */

/**
 * A `Map`, under the name that Python's stackscope has for it (`IdentityDict`): JavaScript's own map finds objects by
 * identity, keeps them alive and keeps the order of insertion.
 *
 * @example Equal keys are different keys
 * ```ts
 * import { IdentityMap } from "@stackscope/stackscope/lowlevel";
 * import { assertEquals } from "@std/assert";
 *
 * const key = { name: "a" };
 * const ages = new IdentityMap([[key, 1]]);
 * assertEquals(ages.get({ name: "a" }), undefined);
 * key.name = "b";
 * assertEquals(ages.get(key), 1);
 * ```
 */
export const IdentityMap: MapConstructor = Map;

/** A `Map`; see the value of this name. */
export type IdentityMap<Key, Value> = Map<Key, Value>;
