/**
 * Takes all threads on which Deno reads files, digests, resolves names, …: it has 32 of them (fewer on Windows), and opening a named
 * pipe to read holds one until somebody opens it to write.
 */

/** Until it is called, no such work goes on. */
export async function blockPool(dir: string): Promise<() => Promise<void>> {
  const pipe = `${dir}/pipe`;
  await new Deno.Command("mkfifo", { args: [pipe] }).output();
  const readers = Array.from({ length: 40 }, () => Deno.open(pipe));
  // The pool takes them in their order; what comes after them waits.
  await new Promise((resolve) => setTimeout(resolve, 50));
  return async () => {
    const writer = Deno.openSync(pipe, { read: true, write: true });
    for (const reader of await Promise.all(readers)) reader.close();
    writer.close();
  };
}
