/** `node:fs` and `node:fs/promises`. */
import fs from "node:fs";
import type { Case } from "./coverage.ts";
import { callback, promise } from "./node_case.ts";

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
  const temporary = await fs.promises.mkdtempDisposable(path("disposed"));
  const temporary2 = await fs.promises.mkdtempDisposable(path("disposed"));
  const { O_RDONLY } = fs.constants, now = new Date(0);
  const bytes = new Uint8Array(4), uid = Deno.uid() ?? 0, gid = Deno.gid() ?? 0;
  const two = { from: made("from"), to: path("to"), from2: made("from2"), to2: path("to2") };
  const watchStop = new AbortController(), watched = fs.watch(path("full")), statWatched = path("full");
  resources.defer(() => {
    watched.close();
    fs.unwatchFile(statWatched);
  });
  return [
    callback("fs.access", (done) => fs.access(file, done), { target }),
    callback("fs.appendFile", (done) => fs.appendFile(path("data2"), "x", done), { target: path("data2") }),
    callback("fs.chmod", (done) => fs.chmod(file, 0o600, done), { target }),
    callback("fs.chown", (done) => fs.chown(file, uid, gid, done), { target }),
    callback("fs.copyFile", (done) => fs.copyFile(file, path("copy"), done), {
      target: `${target}", "${path("copy")}`,
    }),
    callback("fs.cp", (done) => fs.cp(file, path("cp"), done), { target: path("cp") }),
    callback("fs.exists", (done) => fs.exists(file, done), { target }),
    callback("fs.fchmod", (done) => fs.fchmod(fd, 0o600, done), { target: `fd ${fd}` }),
    callback("fs.fchown", (done) => fs.fchown(fd, uid, gid, done), { target: `fd ${fd}` }),
    callback("fs.fdatasync", (done) => fs.fdatasync(fd, done), { target: `fd ${fd}` }),
    callback("fs.fstat", (done) => fs.fstat(fd, done), { target: `fd ${fd}` }),
    callback("fs.fsync", (done) => fs.fsync(fd, done), { target: `fd ${fd}` }),
    callback("fs.ftruncate", (done) => fs.ftruncate(fd, 2, done), { target: `fd ${fd}` }),
    callback("fs.futimes", (done) => fs.futimes(fd, now, now, done), { target: `fd ${fd}` }),
    callback("fs.glob", (done) => fs.glob(`${dir}/*.none`, done), { target: "*.none" }),
    callback("fs.lchown", (done) => fs.lchown(file, uid, gid, done), { target }),
    callback("fs.link", (done) => fs.link(file, path("hard"), done), { target: `${target}", "${path("hard")}` }),
    callback("fs.lstat", (done) => fs.lstat(file, done), { target }),
    callback("fs.lutimes", (done) => fs.lutimes(file, now, now, done), { target }),
    callback("fs.mkdir", (done) => fs.mkdir(path("dir"), done), { target: path("dir") }),
    callback("fs.mkdtemp", (done) => fs.mkdtemp(path("temp"), done), { target: path("temp") }),
    callback("fs.open", (done) => {
      fs.open(file, O_RDONLY, (error, opened) => {
        if (error === null) fs.closeSync(opened);
        done();
      });
    }, { target }),
    promise("fs.openAsBlob", () => fs.openAsBlob(file), { target }),
    callback("fs.opendir", (done) => {
      fs.opendir(dir, (_, entries) => {
        entries.closeSync();
        done();
      });
    }, { target: dir }),
    callback("fs.read", (done) => fs.read(fd, bytes, 0, 4, 0, done), { target: `fd ${fd}` }),
    callback("fs.readFile", (done) => fs.readFile(file, done), { target }),
    callback("fs.readdir", (done) => fs.readdir(dir, done), { target: dir }),
    callback("fs.readlink", (done) => fs.readlink(path("link"), done), { target: path("link") }),
    callback("fs.readv", (done) => fs.readv(fd, [bytes], 0, done), { target: `fd ${fd}` }),
    callback("fs.realpath", (done) => fs.realpath(file, done), { target }),
    callback("fs.rename", (done) => fs.rename(two.from, two.to, done), { target: `"${two.from}", "${two.to}"` }),
    callback("fs.rm", (done) => fs.rm(made("removed"), done), { target: path("removed") }),
    callback("fs.rmdir", (done) => {
      fs.mkdirSync(path("removedDir"));
      fs.rmdir(path("removedDir"), done);
    }, { target: path("removedDir") }),
    callback("fs.stat", (done) => fs.stat(file, done), { target }),
    callback("fs.statfs", (done) => fs.statfs(file, done), { target }),
    callback("fs.symlink", (done) => fs.symlink(file, path("sym"), done), { target: path("sym") }),
    callback("fs.truncate", (done) => fs.truncate(made("cut"), 1, done), { target: path("cut") }),
    callback("fs.unlink", (done) => fs.unlink(made("unlinked"), done), { target: path("unlinked") }),
    callback("fs.utimes", (done) => fs.utimes(file, now, now, done), { target }),
    callback("fs.write", (done) => fs.write(fd, bytes, 0, 4, 0, done), { target: `fd ${fd}` }),
    callback("fs.writeFile", (done) => fs.writeFile(path("written"), "x", done), { target: path("written") }),
    callback("fs.writev", (done) => fs.writev(fd, [bytes], 0, done), { target: `fd ${fd}` }),
    callback("fs.watchFile", (done) => fs.watchFile(statWatched, { persistent: false }, done), {
      target: statWatched,
      lasts: true,
    }),
    callback("fs.watch", (done) => watched.once("change", done), {
      target: path("full"),
      lasts: true,
    }),
    promise("fs.promises.access", () => fs.promises.access(file), { verb: "fs.access", target }),
    promise("fs.promises.appendFile", () => fs.promises.appendFile(path("appended"), "x"), {
      target: path("appended"),
    }),
    promise("fs.promises.chmod", () => fs.promises.chmod(file, 0o600), { verb: "fs.chmod", target }),
    promise("fs.promises.chown", () => fs.promises.chown(file, uid, gid), { verb: "fs.chown", target }),
    promise("fs.promises.copyFile", () => fs.promises.copyFile(file, path("copy2")), {
      verb: "fs.copyFile",
      target: path("copy2"),
    }),
    promise("fs.promises.cp", () => fs.promises.cp(file, path("cp2")), { verb: "cp", target: path("cp2") }),
    {
      api: "fs.promises.glob",
      start: async () => {
        for await (const _ of fs.promises.glob(`${dir}/*.none`));
      },
      verb: "glob",
      target: "*.none",
    },
    promise("fs.promises.lchown", () => fs.promises.lchown(file, uid, gid), { verb: "fs.lchown", target }),
    promise("fs.promises.link", () => fs.promises.link(file, path("hard2")), {
      verb: "fs.link",
      target: path("hard2"),
    }),
    promise("fs.promises.lstat", () => fs.promises.lstat(file), { verb: "fs.lstat", target }),
    promise("fs.promises.lutimes", () => fs.promises.lutimes(file, now, now), { verb: "fs.lutimes", target }),
    promise("fs.promises.mkdir", () => fs.promises.mkdir(path("dir2")), { verb: "fs.mkdir", target: path("dir2") }),
    promise("fs.promises.mkdtemp", () => fs.promises.mkdtemp(path("temp2")), {
      verb: "fs.mkdtemp",
      target: path("temp2"),
    }),
    promise("fs.promises.mkdtempDisposable", () => fs.promises.mkdtempDisposable(path("temp3")), {
      target: path("temp3"),
    }),
    promise("fs.promises.DisposableTempDir.remove", () => temporary.remove(), {
      verb: "fs.rm",
      target: temporary.path,
    }),
    promise("fs.promises.DisposableTempDir[Symbol.asyncDispose]", () => temporary2[Symbol.asyncDispose](), {
      verb: "fs.rm",
      target: temporary2.path,
    }),
    promise("fs.promises.open", async () => await (await fs.promises.open(file)).close(), {
      verb: "fs.open",
      target,
    }),
    promise("fs.promises.opendir", async () => await (await fs.promises.opendir(dir)).close(), {
      verb: "fs.opendir",
      target: dir,
    }),
    promise("fs.promises.readFile", () => fs.promises.readFile(file), { target }),
    promise("fs.promises.readdir", () => fs.promises.readdir(dir), { verb: "fs.readdir", target: dir }),
    promise("fs.promises.readlink", () => fs.promises.readlink(path("link")), {
      verb: "fs.readlink",
      target: path("link"),
    }),
    promise("fs.promises.realpath", () => fs.promises.realpath(file), { verb: "fs.realpath", target }),
    promise("fs.promises.rename", () => fs.promises.rename(two.from2, two.to2), {
      verb: "fs.rename",
      target: `"${two.from2}", "${two.to2}"`,
    }),
    promise("fs.promises.rm", () => fs.promises.rm(made("removed2")), { verb: "fs.rm", target: path("removed2") }),
    promise("fs.promises.rmdir", () => fs.promises.rmdir(path("empty")), { verb: "fs.rmdir", target: path("empty") }),
    promise("fs.promises.stat", () => fs.promises.stat(file), { verb: "fs.stat", target }),
    promise("fs.promises.statfs", () => fs.promises.statfs(file), { verb: "fs.statfs", target }),
    promise("fs.promises.symlink", () => fs.promises.symlink(file, path("sym2")), {
      verb: "fs.symlink",
      target: path("sym2"),
    }),
    promise("fs.promises.truncate", () => fs.promises.truncate(made("cut2"), 1), { target: path("cut2") }),
    promise("fs.promises.unlink", () => fs.promises.unlink(made("unlinked2")), {
      verb: "fs.unlink",
      target: path("unlinked2"),
    }),
    promise("fs.promises.utimes", () => fs.promises.utimes(file, now, now), { verb: "fs.utimes", target }),
    {
      api: "fs.promises.watch",
      start: async () => {
        for await (const _ of fs.promises.watch(path("full"), { signal: watchStop.signal }));
      },
      verb: "fs.promises.watch",
      target: path("full"),
      end: () => watchStop.abort(),
    },
    promise("fs.promises.writeFile", () => fs.promises.writeFile(path("written2"), "x"), {
      target: path("written2"),
    }),
    ...handleCases(),
    promise("fs.Dir.read", () => entries.read(), { target: dir }),
    {
      api: "fs.Dir[Symbol.asyncIterator]",
      start: async () => {
        for await (const _ of iterated);
      },
      verb: "fs.Dir",
      target: dir,
    },
  ];

  function handleCases(): Case[] {
    const name = "fs.promises.FileHandle", on = `fd ${handle.fd}`;
    return [
      promise(`${name}.appendFile`, () => handle.appendFile("x"), { target: on }),
      promise(`${name}.chmod`, () => handle.chmod(0o600), { target: on }),
      promise(`${name}.chown`, () => handle.chown(uid, gid), { target: on }),
      promise(`${name}.close`, () => toClose.close(), { target: `fd ${toClose.fd}` }),
      promise(`${name}[Symbol.asyncDispose]`, () => toDispose[Symbol.asyncDispose](), {
        verb: name,
        target: `fd ${toDispose.fd}`,
      }),
      promise(`${name}.datasync`, () => handle.datasync(), { target: on }),
      promise(`${name}.read`, () => handle.read(bytes, 0, 4, 0), { target: on }),
      promise(`${name}.readFile`, () => handle.readFile(), { target: on }),
      promise(`${name}.readv`, () => handle.readv([bytes], 0), { target: on }),
      promise(`${name}.stat`, () => handle.stat(), { target: on }),
      promise(`${name}.sync`, () => handle.sync(), { target: on }),
      promise(`${name}.truncate`, () => handle.truncate(2), { target: on }),
      promise(`${name}.utimes`, () => handle.utimes(now, now), { target: on }),
      promise(`${name}.write`, () => handle.write(bytes, 0, 4, 0), { target: on }),
      promise(`${name}.writeFile`, () => handle.writeFile("x"), { target: on }),
      promise(`${name}.writev`, () => handle.writev([bytes], 0), { target: on }),
    ];
  }
}
