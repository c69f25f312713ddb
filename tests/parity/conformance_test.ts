/** Is the conformance list whole, and is each of its rows shown? */
import { assert, assertEquals } from "@std/assert";
import { GAPS, NOT_APPLICABLE, ROWS } from "./conformance.ts";
import { parityTestNames, testNames } from "./test_names.ts";

const names = await parityTestNames();

Deno.test("the conformance list has all 50 rows, each once", () => {
  const count = (section: string) => ROWS.filter((row) => row.section === section).length;
  assertEquals(["5.1", "5.2", "5.3"].map(count), [13, 9, 28]);
  assertEquals(new Set(ROWS.map(({ python }) => python)).size, 50);
});

Deno.test("each row of the conformance list that is not n/a has a test of its name with its verdict", () => {
  const missing = ROWS.filter(({ verdict }) => verdict !== "n/a").filter(({ section, python, verdict }) =>
    !names.some((name) => name.startsWith(`conformance ${section} ${python} [${verdict}]: `))
  );
  assertEquals(missing.map(({ python }) => python), []);
});

Deno.test("each row of the conformance list that is n/a has its reason", () => {
  const without = ROWS.filter(({ verdict }) => verdict === "n/a").map(({ python }) => python);
  assertEquals(without, Object.keys(NOT_APPLICABLE));
  for (const reason of Object.values(NOT_APPLICABLE)) assert(reason.length > 20, reason);
});

Deno.test("tests with a verdict in their name stand in the conformance list", () => {
  const listed = new Set(ROWS.map(({ section, python }) => `conformance ${section} ${python}`));
  const named = names.map((name) => /^(conformance 5\.[123] test_\w+) \[/.exec(name)?.[1]);
  assertEquals(named.filter((name) => name !== undefined && !listed.has(name)), []);
});

Deno.test("tests that the conformance list refers to exist", async () => {
  for (const [file, start] of ROWS.flatMap(({ also = [] }) => also)) {
    const found = (await testNames(file)).some((name) => name.startsWith(start));
    assert(found, `${file} has no test "${start}..."`);
  }
});

Deno.test("each gap of section 5.4 has a test", () => {
  const missing = Object.values(GAPS).flat().filter((start) => !names.some((name) => name.startsWith(start)));
  assertEquals(missing, []);
});
