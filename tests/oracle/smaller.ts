/** Programs that are a little smaller than a given one. Many are tried in one dump, which fast-check's own shrinking cannot do. */
import type { Program } from "./program.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

const EXPRESSIONS = new Set(
  "gate timer settled rejected soon shared call combinator chain resolved thenable next collect deaf leaf work import wrapped"
    .split(" "),
);

/** Each differs in one place, the smallest first. */
export function smallerPrograms(program: Program): Program[] {
  const texts = new Set<string>();
  const whole = program as unknown as Json;
  visit(whole, (changed) => texts.add(JSON.stringify(changed)));
  texts.delete(JSON.stringify(program));
  const programs: Program[] = [...texts].map((text) => JSON.parse(text));
  return programs.filter(({ tasks }) => tasks.length > 0).sort((a, b) => sizeOf(a) - sizeOf(b));
}

function sizeOf(program: Program): number {
  return JSON.stringify(program).length;
}

/** Calls `found` with each smaller form of `value`. */
function visit(value: Json | undefined, found: (changed: Json | undefined) => void): void {
  if (typeof value === "number" && value > 0) found(0);
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const i of value.keys()) {
      found(value.toSpliced(i, 1));
      visit(value[i], (changed) => found(value.with(i, changed as Json)));
    }
    return;
  }
  if (isExpression(value)) {
    if (value.type !== "gate") found({ type: "gate" });
    for (const inner of within(value)) found(inner);
  }
  for (const [key, part] of Object.entries(value)) {
    visit(part, (changed) => {
      if (key === "parts" && Array.isArray(changed) && changed.length === 0) return;
      found({ ...value, [key]: changed });
    });
  }
  if (typeof value.returns === "object") found({ ...value, returns: undefined });
}

function isExpression(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && EXPRESSIONS.has(String(value.type));
}

/** The outermost expressions within an expression. */
function* within(value: Json | undefined): Generator<Json> {
  if (typeof value !== "object" || value === null) return;
  for (const part of Object.values(value)) {
    if (isExpression(part)) yield part;
    else yield* within(part);
  }
}
