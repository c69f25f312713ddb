// The parent writes all of its input before it reads; the child cannot write, so it stops reading.
// https://github.com/denoland/deno/issues/7070

class Filter {
  #child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "await Deno.stdin.readable.pipeTo(Deno.stdout.writable)"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();

  async convert(input: Uint8Array): Promise<ArrayBuffer> {
    const writer = this.#child.stdin.getWriter();
    await writer.write(input); // <- stuck: Filter.convert
    await writer.close();
    return await new Response(this.#child.stdout).arrayBuffer();
  }
}

async function convertAll(recordings: Uint8Array[]): Promise<number> {
  let bytes = 0;
  for (const recording of recordings) {
    const converted: ArrayBuffer = await new Filter().convert(recording); // <- stuck: convertAll
    bytes += converted.byteLength;
  }
  return bytes;
}

setTimeout(() => console.log("ready"), 900);
console.log(await convertAll([new Uint8Array(1 << 10), new Uint8Array(1 << 22)]));
