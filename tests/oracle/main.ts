import fc from "fast-check";
import { compare } from "./compare.ts";
import { programs } from "./program.ts";
const [seed, count, turns] = Deno.args.map(Number);
const folder = await Deno.makeTempDir({ dir: "/tmp/x/oracle" });
const t = performance.now();
const samples = fc.sample(programs, { seed, numRuns: count });
let facts = 0;
for (let i = 0; i < count; i += 100) {
  const t = performance.now();
  const { verdicts, errors, notes } = await compare(samples.slice(i, i + 100), folder, turns);
  const bad = verdicts.filter((v) => v.wrong.length + v.missing.length > 0);
  bad.sort((a, b) => a.rendered.text.length - b.rendered.text.length);
  for (const v of verdicts) facts += v.facts;
  for (const { rendered, wrong, missing } of bad.slice(0, 2)) {
    console.log(rendered.text, "\nWRONG", wrong, "\nMISSING", missing);
  }
  console.log({ bad: bad.length, errors: errors.slice(0, 3), notes, t: performance.now() - t });
}
console.log({ facts, t: performance.now() - t });
Deno.exit(0);
