/**
 * Starts APIs, prints what two looks in one turn of the event loop say of each, and stays: a dump in process, and one by the engine
 * that looks at other processes, over a session of its own. Arguments: a directory for files, groups of APIs.
 */
import { dumpOf } from "../../../src/extract/dump.ts";
import { InspectorSession } from "../../../src/heap/inspector_session.ts";
import { acquireRemote, type InspectorSession as RemoteSession } from "../../../src/target/remote.ts";
import { DENO_CASES, NODE_CASES } from "../all_cases.ts";
import { blockPool } from "../blocked_pool.ts";
import { type Case, dumpCases, leafLine } from "../coverage.ts";

const [dir, ...groups] = Deno.args;
const resources = new AsyncDisposableStack(); // the process ends with them
const made = { ...DENO_CASES, ...NODE_CASES };
const cases: Case[] = [];
for (const group of groups) {
  for (const [index, { start, ...one }] of (await made[group](dir, resources)).entries()) {
    // From outside, a function is known by its name only.
    const api = `${group} ${index} ${one.api}`;
    const { [api]: named } = { [api]: async () => await start() };
    cases.push({ ...one, api, start: named });
  }
}
await blockPool(dir);
const { outcomes } = await dumpCases(cases);
const inspector = InspectorSession.open();
if (typeof inspector === "string") throw new Error(inspector);
const session: RemoteSession = {
  // Not async: the fewer jobs run, the less is over by then.
  send(method, params) {
    if (method === "Runtime.queryObjects") { // the look is next
      for (const { lasts, start } of cases) if (!lasts) start().catch(() => {});
    }
    return Promise.resolve(inspector.post(method, params));
  },
};
const { tasks } = dumpOf(await acquireRemote(session, { kind: "pid", pid: Deno.pid }));
inspector[Symbol.dispose]();
console.log(JSON.stringify(outcomes.map(({ api, line }) => ({
  api,
  inProcess: line,
  remote: leafLine(tasks, ({ functionName }) => functionName === api),
}))));
Deno.addSignalListener("SIGTERM", () => {
  for (const { end } of cases) end?.();
  Deno.exit();
});
setTimeout(() => Deno.exit(), 60_000);
