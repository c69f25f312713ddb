/** Heap snapshots in files: of Deno and of Node, whole and broken, beside their sources and without. */
import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { writeHeapSnapshot } from "node:v8";
import { readHeapSnapshot } from "../../lowlevel.ts";
import { extractSnapshot } from "../../mod.ts";
import { framesOf } from "../../src/extract/combinators.ts";
import { DUMP_SCHEMA } from "../../src/format/schema.ts";
import type { Dump } from "../../src/model/dump.ts";
import { Leaf } from "../../src/model/leaf.ts";
import { Stack } from "../../src/model/stack.ts";
import { readSnapshotFile } from "../../src/target/snapshot_file.ts";
import { TargetError } from "../../src/target/target_error.ts";
import { assertRefuses, dumpStacks } from "../cli/command.ts";
import { violations } from "../format/json_schema.ts";

/** A directory with a program and a snapshot of it, gone when disposed of. */
class Written implements AsyncDisposable {
  readonly directory: string;
  readonly program: string;
  readonly file: string;

  private constructor(directory: string, program: string) {
    this.directory = directory;
    this.program = program;
    this.file = `${directory}/waits.heapsnapshot`;
  }

  /** Run a copy of a program, which writes the file. */
  static async by(command: string, name: string): Promise<Written> {
    const directory = await Deno.realPath(await Deno.makeTempDir());
    const written = new Written(directory, `${directory}/${name}`);
    await Deno.copyFile(fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url)), written.program);
    const args = [...command === "node" ? [] : ["run", "--quiet", "--no-config", "--allow-all"], written.program];
    const { success, stderr } = await new Deno.Command(command, { args: [...args, written.file] }).output();
    assert(success, new TextDecoder().decode(stderr));
    return written;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.directory, { recursive: true });
  }
}

/** `name line:column` of all frames, with what their stacks wait for. */
function outline(dump: Dump): string[] {
  const lines: string[] = [];
  const add = (stack: Stack) => {
    for (const frame of stack.frames) {
      const name = frame.className === undefined ? frame.functionName : `${frame.className}.${frame.functionName}`;
      lines.push(`${name} ${frame.line}:${frame.column} ${frame.lineText}`);
      for (const { children } of frame.contexts) for (const child of children) if (child instanceof Stack) add(child);
    }
    if (stack.leaf instanceof Leaf) lines.push(stack.leaf.description);
  };
  for (const task of dump.tasks) if (framesOf(task).some(({ url }) => url.includes("snapshot_waits"))) add(task);
  return lines.sort();
}

Deno.test("extractSnapshot() of a Deno program, with its file, with another one in its place, and without", async (t) => {
  await using written = await Written.by(Deno.execPath(), "snapshot_waits.ts");
  const { file, program } = written;

  await t.step("shows a function at its only await, and others where they start", async () => {
    const dump = await extractSnapshot(file);
    assertEquals(outline(dump), [
      "Shop.all 22:10 async *all(): AsyncGenerator<Order> {",
      "Shop.ship 18:5 await door.promise; // the only one",
      "Shop.ship 18:5 await door.promise; // the only one",
      "a promise held by door.promise",
      "a promise held by door.promise",
      "loop 36:16 async function loop(shop: Shop): Promise<void> {",
      "main 46:3 await Promise.all([twice(shop), loop(shop), nap()]);",
      "nap 41:3 await new Promise((resolve) => setTimeout(resolve, 60_000));",
      "setTimeout 60000 ms",
      'twice 33:3 await shop.ship({ id: 2, from: "Bea" });',
    ]);
    const { kind, pid, title, runtime } = dump.target;
    assertEquals([kind, pid, title], ["snapshot", undefined, file]);
    assertEquals(runtime, `deno ${Deno.version.deno}`);
    const { size, mtime } = await Deno.stat(file);
    assertEquals([dump.stats.snapshotBytes, dump.takenAt], [size, mtime]);
    assertEquals(dump.notes.length, 2);
    assertMatch(dump.notes[0], /^A heap snapshot in a file has no await positions: /);
    assertMatch(dump.notes[1], /^V8 gave no await position for 2 frames: /);
    assertMatch(String(dump), /using _lamp = \{ \[Symbol\.dispose\]\(\) \{\} \}; {2}# _lamp: Object \(line 32\)/);
  });

  await t.step("the command prints the same, as text and as JSON", async () => {
    const { status, stdout, stderr } = await dumpStacks([file, "--format=json", "--max-lines=1"]);
    assertEquals([status, stderr], [0, ""]);
    const json = JSON.parse(stdout);
    assertEquals(violations(json, DUMP_SCHEMA), []);
    assertEquals([json.target.kind, json.stats.frames], ["snapshot", 7]);
    const text = await dumpStacks([file, "--max-lines=8"]);
    assertMatch(text.stdout, /^(?:.*\n){8}$/);
    assertMatch(text.stdout, /\n\.\.\. 2 more notes\n$/);
  });

  await t.step("shows no line of a file that is another one now", async () => {
    await Deno.writeTextFile(program, "// one more line\n" + await Deno.readTextFile(program));
    const dump = await extractSnapshot(file);
    const frames = dump.tasks.flatMap(framesOf).filter(({ url }) => url.includes("snapshot_waits"));
    assertEquals(frames.map(({ lineText }) => lineText).filter((text) => text !== ""), []);
    const notes = dump.notes.join("\n");
    assertMatch(notes, /^No source lines of \S+snapshot_waits\.ts: it is not the file that ran\.$/m);
    assertMatch(notes, /^Positions in \S+snapshot_waits\.ts are those in the JavaScript that was made of it\.$/m);
  });

  await t.step("does without the file", async () => {
    await Deno.remove(program);
    const dump = await extractSnapshot(new URL(`file://${file}`));
    const names = dump.tasks.flatMap(framesOf).filter(({ url }) => url.includes("snapshot_waits"));
    assertEquals(names.length, 7);
    assertMatch(dump.notes.join("\n"), /^No source lines of \S+snapshot_waits\.ts: the file is gone\.$/m);
  });
});

Deno.test("extractSnapshot() of a Node program has its functions, lines and version", async () => {
  await using written = await Written.by("node", "snapshot_waits.cjs");
  const dump = await extractSnapshot(written.file);
  assertMatch(dump.target.runtime ?? "", /^node \d+\.\d+\.\d+$/);
  assertEquals(outline(dump).filter((line) => line.includes(";")), [
    "main 13:3 await Promise.all([ship(1), ship(2)]);",
    "ship 7:3 await door;",
    "ship 7:3 await door;",
  ]);
});

/** What files may be instead, with what is said of them. */
const BROKEN: Record<string, [content: string | Uint8Array<ArrayBuffer>, reason: RegExp]> = {
  "nothing": ["", /it is empty$/],
  "text": ["some notes on the heap", /it is no heap snapshot$/],
  "other JSON": ['{"a":1}', /it is JSON, but no heap snapshot$/],
  "a list": ["[1,2,3]", /it is JSON, but no heap snapshot$/],
  "a profile": ['{"head":{"callFrame":{}},"samples":[]}', /it is a profile of samples, not a snapshot/],
  "a compressed file": [new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), /it is compressed: unpack it with gunzip/],
  "an archive": ["PK\x03\x04 and so on", /it is a zip archive: unpack it first$/],
  "zeros": [new Uint8Array(6_000_000), /it is no heap snapshot$/],
  "a start": ['{"snapshot":{"meta":{"node_fields":["type"', /it ends before its numbers: it was cut off$/],
  "no JSON": ['{"snapshot":{meta:1},"nodes":[]}', /what stands before its nodes is no JSON$/],
  "no fields": ['{"snapshot":{"node_count":1},"nodes":[1]}', /its 'node_fields' is missing: it is of a version of V8/],
};

Deno.test("readSnapshotFile() refuses what is no heap snapshot, in one line", async () => {
  const file = await Deno.makeTempFile({ suffix: ".heapsnapshot" });
  for (const [content, reason] of Object.values(BROKEN)) {
    await (typeof content === "string" ? Deno.writeTextFile(file, content) : Deno.writeFile(file, content));
    const error = await assertRejects(() => readSnapshotFile(file), TargetError);
    assertMatch(error.message, /^Cannot read "\S+" as a heap snapshot: .+$/);
    assertMatch(error.message, reason);
  }
  await Deno.remove(file);
  const directory = await Deno.makeTempDir({ suffix: ".heapsnapshot" });
  await assertRejects(() => readSnapshotFile(directory), TargetError, "it is a directory");
  await Deno.remove(directory);
  await assertRejects(() => readSnapshotFile(directory), TargetError, "there is no such file, check its name");
  const aborted = AbortSignal.abort();
  const whole = fileURLToPath(import.meta.url);
  await assertRejects(() => readSnapshotFile(whole, aborted), TargetError, "Stopped while");
});

const MAKES_HOLES = Deno.build.os === "linux";

Deno.test({
  name: "a snapshot file that takes more memory than there is is refused, in the words of who asks",
  ignore: !MAKES_HOLES,
  fn: refusesLargeFile,
});

async function refusesLargeFile(): Promise<void> {
  const file = await Deno.makeTempFile({ suffix: ".heapsnapshot" });
  writeHeapSnapshot(file);
  const text = await Deno.readTextFile(file);
  const head = text.slice(0, text.indexOf('"nodes":[') + 9).replace(/"node_count":\d+/, '"node_count":1200000000');
  assertStringIncludes(head, '"node_count":1200000000');
  await Deno.writeTextFile(file, head + "1,".repeat(2_200_000));
  await Deno.truncate(file, 200e9); // so long, but nothing stands in it
  const refusal =
    /it takes \d+ MB of memory, and \d+ are free: free some, or raise the limit with setHeapLimit\(Infinity\)$/;
  assertMatch((await assertRejects(() => readHeapSnapshot(file), Error)).message, refusal);
  assertMatch((await assertRejects(() => extractSnapshot(file), Error)).message, refusal);
  await assertRefuses([file], 1, /are free: free some, or look in spite of it with --max-heap=any$/m);
  await Deno.remove(file);
}

Deno.test("dump-stacks FILE says in one line why a file is no heap snapshot", async () => {
  const directory = await Deno.makeTempDir();
  await assertRefuses(
    [`${directory}/x.heapsnapshot`],
    1,
    /Cannot read "\S+" as a heap snapshot: there is no such file/,
  );
  await Deno.remove(directory);
});

Deno.test("dump-stacks FILE takes no permission but that to read", async () => {
  const line = /Permission is missing .* start the command with deno run --allow-read$/m;
  await assertRefuses(["x.heapsnapshot"], 1, line, { allow: [] });
});
