/** APIs of the file system, pending. */
import type { Case } from "./coverage.ts";

export async function fileCases(dir: string, resources: AsyncDisposableStack): Promise<Case[]> {
  const file = `${dir}/data.txt`;
  await Deno.writeTextFile(file, "text");
  const open = resources.use(await Deno.open(file, { read: true, write: true }));
  return [
    { api: "Deno.lstat", start: async () => void await Deno.lstat(file), verb: "Deno.lstat", target: file },
    {
      api: "Deno.readTextFile",
      start: async () => await Deno.readTextFile(file),
      verb: "Deno.readTextFile",
      target: file,
    },
    { api: "Deno.FsFile.stat", start: async () => await open.stat(), verb: "FsFile.stat", target: file },
  ];
}
