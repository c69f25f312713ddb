import { assertEquals } from "@std/assert";
import { textOfDataUrl } from "../../src/source/data_url.ts";

Deno.test("textOfDataUrl() gives the script of a URL, as the runtime runs it", async () => {
  const text = "export const sum = 'a' + \"ä%\"; // #1";
  const bytes = new TextEncoder().encode(text);
  const urls = [
    `data:text/javascript,${encodeURIComponent(text)}`,
    `data:application/javascript;charset=utf-8,${encodeURIComponent(text)}`,
    `data:text/javascript;base64,${btoa(String.fromCharCode(...bytes))}`,
  ];
  for (const url of urls) {
    assertEquals(textOfDataUrl(url), text);
    assertEquals((await import(url)).sum, "aä%");
  }
});

Deno.test("textOfDataUrl() gives nothing for what is no plain JavaScript, or broken", () => {
  for (const url of ["data:application/typescript,let a: 1", "data:,1", "data:text/javascript,%", "file:///a.js"]) {
    assertEquals(textOfDataUrl(url), undefined);
  }
});
