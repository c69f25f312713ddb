import { assertEquals, assertThrows } from "@std/assert";
import { type Documentation, missing } from "./check_docs.ts";

const location = { filename: "mod.ts", line: 3 };

/** The documentation of one symbol `it`, with a declaration for each pair of kind and comment. */
function documented(...declarations: [kind: string, doc?: string, example?: string][]): Documentation {
  return {
    version: 2,
    nodes: {
      "mod.ts": {
        symbols: [{
          name: "it",
          declarations: declarations.map(([kind, doc, example]) => ({
            kind,
            location,
            jsDoc: { doc, tags: example === undefined ? undefined : [{ kind: "example", doc: example }] },
          })),
        }],
      },
    },
  };
}

const EXAMPLE = "Title\n```ts\nit();\n```";

Deno.test("missing() wants a text and an example", () => {
  assertEquals(missing(documented(["function", "Does it.", EXAMPLE])), []);
  assertEquals(missing(documented(["function", undefined, EXAMPLE])), ["no text: it (mod.ts:3)"]);
  assertEquals(missing(documented(["class", "Is it."])), ["no @example: it (mod.ts:3)"]);
});

Deno.test("missing() wants TypeScript in the example, so that deno test --doc runs it", () => {
  assertEquals(missing(documented(["function", "Does it.", "it()"])), [
    "no ```ts block in the @example: it (mod.ts:3)",
  ]);
});

Deno.test("missing() lets plain types do without an example", () => {
  assertEquals(missing(documented(["interface", "Options of it."])), []);
  assertEquals(missing(documented(["typeAlias", "What it takes."])), []);
  assertEquals(missing(documented(["typeAlias"])), ["no text: it (mod.ts:3)"]);
});

Deno.test("missing() takes one example for all overloads", () => {
  assertEquals(missing(documented(["function", "Of text."], ["function", "Of numbers.", EXAMPLE], ["function"])), []);
});

Deno.test("missing() throws on an output that it cannot read", () => {
  assertThrows(() => missing({ version: 3, nodes: {} }), Error, "it has version 3");
});
