/** Where it is said that an inspection went wrong. */
import type { InspectionWarning } from "../model/inspection_warning.ts";
import { currentExtraction } from "./extracting.ts";

const told = new Set<string>();
const MOST_TOLD = 1_000;

/** Say it: among the notes of the extraction that goes on, otherwise on stderr, once for each message. */
export function tellInspection(warning: InspectionWarning): void {
  const notes = currentExtraction()?.shared?.notes;
  if (notes !== undefined) {
    if (!notes.includes(warning.message)) notes.push(warning.message);
    return;
  }
  if (told.has(warning.message) || told.size >= MOST_TOLD) return;
  told.add(warning.message);
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(`${warning.name}: ${warning.message}\n`));
  } catch {
    // Nobody reads stderr.
  }
}
