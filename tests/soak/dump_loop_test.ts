/** Many dumps in one process, out of the middle of everything, and nothing happens otherwise than without them. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("programs/scheduled_tasks.ts", import.meta.url));
/** `deno task soak` takes all 200. */
const DUMPS = Deno.env.has("STACKSCOPE_FULL") ? 200 : 20;

Deno.test("extractAll() changes nothing in the order of 1,000 tasks, time after time", async () => {
  const [plain, dumped] = await Promise.all([run(0), run(DUMPS)]);
  assertEquals(plain.look, { places: plain.look.places, taken: 0, frames: 0, errors: 0 });
  assertEquals(dumped.look, { ...plain.look, taken: DUMPS, frames: dumped.look.frames });
  assert(dumped.look.frames > DUMPS * 50, `frames are seen: ${dumped.look.frames}`);
  assertEquals(plain.events.filter((event) => / starts /.test(event)).length, 1000);
  assertEquals(plain.events.filter((event) => / (ends|fails) with /.test(event)).length, 1000);
  const different = plain.events.findIndex((event, index) => event !== dumped.events[index]);
  assertEquals(dumped.events.slice(different, different + 5), plain.events.slice(different, different + 5));
  assertEquals(dumped.events.length, plain.events.length);
});

interface Run {
  /** What happened, in its order. */
  events: string[];
  look: { places: number; taken: number; frames: number; errors: number };
}

/** Run the program to its own end, with so many dumps. */
async function run(dumps: number): Promise<Run> {
  const { code, signal, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", "--allow-all", PROGRAM, String(dumps)],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const printed = new TextDecoder().decode(stderr);
  assertEquals([code, signal], [0, null], printed);
  return { events: new TextDecoder().decode(stdout).split("\n"), look: JSON.parse(printed) };
}
