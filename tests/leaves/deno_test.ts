import { assert, assertEquals } from "@std/assert";
import { checkTable, type Outcome, runCases } from "./coverage.ts";
import { publicApis } from "./public_apis.ts";

/** What lets the program use all of Deno. */
const UNSTABLE = ["--unstable-kv", "--unstable-net", "--unstable-cron"];

const RETURNED = "the work is done when the call returns: nothing waits (Deno 2.9.6)";
const NO_GPU = "needs a GPU";
const NO_KERNEL = "there only in a Jupyter kernel";

/** What never waits. */
const NEVER_PENDING = {
  "CSSStyleSheet.replace": RETURNED,
  "Deno.Conn.closeWrite": RETURNED,
  "Deno.FsWatcher.return": RETURNED,
  "Deno.MulticastV4Membership.leave": RETURNED,
  "Deno.MulticastV4Membership.setLoopback": RETURNED,
  "Deno.MulticastV4Membership.setTTL": RETURNED,
  "Deno.MulticastV6Membership.leave": RETURNED,
  "Deno.MulticastV6Membership.setLoopback": RETURNED,
  "Deno.Permissions.query": RETURNED,
  "Deno.Permissions.request": "it asks on the terminal, and the thread is blocked until the answer (Deno 2.9.6)",
  "Deno.Permissions.revoke": RETURNED,
  "Deno.startTls": RETURNED,
  "Deno.TestContext.assertSnapshot": RETURNED,
  "GPU.requestAdapter": RETURNED,
  "GPUAdapter.requestDevice": RETURNED,
  "GPUDevice.createComputePipelineAsync": RETURNED,
  "GPUDevice.createRenderPipelineAsync": "as createComputePipelineAsync",
  "GPUDevice.popErrorScope": RETURNED,
  "GPUShaderModule.getCompilationInfo": RETURNED,
  "NavigatorUAData.getHighEntropyValues": RETURNED,
  "OffscreenCanvas.convertToBlob": RETURNED,
  "PromiseRejectionEvent.promise": "a promise of the program that has been rejected",
  "PromiseRejectionEventInit.promise": "a promise of the program that has been rejected",
  "WebTransportReceiveStream.getStats": RETURNED,
  "WebTransportSendGroup.getStats": RETURNED,
  "WebTransportSendStream.getStats": RETURNED,
  "WebTransportWriter.atomicWrite": "declared, and not there at run time (Deno 2.9.6)",
};

/** What may wait, and is not tried. */
const NOT_TRIED = {
  "Deno.QuicConn.handshake": "waits only in a connection that sends data early",
  "Deno.bundle": "downloads a bundler",
  "Deno.jupyter.broadcast": NO_KERNEL,
  "Deno.jupyter.display": NO_KERNEL,
  "Deno.jupyter.format": NO_KERNEL,
  "GPUBuffer.mapAsync": NO_GPU,
  "GPUDevice.lost": NO_GPU,
  "GPUQueue.onSubmittedWorkDone": NO_GPU,
};

const INTRODUCTION = `
Each API is started and left pending in a program; the table has the line that \`extractAll()\` gives for it, with
nothing enabled beforehand. *Verb*: the line says what is waited for. *Target*: it says on what; – where the API has
none. The list of APIs is that of \`deno doc --builtin\` (what gives a promise or something to iterate with
\`for await\`), and beside them what programs wait for by callbacks and events.

What the line says is in \`leaf.details\` as plain data, too: \`path\` and \`to\`; \`host\` and \`port\`; \`url\` (without user,
query and fragment) and \`method\`; \`pid\`, \`command\`, \`stream\`; \`signal\`; \`event\`; \`name\`; \`key\`; \`algorithm\`, \`format\`;
\`delay\`, \`dueIn\`, \`repeats\` (milliseconds; \`dueIn\` only in a dump of a process on this machine); of streams \`state\`,
\`locked\`, \`queued\`, \`highWaterMark\`, \`atWork\`; \`heldBy\`, the way from a thing with a name to the promise, and \`heldIn\`,
the variable that has that thing, or \`within\`, the one from which it can be reached; of a lock \`heldBy\` is the function
that runs under it, and \`holder\` the \`id\` of its stack; of \`Atomics.waitAsync()\` \`index\`.
`;

Deno.test("leaves name the asynchronous APIs of Deno and of the web platform", async (t) => {
  await using resources = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir();
  resources.defer(() => Deno.remove(dir, { recursive: true }));
  const program = new URL("programs/deno_apis.ts", import.meta.url).href;
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--no-lock", `--config=${config}`, ...UNSTABLE, program, dir],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  assertEquals({ code, stderr: decoder.decode(stderr) }, { code: 0, stderr: "" });
  const outcomes: Outcome[] = JSON.parse(decoder.decode(stdout));
  const gate = Promise.withResolvers<void>();
  outcomes.push(
    ...await runCases([{
      api: "Deno.TestContext.step",
      start: async () => await t.step("pending", () => gate.promise),
      verb: "TestContext.step: waiting for step",
      target: `"pending"`,
      lasts: true,
      end: () => gate.resolve(),
    }]),
  );
  const shares = await checkTable(new URL("../../docs/leaves/deno.md", import.meta.url), {
    title: "What leaves say of the APIs of Deno and of the web platform",
    text: INTRODUCTION,
    apis: await publicApis(),
    outcomes,
    neverPending: NEVER_PENDING,
    notTried: NOT_TRIED,
    scrub: [
      [dir, "/tmp"],
      [/(127\.0\.0\.1|localhost|0\.0\.0\.0|\[::\]):\d+/g, "$1:PORT"],
      [/due in \d+ s/g, "due in N s"],
      [/child process \d+/g, "child process PID"],
    ],
  });
  assert(shares.verb >= 0.95, `verbs: ${shares.verb}`);
  assert(shares.target >= 0.9, `targets: ${shares.target}`);
});
