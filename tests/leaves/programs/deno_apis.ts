/** Prints what a dump says of the APIs of Deno and of the web platform, as JSON. Arguments: a directory for files, a group. */
import { DENO_CASES } from "../all_cases.ts";
import { blockPool } from "../blocked_pool.ts";
import { type Case, dumpCases } from "../coverage.ts";

const [dir, only] = Deno.args;
const resources = new AsyncDisposableStack(); // the process ends with them
const cases: Case[] = [];
for (const [name, make] of Object.entries(DENO_CASES)) {
  if (only === undefined || only === name) cases.push(...await make(dir, resources));
}
await blockPool(dir);
const { outcomes } = await dumpCases(cases);
console.log(JSON.stringify(outcomes));
for (const { end } of cases) end?.();

Deno.exit();
