/** Servers under load: each a process, whose processor time counts. */
import { fileURLToPath } from "node:url";
import type { Handler } from "./trace_server.ts";
import type { Way } from "./trace_ways.ts";

const CONNECTIONS = 8; // of each server

export class ServerProcess {
  readonly #process: Deno.ChildProcess;
  readonly #url: string;

  private constructor(process: Deno.ChildProcess, port: number) {
    this.#process = process;
    this.#url = `http://127.0.0.1:${port}/`;
  }

  static async start(way: Way, handler: Handler): Promise<ServerProcess> {
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", fileURLToPath(new URL("trace_server.ts", import.meta.url)), way, handler],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      return new ServerProcess(process, Number(text));
    }
    throw new Error(`Cannot measure as the server ended: ${way}`);
  }

  /** Milliseconds of processor time for so many requests. */
  async burst(requests: number): Promise<number> {
    const before = await this.#time();
    let id = 0;
    const ask = async () => {
      while (id < requests) await (await fetch(`${this.#url}?id=${id++}`)).text();
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, ask));
    return await this.#time() - before;
  }

  async #time(): Promise<number> {
    return await (await fetch(this.#url, { method: "PUT" })).json();
  }

  async stop(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.status;
  }
}
