/** Prints what a dump says of the APIs of Deno and of the web platform, as JSON. Arguments: a directory for files, a group. */
import { blockPool } from "../blocked_pool.ts";
import { type Case, dumpCases } from "../coverage.ts";
import { fileCases } from "../file_cases.ts";
import { httpCases } from "../http_cases.ts";
import { storageCases } from "../storage_cases.ts";
import { netCases } from "../net_cases.ts";
import { processCases } from "../process_cases.ts";
import { quicCases } from "../quic_cases.ts";
import { webCases } from "../web_cases.ts";

const [dir, only] = Deno.args;
const groups: Record<string, () => Case[] | Promise<Case[]>> = {
  file: () => fileCases(dir),
  net: () => netCases(dir),
  process: () => processCases(),
  storage: () => storageCases(dir),
  http: () => httpCases(),
  web: () => webCases(),
  quic: () => quicCases(),
};
const cases: Case[] = [];
for (const [name, make] of Object.entries(groups)) {
  if (only === undefined || only === name) cases.push(...await make());
}
await blockPool(dir);
const { outcomes } = await dumpCases(cases);
console.log(JSON.stringify(outcomes));
for (const { end } of cases) end?.();

Deno.exit();
