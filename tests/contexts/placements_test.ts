/**
 * Contexts of suspended frames against what the programs in `placements/` know themselves.
 *
 * What is active is told at run time by the resources (`active_list.ts`), where and how it is declared by marks in the
 * source text (`declarations.ts`). Neither shares code with the product. A new program is a new test.
 */
import { assert, assertEquals } from "@std/assert";
import { isPromise } from "node:util/types";
import { Context, extract, extractAll, type Frame, Stack } from "../../mod.ts";
import { type DumpJson, dumpToJson } from "../../src/format/json.ts";
import { type Entry, releasing } from "./active_list.ts";
import { actual, declarationOf, type Frames, isUsing, known, type Seen, truth } from "./expected.ts";
import { isAwaited, modules, type Placement, startPrograms, untilDeclared } from "./programs.ts";

const placements = await startPrograms();

/** The whole process as plain data, read once. */
let everything: DumpJson | undefined;

/** The stack of each promise. */
let branches: Map<unknown, Stack> | undefined;

/** Each extraction takes a heap snapshot. So most promises are extracted together, as the branches of one. */
function stackOf({ item, isAlone }: Placement): Stack {
  if (isAlone || !isPromise(item)) return extract(item);
  branches ??= branchesOf(placements.map(({ item }) => item).filter(isPromise));
  const stack = branches.get(item);
  assert(stack !== undefined, "the promise was not found among the branches of Promise.all()");
  return stack;
}

function branchesOf(promises: readonly Promise<unknown>[]): Map<unknown, Stack> {
  const [{ contexts: [{ children }] }] = extract((async () => await Promise.all(promises))()).frames;
  return new Map(
    [...children].filter((child) => child instanceof Stack).map((child) => {
      const [, index] = /^\[(\d+)\]/.exec(String(child.root)) ?? [];
      return [promises[Number(index)], child];
    }),
  );
}

/** The weaker demand where nobody can know which is exiting: the first one is shown, nothing that is gone, and no flag is wrong. */
function assertNothingWrong(actual: readonly Seen[], wanted: readonly Seen[]): void {
  assertEquals(actual.length > 0, wanted.length > 0);
  for (const [index, { isExiting: flagged, ...found }] of actual.entries()) {
    const { isExiting, ...context } = wanted[index] ?? {};
    assertEquals(found, context);
    assert(!flagged || isExiting, `"${found.name}" is said to be exiting`);
  }
}

for (const placement of placements) {
  const { name, url, list } = placement;

  Deno.test(`${name} is suspended where its marks say`, () => assertAsMarked(placement));

  Deno.test(`extract() shows the contexts of ${name}`, () => {
    const stack = stackOf(placement);
    assertEquals(stack.error, undefined);
    const frames = stack.frames.filter((frame) => frame.url === url);
    const found = actual(frames);
    const wanted = truth(placement, Object.keys(found));
    if (list.ambiguous) {
      assertEquals(Object.keys(found), Object.keys(wanted));
      for (const [frame, contexts] of Object.entries(found)) assertNothingWrong(contexts, wanted[frame]);
    } else assertEquals(found, wanted);
    assertReadOnce(list.all());
  });

  if (isAwaited(placement) && !list.ambiguous) {
    Deno.test(`extractAll() shows the contexts of ${name}`, () => {
      everything ??= dumpToJson(extractAll());
      const inSection = (line: number) => placement.section.firstLine <= line && line <= placement.section.lastLine;
      const found = [...framesIn(everything)].filter((frame) => frame.url === url && inSection(frame.line));
      const actual = found.map(({ contexts }) => contexts.filter(isUsing).map(seenInJson));
      const runs = placements.filter(({ section }) => section === placement.section);
      const wanted = runs.filter(isAwaited).flatMap((run) => Object.values(truthOfTypes(run)));
      assertEquals(sorted(actual), sorted(wanted));
    });
  }
}

for (const placement of await modules()) {
  Deno.test(`extractAll() shows the contexts of the module ${placement.name}`, async () => {
    let module;
    await releasing(async () => {
      module = import(placement.url);
      await untilDeclared(placement);
      assertAsMarked(placement);
      const frames = [...framesOf(extractAll().tasks)].filter(({ url }) => url === placement.url);
      const found = actual(frames);
      assertEquals(found, truth(placement, Object.keys(found)));
      assertReadOnce(placement.list.all());
    });
    await module;
  });
}

/** The second truth: what the author of a program says, against what the program says. */
function assertAsMarked(placement: Placement): void {
  const active = placement.list.active();
  assertEquals(active.map(({ tag, state }) => state === "exiting" ? `${tag}!` : tag).join(" "), placement.marked);
  for (const entry of active) declarationOf(placement, entry);
}

/** Every frame of these stacks, outermost first, and what is in their contexts. */
function* framesOf(stacks: Iterable<Stack | Context>): Generator<Frame> {
  for (const stack of stacks) {
    if (stack instanceof Context) {
      yield* framesOf(stack.children);
      continue;
    }
    for (const frame of stack.frames) {
      yield frame;
      yield* framesOf(frame.contexts);
    }
  }
}

/** Looking must not read the dispose methods again. */
function assertReadOnce(entries: readonly Entry[]): void {
  for (const { tag, countsReads, reads, state } of entries) {
    if (countsReads) assertEquals(reads, state === "made" ? 0 : 1, `reads of the dispose method of "${tag}"`);
  }
}

/** What must be seen in the frames of a run in plain data; the frames without contexts are left out. */
function truthOfTypes(placement: Placement): Frames {
  const wanted: Frames = {};
  for (const entry of placement.list.active()) {
    const declaration = declarationOf(placement, entry);
    (wanted[`${declaration.owner} ${entry.call}`] ??= []).push(known(entry, declaration, entry.typeName));
  }
  return wanted;
}

function sorted(frames: readonly Seen[][]): Seen[][] {
  const key = (frame: Seen[]) => JSON.stringify(frame.map(({ line, name, isExiting }) => [line, name, isExiting]));
  return frames.filter(({ length }) => length > 0).sort((a, b) => key(a) < key(b) ? -1 : 1);
}

interface JsonFrame {
  url: string;
  line: number;
  contexts: JsonContext[];
}

interface JsonContext {
  kind: string;
  name: string | null;
  line: number | null;
  isAsync: boolean;
  isExiting: boolean;
  typeName: string | null;
}

function seenInJson({ name, line, isAsync, isExiting, typeName }: JsonContext): Seen {
  return { name: name ?? undefined, line: line ?? undefined, isAsync, isExiting, what: typeName ?? undefined };
}

/** Every frame in plain data, wherever it stands. */
function* framesIn(data: unknown): Generator<JsonFrame> {
  if (typeof data !== "object" || data === null) return;
  if ("functionName" in data && "contexts" in data) yield data as unknown as JsonFrame;
  for (const value of Object.values(data)) yield* framesIn(value);
}
