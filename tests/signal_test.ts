/**
 * `dumpOnSignal()` in processes of its own.
 *
 * A listener also keeps SIGUSR1 from killing: without one, Deno 2.9.6 dies of it in its first half second, under `deno
 * test` and under `--watch`. Deno opens its inspector on SIGUSR1 only when the process is half a second old.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { lockPort } from "../src/target/process_lock.ts";
import { isOpen, Target, withoutInspectorLines } from "./cli/command.ts";

const PROGRAM = fileURLToPath(new URL("fixtures/signal/waits.ts", import.meta.url));
/** The port that SIGUSR1 opens. */
const PORT = 9229;
/** Milliseconds after which SIGUSR1 opens the inspector: https://github.com/denoland/deno/pull/35738 (Deno 2.9.6). */
const AGE = 700;

function start(args: readonly string[] = [], allow: readonly string[] = ["--allow-all"]): Promise<Target> {
  return new Target(Deno.execPath(), ["run", "--no-config", "--no-prompt", ...allow, PROGRAM, ...args]).prints("ready");
}

/** The place of the text in the program, as a dump writes it. */
async function placeOf(text: string): Promise<string> {
  const lines = (await Deno.readTextFile(PROGRAM)).split("\n");
  const line = lines.findIndex((line) => line.includes(text));
  return `waits.ts:${line + 1}:${lines[line].indexOf(text) + 1}`;
}

/** What happens in another process has no promise here. */
async function eventually(what: string, isSo: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  for (const until = Date.now() + ms; !await isSo();) {
    assert(Date.now() < until, `Not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function timesIn(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** Send the signal, and wait until all listeners have been called. */
async function send(target: Target, signal: Deno.Signal): Promise<void> {
  const before = timesIn(target.stdout, "signalled");
  target.kill(signal);
  await eventually("the program got the signal", () => {
    assert(target.isRunning, `The signal ended the program:\n${target.stderr}`);
    return timesIn(target.stdout, "signalled") > before;
  });
}

/** Run a test that opens the port, when no other one on this machine does; again, if one did all the same. */
async function withPort(args: string[], allow: string[], test: (target: Target) => Promise<void>): Promise<void> {
  using _lock = await lockPort(PORT, AbortSignal.timeout(60_000));
  for (let attempt = 1;; attempt++) {
    await eventually("the port is free", async () => !await isOpen(PORT));
    await using target = await start(args, allow);
    await new Promise((resolve) => setTimeout(resolve, AGE));
    try {
      return await test(target);
    } catch (error) {
      if (attempt === 3 || !target.stderr.includes("Failed to start inspector server")) throw error;
    }
  }
}

Deno.test("dumpOnSignal() prints the tree to stderr on each SIGUSR1, and the program goes on", async () => {
  const place = await placeOf("await untilStdinEnds()");
  await withPort([], ["--allow-all"], async (target) => {
    for (const times of [1, 2]) {
      await send(target, "SIGUSR1");
      await eventually("the dump is there", () => timesIn(target.stderr, `waitForTheEnd in waits at `) === times);
      await eventually("Deno opened its inspector", () => timesIn(target.stderr, "Debugger listening") === times);
      await eventually("the port is closed", async () => !await isOpen(PORT), 2_000);
    }
    assertStringIncludes(target.stderr, `waitForTheEnd in waits at ${PROGRAM.replace("waits.ts", place)}\n`);
    assertStringIncludes(target.stderr, "await untilStdinEnds(); // the await");
    assertEquals((await target.finish()).code, 7);
    assertEquals(target.stdout, "ready\nsignalled\nsignalled\ndone\n");
  });
});

Deno.test("dumpOnSignal() leaves an inspector open that was open before", async () => {
  const allow = ["--allow-all", "--inspect=127.0.0.1:0"];
  await using target = await start([], allow);
  const [, port] = /Debugger listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(target.stderr) ?? [];
  await send(target, "SIGUSR1");
  await eventually("the dump is there", () => target.stderr.includes("untilStdinEnds in waits"));
  await new Promise((resolve) => setTimeout(resolve, 100)); // it would be closed by now
  assert(await isOpen(Number(port)));
  assertEquals((await target.finish()).code, 7);
});

Deno.test("dumpOnSignal() keeps a young process alive", async () => {
  await using target = await start();
  await send(target, "SIGUSR1");
  await eventually("the dump is there", () => target.stderr.includes("untilStdinEnds in waits"));
  assertEquals((await target.finish()).code, 7);
});

Deno.test("dumpOnSignal() does not keep a program alive", async () => {
  const code = `(await import(${
    JSON.stringify(import.meta.resolve("../mod.ts"))
  })).dumpOnSignal(); console.log("end");`;
  await using target = new Target(Deno.execPath(), ["eval", "--no-config", code]);
  assertEquals([(await target.finish()).code, target.stdout, target.stderr], [0, "end\n", ""]);
});

Deno.test("dumpOnSignal({ signal }) listens for that one", async () => {
  await using target = await start(["SIGUSR2"]);
  await send(target, "SIGUSR2");
  await eventually("the dump is there", () => target.stderr.includes("untilStdinEnds in waits"));
  assertEquals((await target.finish()).code, 7);
  assert(!target.stderr.includes("Debugger listening"));
});

Deno.test("dumpOnSignal({ output: file }) appends to the file", async () => {
  const file = await Deno.makeTempFile();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(file));
  await using target = await start(["SIGUSR2", new URL(`file://${file}`).href]);
  for (const times of [1, 2]) {
    await send(target, "SIGUSR2");
    assertEquals(timesIn(await Deno.readTextFile(file), "untilStdinEnds in waits"), times);
  }
  assertEquals([(await target.finish()).code, target.stderr], [7, ""]);
});

Deno.test("dumpOnSignal({ output: function }) calls it with the text and the dump", async () => {
  await using target = await start(["SIGUSR2", "function"]);
  await send(target, "SIGUSR2");
  assertMatch(target.stdout, /^ready\ntasks: deno [\d.]+, pid \d+: 1 task waits in 3 frames\nsignalled\n$/);
  assertEquals([(await target.finish()).code, target.stderr], [7, ""]);
});

Deno.test("dumpOnSignal() says in one line that it cannot write, and the program goes on", async () => {
  await using target = await start(["SIGUSR2", new URL(".", import.meta.url).href]);
  await send(target, "SIGUSR2");
  await eventually("the line is there", () => target.stderr.endsWith("\n"));
  assertMatch(target.stderr, /^Cannot .*\n$/);
  assertEquals((await target.finish()).code, 7);
});

Deno.test("dumpOnSignal() stops listening when it is disposed of", async () => {
  await using target = await start(["SIGUSR2", "disposed"]);
  await send(target, "SIGUSR2");
  assertEquals([(await target.finish()).code, target.stderr], [7, ""]);
});

Deno.test("dumpOnSignal() without --allow-sys shows where functions start, and says why", async () => {
  await using target = await start(["SIGUSR2"], ["--allow-read"]);
  await send(target, "SIGUSR2");
  await eventually("the note is there", () => target.stderr.includes("is not granted."));
  assertStringIncludes(target.stderr, await placeOf("waitForTheEnd(): Promise<void>").then(lineOf));
  assertStringIncludes(target.stderr, "async function waitForTheEnd(): Promise<void> {");
  assertMatch(target.stderr, /Note: Lines are those where each function starts.*\s+.*--allow-sys/);
  assertEquals((await target.finish()).code, 7);
});

Deno.test("dumpOnSignal() without any permission shows no source line, says why, and asks for nothing", async () => {
  await using target = await start(["SIGUSR2"], []);
  await send(target, "SIGUSR2");
  await eventually("the note is there", () => target.stderr.includes("no permission to read it."));
  assertMatch(target.stderr, /waitForTheEnd in waits at .*waits\.ts:\d+:\d+\n(?!║ └)/);
  assertStringIncludes(target.stderr, `Note: No source lines of ${PROGRAM}: no permission to read it.`);
  assertEquals([(await target.finish()).code, withoutInspectorLines(target.stderr)], [7, target.stderr]);
});

/** A place without its column. */
function lineOf(place: string): string {
  return place.replace(/\d+$/, "");
}
