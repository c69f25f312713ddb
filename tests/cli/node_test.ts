/** The command against Node programs whose files are not what V8 runs. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { dumpStacks, program, Target } from "./command.ts";

Deno.test("dump-stacks tells positions in the original source, and none of a text that it does not have", async () => {
  const emitted = await Deno.makeTempFile({ suffix: ".js" });
  try {
    const transpile = new Deno.Command(Deno.execPath(), {
      args: ["transpile", "--quiet", "--no-lock", "--source-map=inline", program("node_order.ts")],
    });
    await Deno.writeFile(emitted, (await transpile.output()).stdout);
    const args = ["--inspect=127.0.0.1:0", "--enable-source-maps", program("node_loaders.cjs"), emitted];
    await using target = await new Target("node", args).prints("ready");
    const { address } = await target.inspector();
    const { status, stdout, stderr } = await dumpStacks([address, "--timeout=60s"]);
    assertEquals([status, stderr], [0, ""]);
    assertStringIncludes(
      stdout,
      `╠ orderOf in node_order at ${program("node_order.ts")}:7:3
║ └ await new Promise<void>((resolve) => setTimeout(resolve, 1_000_000));
╚ setTimeout 1000000 ms`,
    );
    assertStringIncludes(
      stdout,
      `╠ countStock in node_stock at ${program("node_stock.js")}:4:3
╚ setTimeout 1000000 ms`,
    );
    assertStringIncludes(stdout, `Note: No source lines of ${program("node_stock.js")}: the program runs another`);
    // Compiled async functions, by the positions of their generators.
    assertStringIncludes(
      stdout,
      `║ │   ╠ Pool.take in typescript_es2015 at ${program("../../compiled/programs/typescript_es2015.js")}:120:7
║ │   ║ └ yield waiting;
║ │   ╚ a promise held by Pool[0] of pool`,
    );
    assertEquals((await target.finish()).code, 7);
  } finally {
    await Deno.remove(emitted);
  }
});
