import { assertEquals } from "@std/assert";
import { shapeOf, TextGroup } from "../../src/format/text_group.ts";

const TOLD: [texts: string[], one: string][] = [
  [["setTimeout 5 ms", "setTimeout 5 ms"], "setTimeout 5 ms"],
  [["setTimeout 30 ms", "setTimeout 9 ms"], "setTimeout 9 or 30 ms"],
  [["setTimeout 30 ms", "setTimeout 9 ms", "setTimeout 100 ms"], "setTimeout 9 to 100 ms"],
  [["setTimeout 1.75 ms", "setTimeout 30 ms", "setTimeout 9.25 ms"], "setTimeout 1 to 30 ms"],
  [["[0] work", "[1] work", "[2] work"], "[0 to 2] work"],
  [["read 127.0.0.1:80", "read 127.0.0.1:81", "read 127.0.0.1:443"], "read 127.0.0.1:80 to 443"],
  [["read 10.0.0.1:80", "read 10.0.3.2:443"], "read 10.0.0.1:80, read 10.0.3.2:443"],
  [["a1b1", "a2b2", "a3b3", "a4b4"], "a1b1, a2b2, a3b3, ... (4 different)"],
  [["f at a.ts:1:2", "f at a.ts:9:2"], "f at a.ts:1:2, f at a.ts:9:2"],
  [["rare 1", "often", "often", "rare 2", "rare 3", "often", "often"], "often, rare 1 to 3"],
  [
    ["key 123e4567-e89b-12d3-a456-426614174000", "key 00000000-0000-0000-0000-000000000000"],
    [
      "key 123e4567-e89b-12d3-a456-426614174000",
      "key 00000000-0000-0000-0000-000000000000",
    ].join(", "),
  ],
  [["\\n", "1"], "\\n, 1"],
  [["x".repeat(100), "y", "z"], `${"x".repeat(100)}, ... (3 different)`],
  [[], ""],
];

for (const [texts, one] of TOLD) {
  Deno.test(`TextGroup tells ${JSON.stringify(texts).slice(0, 80)} as ${one.slice(0, 60)}`, () => {
    const group = new TextGroup();
    for (const text of texts) group.add(text);
    assertEquals(group.toString(), one);
  });
}

Deno.test("TextGroup tells when the first and the last timer are due, in whatever unit", () => {
  const group = new TextGroup();
  for (
    const text of ["setTimeout 9 ms, due in 7 ms", "setTimeout 90000 ms, due in 90 s", "setTimeout 40 ms, due in 1 s"]
  ) {
    group.add(text);
  }
  assertEquals(String(group), "setTimeout 9 to 90000 ms, due in 7 ms to 90 s");
  assertEquals(shapeOf("setTimeout 9 ms, due in 7 ms"), shapeOf("setTimeout 70000 ms, due in 2 min"));
});
