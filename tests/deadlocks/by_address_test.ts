/** A process that knows nothing of this library: the same circles are named as in process. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { compare, marksOf } from "./judge.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The first text of a stream that matches; the rest is read and thrown away. */
async function find(stream: ReadableStream<Uint8Array>, pattern: RegExp): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`Cannot find ${pattern} in: ${text}`);
    text += decoder.decode(value, { stream: true });
    const [found] = pattern.exec(text) ?? [];
    if (found === undefined) continue;
    reader.releaseLock();
    stream.pipeTo(new WritableStream()).catch(() => {});
    return found;
  }
}

Deno.test("dump-stacks names the circles of another process, and no others", async () => {
  const flags = ["run", "-A", "--no-check", "--no-lock", `--config=${here("../../deno.json")}`];
  await using child = new Deno.Command(Deno.execPath(), {
    args: [...flags, "--inspect=127.0.0.1:0", here("by_address_main.ts")],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const address = find(child.stderr, /ws:\/\/\S+/);
  await find(child.stdout, /started/);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...flags, here("../../dump_stacks.ts"), await address, "--format=json"],
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (text === "") throw new Error(new TextDecoder().decode(stderr));
  const { deadlocks }: { deadlocks: { description: string; members: { url: string; line: number }[] }[] } = JSON.parse(
    text,
  );

  const problems: string[] = [];
  let known = 0;
  for (const folder of ["stuck/", "healthy/"]) {
    for (const { name } of Deno.readDirSync(here(folder))) {
      const url = new URL(folder + name, import.meta.url);
      const found = deadlocks.filter(({ members }) => members[0].url === url.href)
        .map(({ description, members }) => ({ description, url: url.href, lines: members.map(({ line }) => line) }));
      known += found.length;
      const marks = folder === "stuck/" ? marksOf(await Deno.readTextFile(url)) : new Map();
      const { missing, extra } = compare(marks, found);
      for (const mark of missing) problems.push(`${folder}${name}: not found: ${mark}`);
      for (const circle of extra) problems.push(`${folder}${name}: not asked for: ${circle}`);
    }
  }
  assertEquals([problems, known], [[], deadlocks.length]);
});
