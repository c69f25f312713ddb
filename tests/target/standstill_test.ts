/** What a thread does that answers nothing. */
import { assertEquals, assertMatch } from "@std/assert";
import { linuxHost } from "../../src/target/process_linux.ts";
import { readStandstill, standstillText } from "../../src/target/standstill.ts";

const asleep = { state: "S", channel: "anon_pipe_read", processorMs: 40 };

Deno.test("standstillText() tells what a thread sleeps in, or that it is at work", () => {
  assertEquals(
    standstillText(asleep, asleep),
    "sleeps in the kernel (anon_pipe_read): it reads from a pipe or FIFO in which there is nothing",
  );
  assertEquals(standstillText(asleep, { ...asleep, processorMs: 60 }), "uses the processor");
  const unknown = { ...asleep, channel: "some_wait" }, untold = { ...asleep, channel: "" };
  assertEquals(standstillText(unknown, unknown), "sleeps in the kernel (some_wait)");
  assertEquals(standstillText(untold, untold), "sleeps in the kernel");
  assertEquals(standstillText(unknown, asleep), undefined, "it moves");
  assertEquals(
    standstillText(asleep, { ...asleep, state: "T" }),
    "is stopped by a signal (go on with: kill -CONT)",
  );
});

for (
  const [command, args, expected] of [
    ["cat", [], /^sleeps in the kernel( \(\w*pipe\w*\): it reads from a pipe or FIFO in which there is nothing)?$/],
    ["sleep", ["60"], /^sleeps in the kernel( \(\w*nanosleep\): it sleeps for a time)?$/],
    ["sh", ["-c", "while :; do :; done"], /^uses the processor$/],
  ] as const
) {
  const ignore = Deno.build.os !== "linux";
  Deno.test({ name: `readStandstill() tells what ${command} does`, ignore }, async () => {
    const child = new Deno.Command(command, { args: [...args], stdin: "piped", stdout: "null" }).spawn();
    try {
      let told: string | undefined;
      for (let looks = 0; looks < 50 && !expected.test(told ?? ""); looks++) {
        told = await readStandstill(linuxHost, child.pid); // it may still be starting
      }
      assertMatch(told ?? "", expected);
    } finally {
      child.kill("SIGKILL");
      await child.stdin.close();
      await child.status;
    }
  });
}
