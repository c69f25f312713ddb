/** APIs of processes, signals, workers and permissions, pending. */
import type { Case } from "./coverage.ts";

export function processCases(): Case[] {
  const sleep = () => new Deno.Command("sleep", { args: ["60"], stdin: "null", stdout: "piped", stderr: "piped" });
  const children = Array.from({ length: 6 }, () => sleep().spawn());
  const status = new Deno.Command("sleep", { args: ["60"], stdin: "null" }).spawn();
  const [output, disposed, text, json, bytes, arrayBuffer] = children;
  const aborted = new AbortController(), spawned = new AbortController();
  const kill = (child: Deno.ChildProcess) => {
    try {
      child.kill("SIGKILL");
    } catch { /* it has ended */ }
  };
  const body = (name: "text" | "json" | "bytes" | "arrayBuffer", child: Deno.ChildProcess): Case => ({
    api: `Deno.SubprocessReadableStream.${name}`,
    start: {
      text: async () => await child.stdout.text(),
      json: async () => await child.stdout.json(),
      bytes: async () => await child.stdout.bytes(),
      arrayBuffer: async () => await child.stdout.arrayBuffer(),
    }[name],
    verb: name,
    target: `child process ${child.pid}`,
    lasts: true,
    end: () => kill(child),
  });
  return [
    {
      api: "Deno.ChildProcess.status",
      start: async () => await status.status,
      verb: "waiting for its status",
      target: `child process ${status.pid} ("sleep")`,
      lasts: true,
      end: () => kill(status),
    },
    {
      api: "Deno.ChildProcess.output",
      start: async () => await output.output(),
      verb: "output",
      target: `child process ${output.pid}`,
      lasts: true,
      end: () => kill(output),
    },
    {
      api: "Deno.ChildProcess[Symbol.asyncDispose]",
      start: async () => await disposed[Symbol.asyncDispose](),
      verb: "waiting for its status",
      target: `child process ${disposed.pid}`,
      end: () => kill(disposed),
    },
    body("text", text),
    body("json", json),
    body("bytes", bytes),
    body("arrayBuffer", arrayBuffer),
    {
      api: "Deno.Command.output",
      start: async () => await new Deno.Command("sleep", { args: ["60"], signal: aborted.signal }).output(),
      verb: "output",
      target: "sleep",
      lasts: true,
      end: () => aborted.abort(),
    },
    {
      api: "Deno.spawnAndWait",
      start: async () => await Deno.spawnAndWait("sleep", ["60"], { signal: spawned.signal }),
      verb: "Deno.spawnAndWait",
      target: "sleep",
      lasts: true,
      end: () => spawned.abort(),
    },
    {
      api: "Deno.stdin.read",
      start: async () => await Deno.stdin.read(new Uint8Array(1)),
      verb: "Deno.stdin.read: waiting for input",
    },
    {
      api: "Deno.stdout.write",
      start: async () => await Deno.stdout.write(new Uint8Array()),
      verb: "Deno.stdout.write",
    },
    {
      api: "Deno.stderr.write",
      start: async () => await Deno.stderr.write(new Uint8Array()),
      verb: "Deno.stderr.write",
    },
  ];
}
