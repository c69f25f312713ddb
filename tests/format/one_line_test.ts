import { assertEquals } from "@std/assert";
import { clip, clipAround, oneLine } from "../../src/model/one_line.ts";

Deno.test("oneLine() escapes what breaks or disguises a line, and nothing else", () => {
  assertEquals(oneLine("plain\ttext, über 💚"), "plain\ttext, über 💚");
  assertEquals(oneLine("\0\b\n\v\f\r\x1b\x7f\x9f"), "\\x00\\b\\n\\v\\f\\r\\x1b\\x7f\\x9f");
  assertEquals(oneLine("\u2028\u2029\u202e\u2066\u200f\ud800"), "\\u2028\\u2029\\u202e\\u2066\\u200f\\ud800");
});

Deno.test("clip() keeps whole characters", () => {
  assertEquals(clip("abcdef", 6), "abcdef");
  assertEquals(clip("abcdefg", 6), "abcdef...");
  assertEquals(clip("a💚b", 2), "a...");
});

Deno.test("clipAround() keeps the column in sight", () => {
  const text = "x".repeat(500) + "await y" + "z".repeat(500);
  assertEquals(clipAround("short", 3), "short");
  assertEquals(clipAround(text, 0), "x".repeat(200) + "...");
  assertEquals(clipAround(text, 501), "..." + "x".repeat(60) + "await y" + "z".repeat(133) + "...");
  assertEquals(clipAround(text, 5000), "..." + "z".repeat(200));
});
