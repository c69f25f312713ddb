import { setExitWatch } from "../extract/tracing.ts";
import { setDrawing } from "../model/drawing.ts";
import { formatDump } from "./dump.ts";
import { formatFlat } from "./flat.ts";
import { formatDumpGrouped } from "./grouped.ts";
import { dumpAtEndOfTrace } from "./on_exit.ts";
import { formatContext, formatFrame, formatStack } from "./tree.ts";

/** Lets stacks, frames, contexts and dumps draw themselves, and traces print at the end. Called once, by the door. */
export function installDrawing(): void {
  setDrawing({
    stack: formatStack,
    stackFlat: formatFlat,
    frame: formatFrame,
    context: formatContext,
    dump: formatDump,
    dumpGrouped: formatDumpGrouped,
  });
  setExitWatch(dumpAtEndOfTrace);
}
