// deno-lint-ignore-file no-boolean-literal-for-arguments -- the APIs are called as they are
/** APIs of the file system, pending: all threads on which the runtime does such work are taken (`blocked_pool.ts`). */
import type { Case } from "./coverage.ts";

export async function fileCases(dir: string): Promise<Case[]> {
  const file = `${dir}/data.txt`,
    other = `${dir}/other.txt`,
    removed = `${dir}/removed.txt`,
    truncated = `${dir}/cut.txt`;
  for (const path of [file, removed, truncated, `${dir}/old.txt`]) await Deno.writeTextFile(path, "text");
  await Deno.symlink(file, `${dir}/link`);
  const open = await Deno.open(file, { read: true, write: true });
  const holder = await Deno.open(file, { read: true, write: true });
  await holder.lock(true);
  // What is asked of a file while it waits for a lock has to wait.
  const second = await Deno.open(file, { read: true, write: true });
  second.lock(true).catch(() => {});
  const watcher = Deno.watchFs(dir);
  const buffer = new Uint8Array(4);
  const at = new Date(0);
  const cases: Case[] = [
    { api: "Deno.chmod", start: async () => await Deno.chmod(file, 0o600), verb: "Deno.chmod", target: file },
    {
      api: "Deno.chown",
      start: async () => await Deno.chown(file, Deno.uid(), null),
      verb: "Deno.chown",
      target: file,
    },
    {
      api: "Deno.copyFile",
      start: async () => await Deno.copyFile(file, `${dir}/copy`),
      verb: "Deno.copyFile",
      target: `${dir}/copy`,
    },
    {
      api: "Deno.create",
      start: async () => (await Deno.create(`${dir}/created`)).close(),
      verb: "Deno.create",
      target: `${dir}/created`,
    },
    { api: "Deno.link", start: async () => await Deno.link(file, other), verb: "Deno.link", target: other },
    { api: "Deno.lstat", start: async () => await Deno.lstat(file), verb: "Deno.lstat", target: file },
    {
      api: "Deno.makeTempDir",
      start: async () => await Deno.makeTempDir({ dir, prefix: "made" }),
      verb: "Deno.makeTempDir",
      target: dir,
    },
    {
      api: "Deno.makeTempFile",
      start: async () => await Deno.makeTempFile({ dir, suffix: ".made" }),
      verb: "Deno.makeTempFile",
      target: dir,
    },
    { api: "Deno.mkdir", start: async () => await Deno.mkdir(`${dir}/sub`), verb: "Deno.mkdir", target: `${dir}/sub` },
    { api: "Deno.open", start: async () => (await Deno.open(file)).close(), verb: "Deno.open", target: file },
    {
      api: "Deno.readDir",
      start: async () => {
        for await (const _ of Deno.readDir(dir));
      },
      verb: "Deno.readDir",
      target: dir,
    },
    { api: "Deno.readFile", start: async () => await Deno.readFile(file), verb: "Deno.readFile", target: file },
    {
      api: "Deno.readLink",
      start: async () => await Deno.readLink(`${dir}/link`),
      verb: "Deno.readLink",
      target: `${dir}/link`,
    },
    {
      api: "Deno.readTextFile",
      start: async () => await Deno.readTextFile(file),
      verb: "Deno.readTextFile",
      target: file,
    },
    { api: "Deno.realPath", start: async () => await Deno.realPath(file), verb: "Deno.realPath", target: file },
    { api: "Deno.remove", start: async () => await Deno.remove(removed), verb: "Deno.remove", target: removed },
    {
      api: "Deno.rename",
      start: async () => await Deno.rename(`${dir}/old.txt`, `${dir}/new.txt`),
      verb: "Deno.rename",
      target: `${dir}/new.txt`,
    },
    { api: "Deno.stat", start: async () => await Deno.stat(file), verb: "Deno.stat", target: file },
    {
      api: "Deno.symlink",
      start: async () => await Deno.symlink(file, `${dir}/link2`),
      verb: "Deno.symlink",
      target: `${dir}/link2`,
    },
    {
      api: "Deno.truncate",
      start: async () => await Deno.truncate(truncated, 2),
      verb: "Deno.truncate",
      target: truncated,
    },
    { api: "Deno.utime", start: async () => await Deno.utime(file, at, at), verb: "Deno.utime", target: file },
    {
      api: "Deno.writeFile",
      start: async () => await Deno.writeFile(other, buffer),
      verb: "Deno.writeFile",
      target: other,
    },
    {
      api: "Deno.writeTextFile",
      start: async () => await Deno.writeTextFile(other, "text"),
      verb: "Deno.writeTextFile",
      target: other,
    },
    {
      api: "Deno.FsFile.lock",
      start: async () => await open.lock(true),
      verb: "FsFile.lock",
      lasts: true,
    },
    { api: "Deno.FsFile.tryLock", start: async () => await second.tryLock(true), verb: "FsFile.tryLock", target: file },
    { api: "Deno.FsFile.unlock", start: async () => await second.unlock(), verb: "FsFile.unlock", target: file },
    { api: "Deno.FsFile.read", start: async () => await second.read(buffer), verb: "FsFile.read", target: file },
    { api: "Deno.FsFile.write", start: async () => await second.write(buffer), verb: "FsFile.write", target: file },
    {
      api: "Deno.FsFile.seek",
      start: async () => await second.seek(1, Deno.SeekMode.Start),
      verb: "FsFile.seek",
    },
    { api: "Deno.FsFile.stat", start: async () => await second.stat(), verb: "FsFile.stat", target: file },
    { api: "Deno.FsFile.sync", start: async () => await second.sync(), verb: "FsFile.sync", target: file },
    { api: "Deno.FsFile.syncData", start: async () => await second.syncData(), verb: "FsFile.syncData", target: file },
    { api: "Deno.FsFile.truncate", start: async () => await second.truncate(2), verb: "FsFile.truncate", target: file },
    { api: "Deno.FsFile.utime", start: async () => await second.utime(at, at), verb: "FsFile.utime", target: file },
    {
      api: "Deno.FsWatcher[Symbol.asyncIterator]",
      start: async () => {
        for await (const _ of watcher);
      },
      verb: "Deno.watchFs",
      lasts: true,
    },
  ];
  return cases.map((one) => ({ ...one, lasts: true }));
}
