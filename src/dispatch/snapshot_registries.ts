/** All registries and pending glue, saved and put back. For tests. */
import { glueState } from "./glue.ts";
import { elaborateContext, elaborateFrame, unwrapContext, unwrapContextGenerator, unwrapStackItem } from "./hooks.ts";
import { saveState } from "./saved_state.ts";

const OWNERS = [
  unwrapStackItem,
  elaborateFrame,
  unwrapContext,
  unwrapContextGenerator,
  elaborateContext,
  glueState,
];

/** Save what is registered, installed and pending now; to dispose puts it back. */
export function snapshotRegistries(): Disposable {
  const restore = OWNERS.map(saveState);
  return {
    [Symbol.dispose]() {
      for (const one of restore) one();
    },
  };
}
