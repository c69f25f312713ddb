/** What must be seen of a placement, and what is seen, in one form. */
import { assert } from "@std/assert";
import type { Context, Frame } from "../../mod.ts";
import { type Entry, entryOfObject } from "./active_list.ts";
import type { Declaration } from "./declarations.ts";
import type { Placement } from "./programs.ts";

/** What is compared of a context. */
export interface Seen {
  name: string | undefined;
  line: number | undefined;
  isAsync: boolean;
  isExiting: boolean;
  /** Which object it is, or the name of its type where there is no object. */
  what: string | undefined;
}

/** The contexts of one frame. The frame is named by function and number among the calls of it. */
export type Frames = Record<string, Seen[]>;

/** Where a resource is declared. */
export function declarationOf(placement: Placement, { tag }: Entry): Declaration {
  const declaration = placement.section.declarations.get(tag);
  assert(declaration !== undefined, `no mark tells where "${tag}" is declared`);
  return declaration;
}

/** What must be seen of one resource. */
export function known(entry: Entry, { name, line, isAsync }: Declaration, what: string): Seen {
  return { name, line, isAsync, isExiting: entry.state === "exiting", what };
}

/** What must be seen in these frames. What belongs to none of them is under the name that is missing. */
export function truth(placement: Placement, frames: readonly string[]): Frames {
  const wanted: Frames = Object.fromEntries(frames.map((frame) => [frame, []]));
  for (const entry of placement.list.active()) {
    const declaration = declarationOf(placement, entry);
    const only = frames.length === 1 && declaration.owner === undefined ? frames[0] : undefined;
    const frame = only ?? `${declaration.owner ?? placement.section.name} ${entry.call}`;
    (wanted[frame] ??= []).push(known(entry, declaration, identityOf(entry)));
  }
  return wanted;
}

/** One text for one object: its tag is not enough, as a loop makes several with one tag. */
function identityOf({ tag, order }: Entry): string {
  return `${tag}, number ${order}`;
}

function namesOf(frames: readonly Frame[]): string[] {
  const calls = new Map<string, number>();
  return frames.map(({ functionName }) => {
    const call = calls.get(functionName) ?? 0;
    calls.set(functionName, call + 1);
    return `${functionName} ${call}`;
  });
}

function seen({ varName, startLine, isAsync, isExiting, obj }: Context): Seen {
  const entry = entryOfObject(obj);
  const what = entry === undefined ? `not a resource: ${typeof obj}` : identityOf(entry);
  return { name: varName, line: startLine, isAsync, isExiting, what };
}

/** Is it a declaration, and not a combinator or a group of tasks? */
export function isUsing({ kind }: { kind: string }): boolean {
  return kind === "using";
}

/** What is seen in these frames. */
export function actual(frames: readonly Frame[]): Frames {
  const names = namesOf(frames);
  return Object.fromEntries(frames.map(({ contexts }, index) => [names[index], contexts.filter(isUsing).map(seen)]));
}
