/** What a program is made of. */
import { AWAITS, LEAVES, LINES, WORKS, WRAPPERS } from "./forms.ts";
import type { Program } from "./program.ts";
import { pruned } from "./pruned.ts";

/** Where the number of a form is kept, and how many there are. */
const FORMS: Record<string, readonly [key: string, forms: readonly unknown[]]> = {
  await: ["form", AWAITS],
  line: ["form", LINES],
  leaf: ["how", LEAVES],
  work: ["how", WORKS],
  wrapped: ["how", WRAPPERS],
};

/** How often each construct stands in a program where it can be reached. */
export function countConstructs(program: Program): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1);
  add(program.isTyped ? "TypeScript" : "JavaScript");
  if (program.main !== undefined) add("top-level await");
  visit(pruned(program));
  return counts;

  function visit(value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    if ("type" in value && typeof value.type === "string") {
      const [key, forms] = FORMS[value.type] ?? [];
      add(
        "kind" in value
          ? `Promise.${value.kind}`
          : "how" in value && key === undefined && typeof value.how === "string"
          ? `${value.type} ${value.how}`
          : value.type,
      );
      if (key !== undefined && forms !== undefined) {
        add(`${value.type} #${Number(Reflect.get(value, key)) % forms.length} of ${forms.length}`);
      }
    }
    if ("disposer" in value) {
      const isStack = "entries" in value && value.entries !== undefined;
      add(`${value.disposer === undefined ? "using" : "await using"}${isStack ? " of a disposable stack" : ""}`);
    }
    Object.values(value).forEach(visit);
  }
}
