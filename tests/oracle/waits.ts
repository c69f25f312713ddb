/** What a function waits for, in the one form in which truth and dump are compared. */

import type { Held } from "./records.ts";

/**
 * `undefined`: a promise behind which no suspended function stands. A text: the place of a suspended function, or `~` and the name of
 * one that is at work for a stream.
 */
export type Wait = string | Branches | undefined;

/** Several promises of which one or all are waited for. */
export interface Branches {
  readonly kind: string;
  readonly items: { readonly index: number | undefined; readonly wait: Wait }[];
}

/** The text of a wait. Branches are in the order of their index, or of their text where they have none. */
export function textOfWait(wait: Wait, around: readonly Branches[] = []): string {
  if (wait === undefined) return "-";
  if (typeof wait === "string") return wait;
  if (around.includes(wait)) return "circle";
  const inside = [...around, wait];
  const items = wait.items.map(({ index, wait }) => `${index ?? ""}:${textOfWait(wait, inside)}`);
  return `${wait.kind}[${items.sort().join(" ")}]`;
}

/** The place of a suspended function. `file`: empty for the first one of a program. */
export function placeText(name: string, file: string, line: number, column: number): string {
  return `${name}@${file}${file && ":"}${line}:${column}`;
}

/** A function that is at work for a stream. */
export function textOfWork(name: string): string {
  return `~${name.replace(/^C\w+\./, "")}`;
}

/** Modules in top-level await, as what an import waits for: the places, or how many. A dump does not tell many of them. */
export function textOfModules(places: readonly string[], count: number = places.length): Wait {
  if (count === 0) return undefined;
  return `import ${count <= MOST_MODULES ? places.toSorted().join(" ") : count}`;
}

const MOST_MODULES = 3;

/** A resource that a function holds, and each entry of a disposable stack. */
export function textsOfHeld({ name, line, isExiting, entries }: Held): string[] {
  const resource = `${name}:${line}${isExiting ? "!" : ""}`;
  if (entries === undefined) return [resource];
  return [`${resource} {}`, ...entries.map((kind, i) => `${resource} {${i} ${kind}}`)];
}

/** All facts about the suspended functions of one program, sorted. */
export type Facts = string[];

/** What only one of two has, each as often as it has more of it. */
export function difference(these: Facts, those: Facts): Facts {
  const left = [...those];
  return these.filter((fact) => {
    const at = left.indexOf(fact);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
