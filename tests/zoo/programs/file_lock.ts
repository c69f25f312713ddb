// One process opens its lock file twice: a lock belongs to the open file, not to the process.
// https://github.com/denoland/deno/issues/12264

class LockFile {
  constructor(readonly file: Deno.FsFile) {}

  static async open(path: URL): Promise<LockFile> {
    const file = await Deno.open(path, { read: true });
    const exclusive = true;
    await file.lock(exclusive); // <- stuck: LockFile.open
    return new LockFile(file);
  }

  async release(): Promise<void> {
    await this.file.unlock();
    this.file.close();
  }
}

async function nightlyReport(path: URL): Promise<void> {
  const lock = await LockFile.open(path);
  await cleanUp(path);
  await lock.release();
}

async function cleanUp(path: URL): Promise<void> {
  const lock: LockFile = await LockFile.open(path); // <- stuck: cleanUp
  await lock.release();
}

setInterval(() => console.error("report is running"), 5_000);
setTimeout(() => console.log("ready"), 400);
await nightlyReport(new URL(import.meta.url));
