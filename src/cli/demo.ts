/** The demo program: started, looked at like any other, and stopped. */
import { TargetError } from "../target/target_error.ts";

/** A running demo. Disposing stops it. */
export interface Demo extends AsyncDisposable {
  pid: number;
}

/** How long the demo may take to end by itself. */
const STOPPING_MS = 2000;

const SCRIPT = new URL("../../examples/demo.ts", import.meta.url);

/**
 * Start the demo and wait until it is where it stays.
 *
 * @throws {TargetError} when it does not get there
 */
export async function startDemo(signal: AbortSignal): Promise<Demo> {
  // Its client talks to its own server: not through a proxy.
  const env = { NO_PROXY: ["127.0.0.1", Deno.env.get("NO_PROXY") ?? ""].filter(Boolean).join(",") };
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-config", "--no-lock", "--no-prompt", "--allow-net=127.0.0.1", SCRIPT.href],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = textOf(child.stderr);
  const demo: Demo = {
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      await stop(child);
      await errors;
    },
  };
  if (await saysSomething(child.stdout, signal)) return demo;
  await demo[Symbol.asyncDispose]();
  if (signal.aborted) throw new TargetError("cancelled", "Stopped while the demo was starting");
  const [first = "no reason given"] = (await errors).split("\n").filter((line) => line !== "");
  throw new TargetError(
    "exited",
    `The demo ended before it was ready (${first}): run it by itself to see more: ${SCRIPT.href}`,
  );
}

/** Whether a first line comes; what follows is read and thrown away. */
async function saysSomething(stream: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<boolean> {
  const reader = stream.getReader();
  const aborted = Promise.withResolvers<{ done: true }>();
  const onAbort = () => aborted.resolve({ done: true });
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort);
  const { done } = await Promise.race([reader.read(), aborted.promise]);
  signal.removeEventListener("abort", onAbort);
  (async () => {
    while (!(await reader.read()).done);
  })().catch(() => {}); // the demo has ended
  return !done;
}

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  try {
    return await new Response(stream).text();
  } catch {
    return "";
  }
}

async function stop(child: Deno.ChildProcess): Promise<void> {
  const kill = (signal: Deno.Signal) => {
    try {
      child.kill(signal);
    } catch {
      // it has ended
    }
  };
  kill("SIGTERM");
  const timer = setTimeout(() => kill("SIGKILL"), STOPPING_MS);
  await child.status;
  clearTimeout(timer);
}
