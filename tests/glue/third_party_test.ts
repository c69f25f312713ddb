/** Glue that libraries bring, in programs as they are written: loaded in any order, failing, or in place of ours. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { runProgram } from "../fixtures/glue/run_program.ts";

const MAY_MISS = "Some stacks may be presented less crisply or with missing information.";

/** What `load_order.ts` tells when the glue works. */
const SEEN = { title: "ticket 7", functions: ["serve"] };

for (const order of [["library", "stackscope"], ["stackscope", "library"]]) {
  Deno.test(`glue of a library is installed by the first extraction, loaded as ${order.join(", ")}`, async () => {
    assertEquals(await told("load_order.ts", order), { ...SEEN, installsBefore: 0, installs: 1 });
  });
}

for (const order of [["extract", "library"], ["library", "extract", "extract"], ["stackscope", "extract", "library"]]) {
  Deno.test(`glue of a library is installed once, when it is pushed or extracted: ${order.join(", ")}`, async () => {
    assertEquals(await told("load_order.ts", order), { ...SEEN, installsBefore: 1, installs: 1 });
  });
}

Deno.test("glue of a library imports nothing", async () => {
  const library = await Deno.readTextFile(new URL("../fixtures/glue/ticket_office.js", import.meta.url));
  assert(!/\bimport\b *[({*"'\w]|\brequire\b/.test(library.replace(/\/\*\*.*\*\//g, "")));
});

Deno.test("glue named p-limit takes the place of the built-in one", async () => {
  const own = { frames: [{ functionName: "run", hide: false, hideLine: true }], notes: [] };
  assertEquals(await told("replaced.ts", []), [own]);
});

Deno.test("glue named p-limit that comes later undoes the built-in one", async () => {
  const builtIn = { frames: [{ functionName: "run", hide: true, hideLine: false }], notes: [] };
  const own = { frames: [{ functionName: "run", hide: false, hideLine: true }], notes: [] };
  assertEquals(await told("replaced.ts", ["later"]), [builtIn, own]);
});

Deno.test("glue that fails is noted once in the dump, and disturbs neither the program nor other glue", async () => {
  const { first, second, third, functions } = await told("troublesome.ts", []) as Record<string, string[]>;
  assertEquals(first.length, 7);
  const [throwing, halfWay, slow] = first;
  assertEquals(throwing, `Cannot install the library glue for 'throwing': RangeError: boom. ${MAY_MISS}`);
  assertMatch(halfWay, /^Cannot install the library glue for 'half way': TypeError: Cannot register a hook/);
  assertMatch(slow, /^Cannot install the library glue for 'slow': TypeError: .* it returned a promise/);
  assertEquals(second, []);
  assertEquals(third, [`Cannot install the library glue for 'later': RangeError: boom. ${MAY_MISS}`]);
  assertEquals(functions, ["serve"]);
});

Deno.test("entries that are no glue are noted, and no trap of a proxy runs", async () => {
  const { first } = await told("troublesome.ts", []) as Record<string, string[]>;
  const shape = "Cannot install glue as it must be an object with 'name' and 'install'";
  assertEquals(first.slice(3), [
    `${shape}: current value is 7.`,
    `${shape}: current value is null.`,
    `${shape}: current value is { name: "nothing else" }.`,
    `${shape}: current value is [Proxy].`,
  ]);
});

Deno.test("glue that fails is told once on stderr where there is no dump to note it", async () => {
  const { stdout, stderr } = await runProgram("failing_alone.ts", []);
  assertEquals(stdout, "");
  assertEquals(stderr.match(/library glue for 'throwing': RangeError: boom/g)?.length, 1, stderr);
});

/** What a program prints, as JSON. */
async function told(program: string, args: readonly string[]): Promise<unknown> {
  const { stdout, stderr } = await runProgram(program, args);
  assertEquals(stderr, "");
  return JSON.parse(stdout);
}
