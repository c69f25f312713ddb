/** The sentinel that cuts. */

const TEXT = "PRUNE";

/**
 * The result by which a hook cuts: from `elaborateFrame`, what is inward of the frame is dropped; from `unwrapContext` and
 * `unwrapContextGenerator`, the context is hidden. It is an empty array, and is told by identity.
 *
 * @example It has a readable text
 * ```ts
 * import { PRUNE } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(Deno.inspect(PRUNE), "PRUNE");
 * assertEquals(PRUNE.length, 0);
 * ```
 */
export const PRUNE: readonly never[] = Object.freeze(
  Object.defineProperties<never[]>([], {
    [Symbol.for("Deno.customInspect")]: { value: () => TEXT },
    [Symbol.for("nodejs.util.inspect.custom")]: { value: () => TEXT },
    toString: { value: () => TEXT },
  }),
);
