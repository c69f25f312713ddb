import { setExitWatch } from "../extract/tracing.ts";
import { setDrawing } from "../model/drawing.ts";
import { guarded } from "../model/own_language.ts";
import { formatDump } from "./dump.ts";
import { formatFlat } from "./flat.ts";
import { formatDumpGrouped } from "./grouped.ts";
import { dumpAtEndOfTrace } from "./on_exit.ts";
import { formatContext, formatFrame, formatStack } from "./tree.ts";

/** Lets stacks, frames, contexts and dumps draw themselves, and traces print at the end. Called once, by the door. */
export function installDrawing(): void {
  setDrawing({
    stack: guarded(formatStack),
    stackFlat: guarded(formatFlat),
    frame: guarded(formatFrame),
    context: guarded(formatContext),
    dump: guarded(formatDump),
    dumpGrouped: guarded(formatDumpGrouped),
  });
  setExitWatch(dumpAtEndOfTrace);
}
