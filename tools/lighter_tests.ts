/**
 * Preloaded into each test file by `run_tests.ts`: gives back the 80 MB that `deno test` holds, which every collection walks.
 *
 * Deno's own `cli/js/40_bench.js`, which `deno test` loads too, begins with `let all = new Array(10_000_000)` (Deno 2.9.6). A heap
 * snapshot begins with collections, so that one array makes our tests half as long again. It is reached through the scope of
 * `Deno.bench`, and is empty here in any case: nothing runs benches. Where it is not found, nothing is done.
 *
 * @module
 */
import inspector from "node:inspector";
import process from "node:process";

/** What the inspector tells of a property, as far as it is read here. */
interface Property {
  name: string;
  value?: { type: string; description?: string; objectId?: string };
}

const session = new inspector.Session();
session.connect();
const bench = ask<{ result: { objectId: string } }>("Runtime.evaluate", { expression: "Deno.bench" }).result.objectId;
const scopes = propertiesOf(bench).internal.find(({ name }) => name === "[[Scopes]]")?.value?.objectId;
// The innermost scope is that of the module.
const scope = scopes === undefined
  ? undefined
  : propertiesOf(scopes).own.find(({ name }) => name === "0")?.value?.objectId;
const all = scope === undefined ? undefined : propertiesOf(scope).own.find(({ name }) => name === "all")?.value;
if (all?.description === "Array(10000000)") {
  ask("Runtime.callFunctionOn", { objectId: all.objectId, functionDeclaration: "function () { this.length = 0; }" });
}
session.disconnect();

function propertiesOf(objectId: string): { own: Property[]; internal: Property[] } {
  const { result, internalProperties = [] } = ask<{ result: Property[]; internalProperties?: Property[] }>(
    "Runtime.getProperties",
    { objectId, ownProperties: true },
  );
  return { own: result, internal: internalProperties };
}

/** The answer comes with the next tick, which is now. */
function ask<Answer>(method: string, params: object): Answer {
  let answer: Answer | undefined, failure: Error | null = null;
  const { nextTick } = process;
  process.nextTick = (callback: (...args: unknown[]) => void, ...args: unknown[]) => callback(...args);
  try {
    session.post(method, params, (error: Error | null, result?: object) => {
      failure = error;
      answer = result as Answer;
    });
  } finally {
    process.nextTick = nextTick;
  }
  if (failure !== null || answer === undefined) throw failure ?? new Error(`Cannot ask ${method}: no answer`);
  return answer;
}
