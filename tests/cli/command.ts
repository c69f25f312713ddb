/** The command and its targets as real processes. */
import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { linuxHost } from "../../src/target/process_linux.ts";

/** What a run of the command left. */
export interface Outcome {
  status: number;
  stdout: string;
  stderr: string;
}

/** How the command is run. */
export interface RunOptions {
  /** Arguments of Deno. Default: everything is allowed. */
  allow?: string[];
  env?: Record<string, string>;
}

const COMMAND = fileURLToPath(new URL("../../dump_stacks.ts", import.meta.url));

/** Start the command. */
export function spawnCommand(args: readonly string[], options: RunOptions = {}): Deno.ChildProcess {
  const { allow = ["--allow-all"], env } = options;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", ...allow, COMMAND, ...args],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Run the command to its end. */
export async function dumpStacks(args: readonly string[], options?: RunOptions): Promise<Outcome> {
  const { code, stdout, stderr } = await spawnCommand(args, options).output();
  const decoder = new TextDecoder();
  return { status: code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Run the command and find that it refuses: this status, this one line on stderr, nothing on stdout. */
export async function assertRefuses(
  args: readonly string[],
  status: number,
  line: RegExp,
  options?: RunOptions,
): Promise<void> {
  const outcome = await dumpStacks(args, options);
  assertEquals(outcome.stdout, "");
  assertMatch(outcome.stderr, line);
  assertMatch(outcome.stderr, /^dump-stacks: .*\n$/, "exactly one line");
  assertEquals(outcome.status, status);
}

/** Path of a small program in `programs/`. */
export function program(name: string): string {
  return fileURLToPath(new URL(`programs/${name}`, import.meta.url));
}

/** A process to look at, stopped when disposed of. */
export class Target implements AsyncDisposable {
  readonly pid: number;
  readonly #child: Deno.ChildProcess;
  readonly #outputs: Promise<void>[];
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  #waiting: { text: string | RegExp; resolve: () => void }[] = [];
  #ended: Deno.CommandStatus | undefined;
  stdout = "";
  stderr = "";

  constructor(
    command: string,
    args: readonly string[],
    { env, cwd }: { env?: Record<string, string>; cwd?: string } = {},
  ) {
    this.#child = new Deno.Command(command, {
      args: [...args],
      cwd,
      env,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.pid = this.#child.pid;
    this.#input = this.#child.stdin.getWriter();
    this.#child.status.then((status) => this.#ended = status);
    this.#outputs = [
      this.#collect(this.#child.stdout, (text) => this.stdout += text),
      this.#collect(this.#child.stderr, (text) => this.stderr += text),
    ];
  }

  /** `deno run` of one of the small programs. */
  static deno(name: string, denoArgs: readonly string[] = [], args: readonly string[] = []): Target {
    return new Target(Deno.execPath(), ["run", "--no-config", "--no-prompt", ...denoArgs, program(name), ...args]);
  }

  /** Wait until the program has printed this, anywhere in what it prints. */
  async prints(text: string | RegExp): Promise<this> {
    if (!this.#hasPrinted(text)) await new Promise<void>((resolve) => this.#waiting.push({ text, resolve }));
    return this;
  }

  #hasPrinted(text: string | RegExp): boolean {
    const outputs = [this.stdout, this.stderr];
    return outputs.some((output) => typeof text === "string" ? output.includes(text) : text.test(output));
  }

  /** Wait until it would survive SIGUSR1. */
  async grown(): Promise<this> {
    while (!await linuxHost.catchesSigusr1(this.pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    return this;
  }

  /** Write to its stdin, and wait until it has printed this. */
  async poke(printed: string): Promise<void> {
    await this.#input.write(new Uint8Array([10]));
    await this.prints(printed);
  }

  /** The address that its runtime printed for its inspector. */
  async inspector(): Promise<{ url: string; address: string }> {
    await this.prints(/^Debugger listening on \S+\n/m);
    const [, url, address] = /Debugger listening on (ws:\/\/([\d.:]+)\/\S+)\n/.exec(this.stderr) ?? [];
    return { url, address };
  }

  /** Whether it still runs. */
  get isRunning(): boolean {
    return this.#ended === undefined;
  }

  /** Close its stdin and wait for its end. */
  async finish(): Promise<Deno.CommandStatus> {
    await this.#input.close().catch(() => {});
    const status = await this.#child.status;
    await Promise.all(this.#outputs);
    return status;
  }

  kill(signal: Deno.Signal): void {
    if (this.isRunning) this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.finish();
  }

  async #collect(stream: ReadableStream<Uint8Array>, keep: (text: string) => void): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      keep(text);
      for (const { text, resolve } of this.#waiting) if (this.#hasPrinted(text)) resolve();
    }
  }
}

/** Whether something accepts connections on a port of this machine. */
export async function isOpen(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

/** Wait until nothing accepts connections on a port of this machine. */
export async function untilClosed(port: number): Promise<void> {
  const patience = AbortSignal.timeout(10_000);
  while (await isOpen(port)) {
    patience.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What a program printed, without the lines of its runtime about an inspector that is opened and used. */
export function withoutInspectorLines(stderr: string): string {
  return stderr.replace(
    /^(Debugger listening on |Visit chrome:|Debugger session started|Debugger session ended|Debugger attached|For help, see: https:\/\/nodejs).*\n/gm,
    "",
  );
}
