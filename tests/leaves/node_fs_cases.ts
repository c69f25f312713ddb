/** `node:fs` and `node:fs/promises`. */
import fs from "node:fs";
import type { Case } from "./coverage.ts";
import { lasting, promise } from "./node_case.ts";

/** The types lack it. */
const { mkdtempDisposable } = fs.promises as unknown as {
  mkdtempDisposable: (prefix: string) => Promise<AsyncDisposable & { path: string; remove: () => Promise<void> }>;
};

export async function nodeFsCases(dir: string, resources: AsyncDisposableStack): Promise<Case[]> {
  const path = (name: string) => `${dir}/${name}`;
  const file = path("data"), target = JSON.stringify(file).slice(1, -1);
  const made = (name: string) => {
    fs.writeFileSync(path(name), "text");
    return path(name);
  };
  made("data");
  fs.symlinkSync(file, path("link"));
  for (const name of ["full", "empty"]) fs.mkdirSync(path(name));
  const fd = fs.openSync(made("open"), "r+");
  resources.defer(() => fs.closeSync(fd));
  const handle = await fs.promises.open(made("handle"), "r+");
  resources.defer(() => handle.close());
  const closing = async () => await fs.promises.open(file);
  const [toClose, toDispose, entries, iterated] = [
    await closing(),
    await closing(),
    await fs.promises.opendir(dir),
    await fs.promises.opendir(dir),
  ];
  resources.defer(async () => {
    while (await entries.read() !== null); // read to its end, Deno closes it
  });
  const temporary = await mkdtempDisposable(path("disposed")), temporary2 = await mkdtempDisposable(path("disposed"));
  const { O_RDONLY } = fs.constants, now = new Date(0);
  const bytes = new Uint8Array(4), uid = Deno.uid() ?? 0, gid = Deno.gid() ?? 0;
  const two = { from: made("from"), to: path("to"), from2: made("from2"), to2: path("to2") };
  const watchStop = new AbortController(), watched = fs.watch(path("full")), statWatched = path("full");
  resources.defer(() => {
    watched.close();
    fs.unwatchFile(statWatched);
  });
  return [
    promise("fs.access", async () => await new Promise((done) => fs.access(file, done)), { target }),
    promise("fs.appendFile", async () => await new Promise((done) => fs.appendFile(path("data2"), "x", done)), {
      target: path("data2"),
    }),
    promise("fs.chmod", async () => await new Promise((done) => fs.chmod(file, 0o600, done)), { target }),
    promise("fs.chown", async () => await new Promise((done) => fs.chown(file, uid, gid, done)), { target }),
    promise("fs.copyFile", async () => await new Promise((done) => fs.copyFile(file, path("copy"), done)), {
      target: `${target}", "${path("copy")}`,
    }),
    promise("fs.cp", async () => await new Promise((done) => fs.cp(file, path("cp"), done)), { target: path("cp") }),
    promise("fs.exists", async () => await new Promise((done) => fs.exists(file, done)), { target }),
    promise("fs.fchmod", async () => await new Promise((done) => fs.fchmod(fd, 0o600, done)), { target: `fd ${fd}` }),
    promise("fs.fchown", async () => await new Promise((done) => fs.fchown(fd, uid, gid, done)), {
      target: `fd ${fd}`,
    }),
    promise("fs.fdatasync", async () => await new Promise((done) => fs.fdatasync(fd, done)), { target: `fd ${fd}` }),
    promise("fs.fstat", async () => await new Promise((done) => fs.fstat(fd, done)), { target: `fd ${fd}` }),
    promise("fs.fsync", async () => await new Promise((done) => fs.fsync(fd, done)), { target: `fd ${fd}` }),
    promise("fs.ftruncate", async () => await new Promise((done) => fs.ftruncate(fd, 2, done)), { target: `fd ${fd}` }),
    promise("fs.futimes", async () => await new Promise((done) => fs.futimes(fd, now, now, done)), {
      target: `fd ${fd}`,
    }),
    promise("fs.glob", async () => await new Promise((done) => fs.glob(`${dir}/*.none`, done)), { target: "*.none" }),
    promise("fs.lchown", async () => await new Promise((done) => fs.lchown(file, uid, gid, done)), { target }),
    promise("fs.link", async () => await new Promise((done) => fs.link(file, path("hard"), done)), {
      target: `${target}", "${path("hard")}`,
    }),
    promise("fs.lstat", async () => await new Promise((done) => fs.lstat(file, done)), { target }),
    promise("fs.lutimes", async () => await new Promise((done) => fs.lutimes(file, now, now, done)), { target }),
    promise("fs.mkdir", async () => await new Promise((done) => fs.mkdir(path("dir"), done)), { target: path("dir") }),
    promise("fs.mkdtemp", async () => await new Promise((done) => fs.mkdtemp(path("temp"), done)), {
      target: path("temp"),
    }),
    promise("fs.open", async () =>
      await new Promise<void>((done) => {
        fs.open(file, O_RDONLY, (error, opened) => {
          if (error === null) fs.closeSync(opened);
          done();
        });
      }), { target }),
    promise("fs.openAsBlob", async () => await fs.openAsBlob(file), { target }),
    promise("fs.read", async () => await new Promise((done) => fs.read(fd, bytes, 0, 4, 0, done)), {
      target: `fd ${fd}`,
    }),
    promise("fs.readFile", async () => await new Promise((done) => fs.readFile(file, done)), { target }),
    promise("fs.readdir", async () => await new Promise((done) => fs.readdir(dir, done)), { target: dir }),
    promise("fs.readlink", async () => await new Promise((done) => fs.readlink(path("link"), done)), {
      target: path("link"),
    }),
    promise("fs.readv", async () => await new Promise((done) => fs.readv(fd, [bytes], 0, done)), {
      target: `fd ${fd}`,
    }),
    promise("fs.realpath", async () => await new Promise((done) => fs.realpath(file, done)), { target }),
    promise("fs.rename", async () => await new Promise((done) => fs.rename(two.from, two.to, done)), {
      target: `"${two.from}", "${two.to}"`,
    }),
    promise("fs.rm", async () => await new Promise((done) => fs.rm(made("removed"), done)), {
      target: path("removed"),
    }),
    promise("fs.rmdir", async () =>
      await new Promise((done) => {
        fs.mkdirSync(path("removedDir"));
        fs.rmdir(path("removedDir"), done);
      }), { target: path("removedDir") }),
    promise("fs.stat", async () => await new Promise((done) => fs.stat(file, done)), { target }),
    promise("fs.statfs", async () => await new Promise((done) => fs.statfs(file, done)), { target }),
    promise("fs.symlink", async () => await new Promise((done) => fs.symlink(file, path("sym"), done)), {
      target: path("sym"),
    }),
    promise("fs.truncate", async () => await new Promise((done) => fs.truncate(made("cut"), 1, done)), {
      target: path("cut"),
    }),
    promise("fs.unlink", async () => await new Promise((done) => fs.unlink(made("unlinked"), done)), {
      target: path("unlinked"),
    }),
    promise("fs.utimes", async () => await new Promise((done) => fs.utimes(file, now, now, done)), { target }),
    promise("fs.write", async () => await new Promise((done) => fs.write(fd, bytes, 0, 4, 0, done)), {
      target: `fd ${fd}`,
    }),
    promise("fs.writeFile", async () => await new Promise((done) => fs.writeFile(path("written"), "x", done)), {
      target: path("written"),
    }),
    promise("fs.writev", async () => await new Promise((done) => fs.writev(fd, [bytes], 0, done)), {
      target: `fd ${fd}`,
    }),
    lasting(
      "fs.watchFile",
      async () => await new Promise((done) => fs.watchFile(statWatched, { persistent: false }, done)),
      {
        target: statWatched,
      },
    ),
    lasting("fs.watch", async () => await new Promise((done) => watched.once("change", done)), {
      target: path("full"),
    }),
    promise("fs.promises.access", async () => await fs.promises.access(file), { target }),
    promise("fs.promises.appendFile", async () => await fs.promises.appendFile(path("appended"), "x"), {
      target: path("appended"),
    }),
    promise("fs.promises.chmod", async () => await fs.promises.chmod(file, 0o600), { target }),
    promise("fs.promises.chown", async () => await fs.promises.chown(file, uid, gid), { target }),
    promise("fs.promises.copyFile", async () => await fs.promises.copyFile(file, path("copy2")), {
      target: path("copy2"),
    }),
    promise("fs.promises.cp", async () => await fs.promises.cp(file, path("cp2")), { target: path("cp2") }),
    {
      api: "fs.promises.glob",
      start: async () => {
        for await (const _ of fs.promises.glob(`${dir}/*.none`));
      },
      verb: "fs.promises.glob",
      target: "*.none",
    },
    promise("fs.promises.lchown", async () => await fs.promises.lchown(file, uid, gid), { target }),
    promise("fs.promises.link", async () => await fs.promises.link(file, path("hard2")), {
      target: path("hard2"),
    }),
    promise("fs.promises.lstat", async () => await fs.promises.lstat(file), { target }),
    promise("fs.promises.lutimes", async () => await fs.promises.lutimes(file, now, now), {
      target,
    }),
    promise("fs.promises.mkdir", async () => await fs.promises.mkdir(path("dir2")), {
      target: path("dir2"),
    }),
    promise("fs.promises.mkdtemp", async () => await fs.promises.mkdtemp(path("temp2")), {
      target: path("temp2"),
    }),
    promise("fs.promises.mkdtempDisposable", async () => await mkdtempDisposable(path("temp3")), {
      target: path("temp3"),
    }),
    promise("fs.promises.DisposableTempDir.remove", async () => await temporary.remove(), {
      target: temporary.path,
    }),
    promise("fs.promises.DisposableTempDir[Symbol.asyncDispose]", async () => await temporary2[Symbol.asyncDispose](), {
      target: temporary2.path,
    }),
    promise("fs.promises.open", async () => await (await fs.promises.open(file)).close(), {
      target,
    }),
    promise("fs.promises.readFile", async () => await fs.promises.readFile(file), { target }),
    promise("fs.promises.readdir", async () => await fs.promises.readdir(dir), { target: dir }),
    promise("fs.promises.readlink", async () => await fs.promises.readlink(path("link")), {
      target: path("link"),
    }),
    promise("fs.promises.realpath", async () => await fs.promises.realpath(file), { target }),
    promise("fs.promises.rename", async () => await fs.promises.rename(two.from2, two.to2), {
      target: `"${two.from2}", "${two.to2}"`,
    }),
    promise("fs.promises.rm", async () => await fs.promises.rm(made("removed2")), {
      target: path("removed2"),
    }),
    promise("fs.promises.rmdir", async () => await fs.promises.rmdir(path("empty")), {
      target: path("empty"),
    }),
    promise("fs.promises.stat", async () => await fs.promises.stat(file), { target }),
    promise("fs.promises.statfs", async () => await fs.promises.statfs(file), { target }),
    promise("fs.promises.symlink", async () => await fs.promises.symlink(file, path("sym2")), {
      target: path("sym2"),
    }),
    promise("fs.promises.truncate", async () => await fs.promises.truncate(made("cut2"), 1), { target: path("cut2") }),
    promise("fs.promises.unlink", async () => await fs.promises.unlink(made("unlinked2")), {
      target: path("unlinked2"),
    }),
    promise("fs.promises.utimes", async () => await fs.promises.utimes(file, now, now), { target }),
    {
      api: "fs.promises.watch",
      start: async () => {
        for await (const _ of fs.promises.watch(path("full"), { signal: watchStop.signal }));
      },
      verb: "fs.promises.watch",
      target: path("full"),
      end: () => watchStop.abort(),
    },
    promise("fs.promises.writeFile", async () => await fs.promises.writeFile(path("written2"), "x"), {
      target: path("written2"),
    }),
    ...handleCases(),
    promise("fs.Dir.read", async () => await entries.read(), { target: dir }),
    {
      api: "fs.Dir[Symbol.asyncIterator]",
      start: async () => {
        for await (const _ of iterated);
      },
      verb: "fs.Dir.read",
      target: dir,
    },
  ];

  function handleCases(): Case[] {
    const name = "fs.promises.FileHandle", on = `fd ${handle.fd}`;
    return [
      promise(`${name}.appendFile`, async () => await handle.appendFile("x"), { target: on }),
      promise(`${name}.chmod`, async () => await handle.chmod(0o600), { target: on }),
      promise(`${name}.chown`, async () => await handle.chown(uid, gid), { target: on }),
      promise(`${name}.close`, async () => await toClose.close(), {}),
      promise(`${name}[Symbol.asyncDispose]`, async () => await toDispose[Symbol.asyncDispose](), {
        verb: `${name}.close`,
      }),
      promise(`${name}.datasync`, async () => await handle.datasync(), { target: on }),
      promise(`${name}.read`, async () => await handle.read(bytes, 0, 4, 0), { target: on }),
      promise(`${name}.readFile`, async () => await handle.readFile(), { target: on }),
      promise(`${name}.readv`, async () => await handle.readv([bytes], 0), { target: on }),
      promise(`${name}.stat`, async () => await handle.stat(), { target: on }),
      promise(`${name}.sync`, async () => await handle.sync(), { target: on }),
      promise(`${name}.truncate`, async () => await handle.truncate(2), { target: on }),
      promise(`${name}.utimes`, async () => await handle.utimes(now, now), { target: on }),
      promise(`${name}.write`, async () => await handle.write(bytes, 0, 4, 0), { target: on }),
      promise(`${name}.writeFile`, async () => await handle.writeFile("x"), { target: on }),
      promise(`${name}.writev`, async () => await handle.writev([bytes], 0), { target: on }),
    ];
  }
}
