/** Values of async contexts that a snapshot does not tell, from the live objects: `unseen_values.ts` says which, and why. */
import * as types from "node:util/types";
import type { Stored } from "../heap/async_context.ts";
import { valueOf } from "../heap/frame_scopes.ts";
import type { StoredValue } from "../heap/stored_values.ts";
import { plainTextAt } from "../heap/unseen_values.ts";
import type { LiveObjects } from "../target/live_objects.ts";
import type { Look } from "./look.ts";

const { get: weakGet } = WeakMap.prototype;
const reading = { isProxy: types.isProxy, isMap: types.isMap, mapGet: Map.prototype.get };

/** The WeakMaps of storages: to find one walks the heap. */
const weakMaps = new WeakMap<LiveObjects, Map<number, unknown>>();
const MAX_WEAK_MAPS = 10;

/** The text of a value of a store; `undefined` when it cannot be had. */
export function liveText(look: Look, { store, weak }: Stored, { path, holder }: StoredValue): string | undefined {
  const { acquisition, live } = look;
  if (live === undefined) {
    const at = holder ?? weak?.key;
    return at === undefined ? undefined : acquisition.storeTexts?.get(at)?.[path.join(".")];
  }
  if (holder !== undefined) return plainTextAt(live.object(holder), path, reading);
  const object = live.object(store);
  if (object !== undefined) return plainTextAt(object, path, reading);
  const key = weak && live.object(weak.key);
  if (weak === undefined || key === undefined) return undefined;
  const map = weakMapAt(live, weak.map);
  return types.isWeakMap(map) ? plainTextAt(Reflect.apply(weakGet, map, [key]), path, reading) : undefined;
}

function weakMapAt(live: LiveObjects, node: number): unknown {
  let known = weakMaps.get(live);
  if (known === undefined) weakMaps.set(live, known = new Map());
  if (!known.has(node) && known.size < MAX_WEAK_MAPS) known.set(node, find(live, node));
  return known.get(node);
}

function find(live: LiveObjects, node: number): unknown {
  try {
    const handle = live.handle(node);
    return handle === undefined || live.session === undefined ? undefined : valueOf(live.session, handle);
  } catch {
    return undefined; // a program that has hardened what this needs
  }
}
