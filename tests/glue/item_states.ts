/** The state of objects of this process, as their heap tells it, in one look. */
import { readAwaitGraph } from "../../src/heap/await_graph.ts";
import { type ItemState, itemState } from "../../src/leaves/item_state.ts";
import { acquireLocal } from "../../src/target/local.ts";

/** What an object is described as, and the live objects by which it goes on. */
export interface LiveState {
  leaf: ItemState["leaf"];
  inward: (object | undefined)[];
}

/** The state of each object. One that the heap tells nothing of has neither a leaf nor anything inward. */
export function statesOf<Name extends string>(items: Record<Name, object>): Record<Name, LiveState> {
  using acquisition = acquireLocal({ items: Object.values(items) });
  const graph = readAwaitGraph(acquisition.snapshot);
  const states: Record<string, LiveState> = {};
  for (const [name, item] of Object.entries<object>(items)) {
    const node = acquisition.live.node(item);
    const state = node === undefined ? undefined : itemState(graph, node);
    states[name] = { leaf: state?.leaf, inward: state?.inward.map((inner) => acquisition.live.object(inner)) ?? [] };
  }
  return states as Record<Name, LiveState>;
}

/** Let everything happen that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 50; turns++) await null;
}
