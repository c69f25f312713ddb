/**
 * Parameters, locals and scopes of suspended functions of this process.
 *
 * While the look in which a frame was found is open, they are read from it. Later the function is looked for anew, and its values
 * are told only if it is still suspended at the same place. Each look-up of an async function walks the heap (11 to 30 ms), so there
 * is a bound for each look.
 */
import * as types from "node:util/types";
import { type Locals, localsIn } from "../heap/locals.ts";
import { isDescribable, ownScopes, readScopes, type ScopeObject, variableIn } from "../heap/frame_scopes.ts";
import { readAwaitGraph } from "../heap/await_graph.ts";
import { InspectionWarning } from "../model/inspection_warning.ts";
import type { LocalAcquisition } from "../target/local.ts";
import type { LiveObjects } from "../target/live_objects.ts";
import { previewer } from "../heap/preview.ts";
import { asError } from "./extracting.ts";
import { tellInspection } from "./inspection_notes.ts";
import { findAgain, isOpen, lookOfThisTurn, type Suspension } from "./suspension.ts";

/** Functions of one look whose scopes are read. */
const MAX_READ = 200;

const preview = previewer(types);
const known = new WeakMap<Suspension, Locals>();
const counts = new WeakMap<LiveObjects, number>();

/** Names and previews of parameters and locals; `undefined` where they cannot be had. Read once. */
export function localsOf(suspension: Suspension): Locals | undefined {
  let locals = known.get(suspension);
  if (locals === undefined) {
    const scopes = scopesOf(suspension);
    if (scopes === undefined) return undefined;
    const found = localsIn(ownScopesOf(suspension, scopes), { preview, isProxy: types.isProxy });
    known.set(suspension, locals = found);
  }
  return locals;
}

/** All scopes of a suspended function, innermost first, with the live values; `undefined` where they cannot be had. */
export function scopesOf(suspension: Suspension): ScopeObject[] | undefined {
  try {
    const place = placeNow(suspension);
    if (place === undefined) return undefined;
    const { live, node } = place;
    const { session } = live;
    if (session === undefined || isSpent(live)) return undefined;
    counts.set(live, (counts.get(live) ?? 0) + 1);
    const handle = live.handle(node);
    return handle === undefined ? undefined : readScopes(session, handle);
  } catch {
    return undefined; // of another realm, or in a program that has hardened what this needs
  }
}

/** The scopes that are the frame's own. */
export function ownScopesOf({ isModule }: Suspension, scopes: readonly ScopeObject[]): ScopeObject[] {
  return ownScopes(scopes, isModule);
}

/** The names of a frame's variables, by the object that they hold. */
export function namesOf(suspension: Suspension): Map<object, string[]> {
  const names = new Map<object, string[]>();
  const scopes = isOpen(suspension.look) ? scopesOf(suspension) : undefined;
  for (const { type, object } of scopes === undefined ? [] : ownScopesOf(suspension, scopes)) {
    if (type.startsWith("With")) continue;
    for (const name of Reflect.ownKeys(object)) {
      const value: unknown = variableIn(object, name)?.value;
      const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
      if (isObject && typeof name === "string") names.set(value, [...names.get(value) ?? [], name]);
    }
  }
  return names;
}

function placeNow(suspension: Suspension): { live: LiveObjects; node: number } | undefined {
  const { look, node, origin, isLocal } = suspension;
  if (!isLocal) return undefined;
  const { live } = look;
  if (live !== undefined && isOpen(look)) return isDescribable(look.graph.heap, node) ? { live, node } : undefined;
  if (origin === undefined) return undefined;
  const acquisition = lookOrTell(origin);
  if (acquisition === undefined) return undefined;
  if (isSpent(acquisition.live)) {
    tellMissing(`at most those of ${MAX_READ} are read in one turn, as each takes up to 30 ms`);
    return undefined;
  }
  const found = findAgain(suspension, acquisition);
  if (found === undefined || !isDescribable(readAwaitGraph(found.acquisition.snapshot).heap, found.node)) {
    return undefined;
  }
  return { live: found.acquisition.live, node: found.node };
}

/** A look for values; without, it is said why there is none. */
function lookOrTell(origin: object): LocalAcquisition | undefined {
  try {
    return lookOfThisTurn(origin);
  } catch (error) {
    tellMissing(asError(error).message);
    return undefined;
  }
}

/** Have the scopes of as many functions been read as may be in one look? */
function isSpent(live: LiveObjects): boolean {
  return (counts.get(live) ?? 0) >= MAX_READ;
}

function tellMissing(reason: string): void {
  tellInspection(new InspectionWarning(`Values of frames are missing: ${reason}`));
}
