/** What `deno task oracle` once found wrong and its own counterexamples cannot tell by name. One dump for all. */
import { assert, assertEquals } from "@std/assert";
import { extractAll } from "../../mod.ts";

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
  const dump = extractAll(), own = dump.tasks.flatMap(({ frames }) => frames).filter(({ url }) => url === import.meta.url);
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
