/** Functions that can never resume, as a trace tells of them. One dump for all of them. */
import { type Dump, extractAll, type Stack, trace } from "../../mod.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";

const NEVER = "can never resume: the promise was collected while pending, so nothing could settle it";

function lose(): Promise<void> {
  return new Promise<void>(() => {});
}
async function lostLeaf() {
  await null;
  await lose();
}
async function lostMiddle() {
  await lostLeaf();
}
async function lostOuter() {
  await lostMiddle();
}
async function alone() {
  await lose();
}
async function arm() {
  await lose();
}
async function raced() {
  await Promise.race([arm(), new Promise((resolve) => setTimeout(resolve, 5))]);
}
async function armOfLostRace() {
  await lose();
}
async function lostRace() {
  await Promise.race([armOfLostRace(), lose()]);
}
async function handled() {
  await lose();
}
async function keptOuter() {
  await keptInner();
}
async function keptInner() {
  await lose();
}
async function alive(gate: Promise<void>) {
  await gate;
}

Deno.test("what was collected while pending stands first in a dump, joined to stacks, with who waits for them", async () => {
  const gate = Promise.withResolvers<void>();
  // Deno loads some of its timers at the first use, and runs microtasks meanwhile, on top of whatever runs.
  await new Promise((resolve) => setTimeout(resolve));
  using tracing = trace({ stacks: "all" });
  lostOuter();
  alone();
  alone();
  const over = raced();
  lostRace();
  handled().then(() => {});
  const kept = keptOuter();
  const waiting = alive(gate.promise);
  await over;
  await new Promise((resolve) => setTimeout(resolve, 100));
  const dump = extractAll();
  const told = collectedOf(dump);
  assertEquals(told.map(outline).sort(), [
    "alone, which nobody awaits (2 times): alone",
    "arm, an arm of Promise.race that has settled without it: harmless: arm",
    "handled, which only handlers wait for: handled",
    "keptOuter, which nobody awaits: keptOuter > keptInner",
    "lostOuter, which nobody awaits: lostOuter > lostMiddle > lostLeaf",
    "lostRace, which nobody awaits: lostRace > armOfLostRace",
  ]);
  assertEquals(dump.tasks.slice(0, told.length), told, "they stand first");
  assert(
    told.at(-1)?.title?.includes("harmless") || String(told.at(-1)?.root).includes("harmless"),
    "harmless ones last",
  );
  const text = String(dump);
  assertStringIncludes(text, NEVER);
  assert(/created at \S+collected_test\.ts:8:10 in lose/.test(text), text);
  assert(told.every(({ frames }) => frames.every(({ age, line }) => age !== undefined && age >= 0 && line > 0)));
  // A second dump tells the same, and the end of the trace forgets it.
  gate.resolve();
  await waiting;
  assertEquals(collectedOf(extractAll()).map(outline), told.map(outline));
  tracing[Symbol.dispose]();
  assertEquals(collectedOf(extractAll()), []);
  void kept;
});

function collectedOf({ tasks }: Dump): Stack[] {
  return tasks.filter(({ leaf }) => leaf !== undefined && !Array.isArray(leaf) && leaf.description === NEVER);
}

function outline({ root, frames }: Stack): string {
  return `${root}: ${frames.map(({ functionName }) => functionName).join(" > ")}`;
}
