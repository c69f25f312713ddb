/** Circles of waits as parts of a dump. */
import type { Suspended } from "../heap/await_graph.ts";
import { findDeadlocks } from "../leaves/deadlocks.ts";
import { Deadlock } from "../model/deadlock.ts";
import type { Frame } from "../model/frame.ts";
import type { Look } from "./look.ts";
import { type DrawnWaits, nameOf, placeOf } from "./waits.ts";

/** The deadlocks in a heap that was looked at. `drawn`: where its functions are drawn. */
export function deadlocksOf(look: Look, drawn: DrawnWaits): Deadlock[] {
  return findDeadlocks(look.graph).map(({ kind, description, certain, members }) =>
    new Deadlock({
      kind,
      description,
      certain,
      members: members.map(({ suspended, waitsFor, heldBy, holder }) => {
        const frame = look.frames.of(suspended);
        const { url, line, column } = frame;
        const stack = drawn.idOf(suspended);
        const taken = holder === undefined ? "" : calledAt(look.frames.of(holder));
        return { name: nameOf(frame), stack, url, line, column, waitsFor, heldBy, taken };
      }),
    })
  );

  function calledAt(frame: Frame): string {
    return placeOf(frame);
  }
}
