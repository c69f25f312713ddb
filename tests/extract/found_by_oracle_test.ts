/** What `deno task oracle` once found wrong and its own counterexamples cannot tell by name. One dump for all. */
import { assert, assertEquals } from "@std/assert";
import { Context, extractAll } from "../../mod.ts";

const door = Promise.withResolvers<void>();

Deno.test("extractAll() names functions whose names are computed, and shows work for a branch of a combinator", async () => {
  const key = `made${1 + 1}`;
  const methods = {
    async [key]() {
      await door.promise;
    },
    async [Symbol.iterator]() {
      await door.promise;
    },
  };
  // Without a receiver the name stands on the function alone.
  const { [key]: made, [Symbol.iterator]: iterate } = methods;
  async function pull(controller: ReadableStreamDefaultController) {
    await door.promise;
    controller.close();
  }
  async function readsFirst() {
    // No frame stands between the combinator and the stream: `pull` has nothing to hang on.
    await Promise.any([new ReadableStream({ pull }).getReader().read(), door.promise]);
  }
  const all = [made(), iterate(), readsFirst()];
  await new Promise((resolve) => setTimeout(resolve));
  const dump = extractAll(),
    own = dump.tasks.flatMap(({ frames }) => frames).filter(({ url }) => url === import.meta.url);
  assertEquals(own.map(({ functionName }) => functionName), [
    "made2",
    "[Symbol.iterator]",
    "pull",
    "readsFirst",
  ]);
  assert(String(dump).includes("ReadableStream: waiting for a chunk, pull() is at work"));
  door.resolve();
  await Promise.all(all);
});

Deno.test("extractAll() does not show entries that an AsyncDisposableStack has disposed of, or says that it cannot tell", async () => {
  const gate = Promise.withResolvers<void>();
  const slow = {
    async [Symbol.asyncDispose]() {
      await gate.promise;
    },
  };
  async function known() {
    await using stack = new AsyncDisposableStack();
    stack.use(slow);
    stack.defer(() => {});
  }
  async function unknown() {
    await using other = new AsyncDisposableStack();
    other.defer(() => gate.promise);
    other.defer(() => {});
  }
  async function several() {
    await using first = { ...slow };
    await using second = new AsyncDisposableStack();
    second.use(slow);
    String(first);
  }
  const all = [known(), unknown(), several()];
  await new Promise((resolve) => setTimeout(resolve));
  const dump = extractAll();
  const entriesIn = (name: string) =>
    dump.tasks.flatMap(({ frames }) => frames).find(({ functionName }) => functionName === name)?.contexts.flatMap(
      ({ children }) => children.map((child) => child instanceof Context && [child.varName, child.isExiting]),
    );
  assertEquals(entriesIn("known"), [["stack[0]", true]]);
  assertEquals(entriesIn("unknown"), [["other[0]", false]]);
  const [frame] = dump.tasks.flatMap(({ frames }) => frames).filter(({ functionName }) => functionName === "several");
  assertEquals(frame.contexts.map(({ varName, isExiting }) => [varName, isExiting]), [["first", false], [
    "second",
    true,
  ]]);
  const notes = dump.notes.filter((note) => note.includes("disposes of its"));
  assertEquals(notes.length, 1);
  assert(
    /^other \(line \d+\) disposes of its entries: which of them are left cannot be told\.$/.test(notes[0]),
    notes[0],
  );
  gate.resolve();
  await Promise.all(all);
});

Deno.test("extractAll() knows which AsyncDisposableStack is being disposed of, also between two of its entries", async () => {
  async function leaves() {
    await using first = new AsyncDisposableStack();
    first.use({ async [Symbol.asyncDispose]() {} });
    await using second = new AsyncDisposableStack();
    second.defer(() => {});
    second.defer(() => {});
  }
  const leaving = leaves();
  // What goes on with the disposal stands in the queue of microtasks.
  const dump = extractAll(), frames = dump.tasks.flatMap(({ frames }) => frames);
  const frame = frames.find(({ functionName }) => functionName === "leaves");
  assertEquals(frame?.contexts.map(({ varName, isExiting }) => [varName, isExiting]), [["first", false], [
    "second",
    true,
  ]]);
  assertEquals(dump.notes.filter((note) => note.includes("disposes of its resources")), []);
  await leaving;
});
