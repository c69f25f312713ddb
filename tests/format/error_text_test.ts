import { assertEquals, assertMatch } from "@std/assert";
import { errorLines } from "../../src/format/error_text.ts";

function withStack<Thrown extends Error>(error: Thrown, stack: string): Thrown {
  return Object.defineProperty(error, "stack", { value: stack });
}

Deno.test("errorLines() gives the stack of an error", () => {
  const lines = errorLines(new TypeError("whee"));
  assertEquals(lines[0], "TypeError: whee");
  assertMatch(lines[1], /^ {4}at .*error_text_test\.ts:\d+:\d+\)?$/);
});

Deno.test("errorLines() numbers the members of an AggregateError and follows causes", () => {
  const first = withStack(
    new Error("one", { cause: withStack(new Error("why"), "Error: why\n    at why (a.ts:9:9)") }),
    "Error: one\n    at f (a.ts:1:1)",
  );
  const inner = new AggregateError([withStack(new Error("three"), "Error: three")], "inner");
  const error = new AggregateError([first, inner, "text"], "multiple errors", { cause: { code: 1 } });
  assertEquals(errorLines(error), [
    "AggregateError: multiple errors",
    "  1. Error: one",
    "      at f (a.ts:1:1)",
    "  Caused by: Error: why",
    "      at why (a.ts:9:9)",
    "  2. AggregateError: inner",
    "    1. Error: three",
    `  3. "text"`,
    "Caused by: { code: 1 }",
  ]);
});

Deno.test("errorLines() ends on cycles, depth, length and number", () => {
  const cyclic = withStack(new Error("round"), "Error: round");
  cyclic.cause = cyclic;
  assertEquals(errorLines(cyclic), ["Error: round", "Caused by: [Circular]"]);
  let deep = withStack(new Error("0"), "Error: 0");
  for (let level = 1; level < 1000; level++) deep = withStack(new Error("", { cause: deep }), `Error: ${level}`);
  assertEquals(errorLines(deep).at(-1), "Caused by: ...");
  const long = withStack(new Error("x"), `Error: ${"x".repeat(5000)}\n${"    at f\n".repeat(1000)}`);
  assertEquals(errorLines(long).length, 51);
  assertEquals(errorLines(long)[0].length, 1003);
  const many = new AggregateError(Array.from({ length: 1000 }, () => cyclic), "many");
  assertEquals(errorLines(many).at(-1), "  ... 980 more errors");
});

Deno.test("errorLines() keeps each line on one line", () => {
  assertEquals(errorLines(withStack(new Error("x"), "Error: a\r\n\x1b[31mb\u2028c")), [
    "Error: a",
    "\\x1b[31mb\\u2028c",
  ]);
});

Deno.test("errorLines() takes the headline where the stack could run code of the program", () => {
  const ran: string[] = [];
  class Getters extends Error {
    override get message(): string {
      ran.push("message");
      return "m";
    }
  }
  class Tagged extends Error {
    override get name(): string {
      ran.push("name");
      return "n";
    }
  }
  const stackGetter = Object.defineProperty(new Error("own"), "stack", {
    get() {
      ran.push("stack");
      return "";
    },
  });
  const objectMessage = new Error();
  objectMessage.message = { toString: () => ran.push("toString") } as unknown as string;
  const proxy = new Proxy(new Error("x"), { get: () => ran.push("proxy") });
  assertEquals(
    [new Getters(), new Tagged("tagged"), stackGetter, objectMessage, proxy].map(errorLines),
    [["Getters"], ["Tagged: tagged"], ["Error: own"], ["Error: { toString: [Function: toString] }"], ["[Proxy]"]],
  );
  const unread = new Error("unread");
  Object.assign(Error, { prepareStackTrace: () => ran.push("prepareStackTrace") });
  try {
    assertEquals(errorLines(unread), ["Error: unread"]);
  } finally {
    Reflect.deleteProperty(Error, "prepareStackTrace");
  }
  assertEquals(ran, []);
});
