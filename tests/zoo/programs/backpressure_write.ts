// Every write to a compressor is awaited before anybody reads what comes out of it.
// https://github.com/denoland/deno/issues/16858

class Archive {
  #gzip = new CompressionStream("gzip");
  #writer = this.#gzip.writable.getWriter();
  written = 0;

  async add(entry: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#writer.write(entry); // <- stuck: Archive.add
    this.written += entry.length;
  }

  async finish(): Promise<ArrayBuffer> {
    await this.#writer.close();
    return await new Response(this.#gzip.readable).arrayBuffer();
  }
}

async function backup(archive: Archive, folder: URL): Promise<ArrayBuffer> {
  for await (const { isFile, name } of Deno.readDir(folder)) {
    if (isFile) await archive.add(await Deno.readFile(new URL(name, folder)));
  }
  return await archive.finish();
}

const archive = new Archive();
setInterval(() => console.error("bytes archived:", archive.written), 5_000);
setTimeout(() => console.log("ready"), 300);
const { byteLength } = await backup(archive, new URL(".", import.meta.url));
console.log("archive of", byteLength);
