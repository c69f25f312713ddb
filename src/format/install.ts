import { setExitWatch } from "../extract/tracing.ts";
import { type FormatOptions, setDrawing } from "../model/drawing.ts";
import { checkOptions } from "../model/given.ts";
import { undisturbed } from "../model/own_language.ts";
import { formatDump } from "./dump.ts";
import { formatFlat } from "./flat.ts";
import { formatDumpGrouped } from "./grouped.ts";
import { dumpAtEndOfTrace } from "./on_exit.ts";
import { formatContext, formatFrame, formatStack } from "./tree.ts";

/** Lets stacks, frames, contexts and dumps draw themselves, and traces print at the end. Called once, by the door. */
export function installDrawing(): void {
  setDrawing({
    stack: drawn(formatStack),
    stackFlat: drawn(formatFlat),
    frame: drawn(formatFrame),
    context: drawn(formatContext),
    dump: drawn(formatDump),
    dumpGrouped: drawn(formatDumpGrouped),
  });
  setExitWatch(dumpAtEndOfTrace);
}

type Draw<Model> = (model: Model, options?: FormatOptions) => string[];

/** Draw undisturbed, what and how a caller asks for. */
function drawn<Model>(draw: Draw<Model>): Draw<Model> {
  return (model, options = {}) => {
    checkOptions(options, "draw");
    return undisturbed(() => draw(model, options));
  };
}
