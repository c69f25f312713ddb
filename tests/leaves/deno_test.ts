import { assert } from "@std/assert";
import { checkTable, runCases } from "./coverage.ts";
import { fileCases } from "./file_cases.ts";
import { publicApis } from "./public_apis.ts";

Deno.test("leaves name the asynchronous APIs of Deno and of the web platform", async () => {
  await using resources = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir();
  resources.defer(() => Deno.remove(dir, { recursive: true }));
  const outcomes = await runCases([...await fileCases(dir, resources)]);
  const apis = await publicApis();
  const shares = await checkTable(new URL("../../docs/leaves/deno.md", import.meta.url), {
    title: "What leaves say of the APIs of Deno and of the web platform",
    text: "",
    apis,
    outcomes,
    neverPending: {},
    notTried: Object.fromEntries(
      apis.filter((api) => !outcomes.some((outcome) => outcome.api === api)).map((api) => [api, "to do"]),
    ),
    scrub: [[dir, "DIR"], [/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT"]],
  });
  assert(shares.verb >= 0);
});
