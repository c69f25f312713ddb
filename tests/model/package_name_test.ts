import { assertEquals } from "@std/assert";
import { packageName } from "../../src/model/package_name.ts";

const NAMES: readonly (readonly [url: string, name: string | undefined])[] = [
  ["file:///srv/node_modules/chalk/source/index.js", "chalk"],
  ["file:///srv/node_modules/.deno/@scope+a@1.0.0/node_modules/@scope/a/mod.js", "@scope/a"],
  ["file:///deno/npm/registry.npmjs.org/@scope/a/1.0.0/mod.js", "@scope/a"],
  ["file:///deno/npm/localhost_4873/chalk/5.0.1/source/index.js", "chalk"], // another registry
  ["https://jsr.io/@std/assert/1.0.0/mod.ts", "@std/assert"],
  ["file:///srv/npm/tools/report/main.ts", undefined],
  ["file:///srv/app.ts", undefined],
  ["node:fs", undefined],
];

Deno.test("packageName() tells the package by the script's URL", () => {
  for (const [url, name] of NAMES) assertEquals(packageName(url), name, url);
});
