/** Drawing no more lines than are wanted. */
import type { FormatOptions } from "../model/drawing.ts";
import { partOf, Shown } from "./node_parts.ts";
import { choose, leftOutOf } from "./parts.ts";
import type { Node } from "./pen.ts";

/** What draws the lines of a node. */
export interface Drawer {
  draw(node: Node): string[];
}

/**
 * The number of lines that are wanted; `Infinity` for all.
 *
 * @throws {TypeError} when it is no number
 * @throws {RangeError} when it is not a positive integer
 */
export function maxLinesOf({ maxLines }: Pick<FormatOptions, "maxLines">): number {
  if (maxLines === undefined) return Infinity;
  if (typeof maxLines !== "number") {
    throw new TypeError(`Cannot draw as 'maxLines' must be a number: current value is ${typeof maxLines}`);
  }
  if (maxLines === Infinity || (Number.isInteger(maxLines) && maxLines > 0)) return maxLines;
  throw new RangeError(`Cannot draw as 'maxLines' must be a positive integer: current value is ${maxLines}`);
}

/** The lines of one tree. `make` makes it anew: what is drawn once is remembered by who makes it. */
export function drawWithin(
  options: Pick<FormatOptions, "maxLines">,
  make: () => readonly [Drawer, Node | undefined],
): string[] {
  const maxLines = maxLinesOf(options);
  const [drawer, node] = make();
  if (node === undefined) return [];
  const all = drawer.draw(node);
  if (all.length <= maxLines) return all;
  const [cutter, again = node] = make();
  const part = partOf(again, maxLines);
  if (maxLines === 1) {
    return cutter.draw({ branch: "none", line: [...again.line, ["text", ` ${leftOutOf(part.children)}`]] });
  }
  choose(part, maxLines);
  return cutter.draw(new Shown([part]).node(part));
}
