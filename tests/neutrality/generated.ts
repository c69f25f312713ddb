/** The random programs of the oracle, written down once for all the processes that run them. */
import fc from "fast-check";
import { programs } from "../oracle/program.ts";
import { pruned } from "../oracle/pruned.ts";
import { render } from "../oracle/render.ts";
import type { WaysToWatch } from "./plan.ts";

/** One of them. */
export interface Written {
  readonly name: string;
  readonly url: string;
  readonly age: number;
  readonly roots: readonly (readonly [name: string, beginning: number])[];
  readonly imports: readonly (readonly [name: string, imported: readonly string[]])[];
}

/** What a process does with them. */
export interface GeneratedPlan extends WaysToWatch {
  readonly programs: readonly Written[];
}

/** Write so many programs into a folder. The same seed gives the same ones. */
export async function writePrograms(seed: number, count: number, folder: string): Promise<Written[]> {
  const written: Written[] = [];
  for (const [i, program] of fc.sample(programs, { seed, numRuns: count }).entries()) {
    const { name, texts, roots, imports } = render(pruned(program), `p${i + 1}`);
    for (const [file, text] of texts) await Deno.writeTextFile(`${folder}/${file}`, text);
    const [first] = texts.keys();
    const url = new URL(`file://${folder}/${first}`).href;
    written.push({ name, url, age: program.age, roots: [...roots], imports: [...imports] });
  }
  return written;
}
