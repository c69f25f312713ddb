import { assert, assertEquals } from "@std/assert";
import { parse } from "../../src/source/syntax_cache.ts";
import { stacks, waits } from "./waits.ts";

Deno.test("awaitOrYieldAt() knows every place that V8 reports for a suspended function", async () => {
  const url = import.meta.resolve("./waits.ts");
  const text = await Deno.readTextFile(new URL(url));
  const lines = text.split("\n");
  const syntax = parse(url, text);
  assert(syntax !== undefined);

  for (const wait of waits) await wait().catch(() => {});

  const expected = lines.map((line) => / \/\/ (\S+)$/.exec(line)?.[1]);
  const judged = new Set<number>();
  for (const stack of stacks) {
    for (const frame of stack.matchAll(/^ +at async (?:(?:new )?(\S+) \()?file:.*?:(\d+):(\d+)\)?$/gm)) {
      const place = { line: Number(frame[2]), column: Number(frame[3]) };
      if (expected[place.line - 1] === undefined || judged.has(place.line)) continue;
      judged.add(place.line);
      const line = lines[place.line - 1];
      const told = `${line.slice(0, place.column - 1)}¦${line.slice(place.column - 1)}`;
      assertEquals(syntax.awaitOrYieldAt(place) ?? "-", expected[place.line - 1], told);
      const { name } = syntax.functionAt(place);
      if (name !== "") assertEquals(frame[1]?.split(".").at(-1), name, told); // V8 makes up some for those without
    }
  }
  const unjudged = lines.filter((_, index) => expected[index] !== undefined && !judged.has(index + 1));
  assertEquals(unjudged, []);
});

Deno.test("awaitOrYieldAt() knows the yields of a generator, and nothing where nothing waits", () => {
  const source = "function* f() { const x = 1 + (yield); yield   2; yield* g(); return 3; }";
  const syntax = parse("file:///a.ts", source);
  const at = (text: string) => syntax?.awaitOrYieldAt({ line: 1, column: source.indexOf(text) + 1 });
  assertEquals([at("yield)"), at("yield   2"), at("yield*")], ["yield", "yield", "yield*"]);
  assertEquals([at("return"), at("g()"), at("f()"), syntax?.awaitOrYieldAt({ line: 7, column: 1 })], [
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
