// The child fills its stdout pipe and blocks; the parent waits for its exit before it reads.
// https://github.com/denoland/deno/issues/17016

class Build {
  #heartbeat = setInterval(() => console.error("still building"), 5_000);

  constructor(readonly script: string) {}

  async run(): Promise<string> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", this.script],
      stdout: "piped",
    }).spawn();
    const { success }: Deno.CommandStatus = await child.status; // <- stuck: Build.run
    clearInterval(this.#heartbeat);
    const log = await new Response(child.stdout).text();
    if (!success) throw new Error(log);
    return log;
  }
}

setTimeout(() => console.log("ready"), 600);
const build = new Build("for (let i = 0; i < 50_000; i++) console.log('compiled module', i)");
console.log(await build.run());
