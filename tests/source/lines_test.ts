import { assertEquals } from "@std/assert";
import { SourceLines } from "../../src/source/lines.ts";

async function written(text: string): Promise<{ url: string; undo: () => Promise<void> }> {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(path, text);
  return { url: `file://${path}`, undo: () => Deno.remove(path) };
}

Deno.test("SourceLines gives lines and text as V8 counts columns, without the byte order mark", async () => {
  const { url, undo } = await written("\uFEFFfirst();\r\n  second(); \u2028third();\r");
  try {
    const lines = new SourceLines();
    assertEquals([1, 2, 3, 4, 5, 0, -1].map((line) => lines.line(url, line)), [
      "first();",
      "second();",
      "third();",
      "",
      "",
      "",
      "",
    ]);
    assertEquals(lines.rest(url, { line: 1, column: 6 }), "();");
    assertEquals(lines.rest(url, { line: 2, column: 3 }), "second(); ");
    assertEquals(lines.text(url), "first();\r\n  second(); \u2028third();\r");
    assertEquals([...lines.unread], []);
  } finally {
    await undo();
  }
});

Deno.test("SourceLines reads nothing but files", () => {
  const lines = new SourceLines();
  for (const url of ["", "https://example.com/a.ts", "data:,1", "ext:core/01_core.js", `${import.meta.url}#1-9.ts`]) {
    assertEquals([lines.line(url, 1), lines.text(url)], ["", undefined]);
  }
  assertEquals([...lines.unread], []);
});

Deno.test("SourceLines says of a file that is gone", async () => {
  const { url, undo } = await written("");
  await undo();
  const lines = new SourceLines();
  assertEquals([lines.line(url, 1), lines.text(url)], ["", undefined]);
  assertEquals([...lines.unread], [[new URL(url).pathname, "the file is gone"]]);
});

Deno.test({
  name: "SourceLines does not ask for the permission to read",
  permissions: { read: false },
  fn() {
    const lines = new SourceLines();
    assertEquals([lines.line(import.meta.url, 1), lines.text(import.meta.url)], ["", undefined]);
    assertEquals([...lines.unread.values()], ["no permission to read it"]);
  },
});
