/** A dump when the own program ends with something undone. */
import { PendingKeeper } from "../target/keep_pending.ts";
import { mayHavePendingPromise, settledWaiters } from "../target/pending_promises.ts";
import { hasStalledModule } from "../leaves/stalled.ts";
import type { Dump } from "../model/dump.ts";
import { type Ending, EndWatch } from "../target/ending.ts";
import { traceTime } from "../trace/engine.ts";
import { dumpFrom } from "./dump.ts";
import { InspectionWarning } from "../model/inspection_warning.ts";
import { asError, beginning } from "./extracting.ts";
import { tellInspection } from "./inspection_notes.ts";
import { LookSource } from "./items.ts";
import type { Look } from "./look.ts";
import { unfinishedOf } from "./unfinished.ts";
import { undisturbed } from "../model/own_language.ts";

/** The end of a program that leaves something undone. */
export interface UnfinishedEnd {
  ending: Ending;
  /** What is undone; the first note says what that means. */
  dump: Dump;
}

/** Options of {@linkcode extractOnExit}. */
export interface ExitOptions {
  /** Keep pending promises alive, so that what nothing refers to is seen too. Default: false. */
  keepPending?: boolean;
  /** Asked at the end: does anyone want to know? Default: yes. */
  isWanted?: () => boolean;
}

/** A look at everything; without, it is said why there is none. */
function lookOrTell(looks: LookSource): Look | undefined {
  try {
    return looks.all();
  } catch (error) {
    tellInspection(new InspectionWarning(`The end of this program is not looked at: ${asError(error).message}`));
    return undefined;
  }
}

/**
 * Call `listener` when this program ends, naturally or with a stalled top-level await, and leaves something undone.
 *
 * @param options what else is done
 * @returns a `Disposable` that stops watching
 */
export function extractOnExit(listener: (end: UnfinishedEnd) => void, options: ExitOptions = {}): Disposable {
  return undisturbed(() => {
    const { keepPending = false, isWanted = () => true } = options;
    const keeper = keepPending ? new PendingKeeper() : undefined;
    const watch = new EndWatch((ending) => {
      if (!isWanted()) return true;
      // No need of a snapshot, unless a trace knows what was collected.
      const isTraced = traceTime() !== undefined;
      if (ending === "exit" && !isTraced && !mayHavePendingPromise()) return false;
      return beginning(() => {
        const notes: string[] = [];
        using looks = new LookSource(notes);
        const look = lookOrTell(looks);
        if (look === undefined) return true;
        if (ending === "stall" && !hasStalledModule(look.graph, look.acquisition.parked?.keys())) return false;
        if (look.live !== undefined) look.acquisition.settled = settledWaiters(look.graph, look.live);
        const dump = unfinishedOf(dumpFrom(look, { looks, notes }), {
          ending,
          isComplete: keeper?.isComplete === true,
          isTraced,
        });
        if (dump === undefined) return false;
        listener({ ending, dump });
        return true;
      });
    });
    return {
      [Symbol.dispose]() {
        watch[Symbol.dispose]();
        keeper?.[Symbol.dispose]();
      },
    };
  });
}
