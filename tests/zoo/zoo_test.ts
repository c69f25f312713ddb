/**
 * Programs that hang as users' programs do, each attached by pid with nothing prepared in it.
 *
 * The question is that of https://github.com/nodejs/node/issues/51980 and
 * https://github.com/denoland/deno/issues/33852: which promise is stuck, and where?
 * A new file in `programs/` is a new test. All attaches share port 9229, so they run one after the other.
 */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { spawnTarget } from "./target.ts";
import { type Culprit, culpritsOf } from "./truth.ts";

const root = new URL("../../", import.meta.url);
const folder = new URL("programs/", import.meta.url);
const programs = [...Deno.readDirSync(folder)]
  .filter(({ isFile, name }) => isFile && name.endsWith(".ts"))
  .map(({ name }) => name)
  .sort();

for (const program of programs) {
  Deno.test(`dump-stacks PID finds the culprit of ${program}`, async () => {
    const url = new URL(program, folder);
    const culprits = culpritsOf(await Deno.readTextFile(url));
    assert(culprits.length > 0, "the program marks no culprit");

    await using target = await spawnTarget(url);
    const tree = await dumpStacks(target.pid, "--color=never");
    for (const culprit of culprits) assertDrawn(tree, url, culprit);

    const dump: Dump = JSON.parse(await dumpStacks(target.pid, "--format=json"));
    const frames = dump.tasks.flatMap((stack) => [...framesOf(stack)]);
    for (const culprit of culprits) assertListed(frames, url, culprit);

    await assertInspectorClosed();
    assertEquals(target.exit, undefined, `the target did not survive: ${target.stderr}`);
    const { signal } = await target.stop();
    assertEquals(signal, "SIGTERM", "the target did not end as it would have without the dump");
  });
}

/** Runs the command on a process and returns its stdout. */
async function dumpStacks(pid: number, ...options: string[]): Promise<string> {
  const child = new Deno.Command("deno", {
    args: ["run", "-A", "dump_stacks.ts", String(pid), ...options],
    cwd: fileURLToPath(root),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
  const { code, stdout, stderr } = await child.output();
  clearTimeout(timer);
  const text = new TextDecoder();
  assertEquals(code, 0, `dump-stacks ended with ${code}:\n${text.decode(stderr)}`);
  return text.decode(stdout);
}

/** A frame line with the culprit's name and place, and below it its source line. */
function assertDrawn(tree: string, url: URL, { className, functionName, line, column, text }: Culprit): void {
  const name = className ? `${className}.${functionName}` : functionName;
  const module = url.pathname.split("/").at(-1)?.replace(/\.ts$/, "");
  const place = `${name} in ${module} at ${fileURLToPath(url)}:${line}:${column ?? ""}`;
  const lines = tree.split("\n");
  const at = lines.findIndex((drawn) => {
    const [, end] = drawn.split(`╠ ${place}`);
    return column === undefined ? /^\d+$/.test(end ?? "") : end === "";
  });
  assert(at >= 0, `no frame "${place}" in\n${tree}`);
  const frame = `${lines[at].split("╠")[0]}║ `;
  const code = lines.slice(at + 1).find((drawn) => !drawn.startsWith(`${frame}├`) && !drawn.startsWith(`${frame}│`));
  assertEquals(code, `${frame}└ ${text}`, `not the source line of "${place}" in\n${tree}`);
}

function assertListed(frames: Frame[], url: URL, { className, functionName, line, column }: Culprit): void {
  const found = frames.some((frame) =>
    frame.functionName === functionName && (frame.className ?? undefined) === className &&
    frame.url === url.href && frame.line === line && (column === undefined || frame.column === column)
  );
  const list = () => frames.map((frame) => JSON.stringify({ ...frame, contexts: undefined })).join("\n");
  assert(found, `no frame ${className}.${functionName} at ${url}:${line}:${column} in\n${list()}`);
}

/** The part of the schema "stackscope/1" that is walked here. */
interface Dump {
  tasks: (Stack | Reference)[];
}
interface Reference {
  ref: string | number;
}
interface Stack {
  frames: Frame[];
}
interface Frame {
  functionName: string;
  className?: string | null;
  url: string;
  line: number;
  column: number;
  contexts?: Context[];
}
interface Context {
  children?: (Stack | Context | Reference)[];
  innerStack?: Stack | Reference | null;
}

function* framesOf(node: Stack | Context | Reference): Generator<Frame> {
  if ("frames" in node) {
    for (const frame of node.frames) {
      yield frame;
      for (const context of frame.contexts ?? []) yield* framesOf(context);
    }
  } else if (!("ref" in node)) {
    for (const child of node.children ?? []) yield* framesOf(child);
    if (node.innerStack) yield* framesOf(node.innerStack);
  }
}

/** Whatever opened the inspector must close it again, if not at once then soon. */
async function assertInspectorClosed(): Promise<void> {
  for (let attempt = 0; attempt < 40; attempt++) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port: 9229 })).close();
    } catch (error) {
      if (error instanceof Deno.errors.ConnectionRefused) return;
      throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("Port 9229 is still open");
}
