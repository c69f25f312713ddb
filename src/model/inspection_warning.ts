/**
 * Says that the inspection of a frame went wrong, and what was done instead. It is never thrown: where there is a dump its
 * message stands among {@linkcode Dump.notes}, otherwise it is written to stderr, once for each cause and process.
 *
 * @example What it is made of
 * ```ts
 * import { InspectionWarning } from "@stackscope/stackscope";
 * import { assertEquals, assertInstanceOf } from "@std/assert";
 *
 * const warning = new InspectionWarning("Inspection trickery failed on frame main", { cause: new Error("unknown layout") });
 * assertInstanceOf(warning, Error);
 * assertEquals([warning.name, warning.message], ["InspectionWarning", "Inspection trickery failed on frame main"]);
 * ```
 */
export class InspectionWarning extends Error {
  /** `"InspectionWarning"`. */
  override readonly name = "InspectionWarning";
}
