import { assert, assertEquals, assertRejects } from "@std/assert";
import { attachToInspector, attachToPid } from "../../src/target/attach.ts";
import { TargetError } from "../../src/target/cdp.ts";
import { chooseEntry, parseInspectorAddress, pidOfTitle } from "../../src/target/inspector_list.ts";
import { isOpen, program, Target, untilClosed, withoutInspectorLines } from "../cli/command.ts";

const timeoutMs = 10_000;

Deno.test("parseInspectorAddress() reads addresses as a user writes them", () => {
  for (
    const [text, url] of [
      ["127.0.0.1:9229", "http://127.0.0.1:9229"],
      [":9230", "http://127.0.0.1:9230"],
      ["localhost:9229", "http://localhost:9229"],
      ["[::1]:9229", "http://[::1]:9229"],
      ["http://127.0.0.1:9229/json", "http://127.0.0.1:9229"],
    ]
  ) assertEquals(parseInspectorAddress(text), { kind: "list", url });
  assertEquals(parseInspectorAddress("ws://127.0.0.1:1/x"), { kind: "socket", url: "ws://127.0.0.1:1/x" });
  for (const text of ["9229", "host", "host:", "host:0", "host:70000", "a b:1", "ws://", "user@host:1"]) {
    assertEquals(parseInspectorAddress(text), undefined, text);
  }
});

Deno.test("chooseEntry() takes the main thread", () => {
  const entry = (title: string) => ({ title, url: "", webSocketDebuggerUrl: "" });
  const main = entry("deno - main [pid: 12]");
  assertEquals(chooseEntry([entry("deno - worker-1 [pid: 12]"), main]), main);
  assertEquals(chooseEntry([entry("app.js")])?.title, "app.js");
  assertEquals(chooseEntry([]), undefined);
  assertEquals(pidOfTitle(main.title), 12);
  assertEquals(pidOfTitle("app.js"), undefined);
});

for (
  const [runtime, start] of Object.entries({
    Deno: () => Target.deno("waits.ts"),
    Node: () => new Target("node", [program("waits.mjs")]),
  })
) {
  Deno.test(`attachToPid() opens the inspector of ${runtime}, and detach() closes it, again and again`, async () => {
    await using target = await start().prints("ready");
    for (let round = 0; round < 5; round++) {
      const attachment = await attachToPid(target.pid, { timeoutMs });
      assertEquals([attachment.opened, attachment.pid, attachment.notes], [true, target.pid, []]);
      const { result } = await attachment.session.send<{ result: { value: number } }>("Runtime.evaluate", {
        expression: "6 * 7",
      });
      assertEquals(result.value, 42);
      assertEquals(await attachment.detach(), undefined);
      assert(!await isOpen(9229));
    }
    assertEquals((await target.finish()).code, 7);
    assertEquals(withoutInspectorLines(target.stderr), "");
  });
}

Deno.test("attachToPid() runs code in turns, so that Deno.exit keeps its status", async () => {
  await using target = await Target.deno("exits.ts").prints("ready");
  const attachment = await attachToPid(target.pid, { timeoutMs });
  await target.poke("ready");
  const busy = async () => {
    for (;;) await attachment.session.send("Runtime.evaluate", { expression: "new Error(String(process.pid)).stack" });
  };
  const error = await assertRejects(busy, TargetError);
  assertEquals(error.code, "exited");
  assertEquals(await attachment.detach(), undefined);
  const { code } = await target.finish();
  assertEquals(code, 9, target.stderr);
});

Deno.test("detach() leaves word with a target that is busy", async () => {
  await using target = await Target.deno("spins.ts", [], ["4000"]).prints("ready");
  const attachment = await attachToPid(target.pid, { timeoutMs });
  await target.poke("spinning");
  const left = await attachment.detach();
  const expected = "has not closed its inspector on 127.0.0.1:9229 yet: it will when it is idle";
  // On a slow machine it may be free again by now.
  assert(target.stdout.includes("free") || left?.includes(expected), left);
  await target.prints("free");
  await untilClosed(9229);
});

Deno.test("detach() does not close an inspector that was open", async () => {
  await using target = await Target.deno("waits.ts", ["--inspect=127.0.0.1:0"]).prints("ready");
  const { address } = await target.inspector();
  const parsed = parseInspectorAddress(address);
  assert(parsed !== undefined);
  for (
    const attachment of [await attachToPid(target.pid, { timeoutMs }), await attachToInspector(parsed, { timeoutMs })]
  ) {
    assertEquals([attachment.opened, attachment.pid, attachment.title], [false, target.pid, program("waits.ts")]);
    assertEquals(await attachment.detach(), undefined);
  }
  assert(await isOpen(Number(address.split(":")[1])));
});

Deno.test("attachToPid() finds an inspector that the program opened by itself", async () => {
  await using target = await Target.deno("opens_inspector.ts", ["--allow-sys", "--allow-net"]).prints("ready");
  const attachment = await attachToPid(target.pid, { timeoutMs });
  assertEquals([attachment.opened, attachment.pid], [false, target.pid]);
  await attachment.detach();
});

Deno.test("attachToPid() says nothing of workers with an inspector, which are reached by way of the main thread", async () => {
  await using target = await Target.deno("worker.ts", ["--inspect=127.0.0.1:0", "--allow-sys", "--allow-net"]).prints(
    "ready",
  );
  await using attachment = await attachToPid(target.pid, { timeoutMs });
  assertEquals(attachment.notes, []);
});
