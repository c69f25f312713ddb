/** `node:child_process`, `node:worker_threads`, `node:process`, `node:cluster`. */
import childProcess from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import util from "node:util";
import workerThreads from "node:worker_threads";
import type { Case } from "./coverage.ts";
import { lasting, promise } from "./node_case.ts";

/** A program that waits until its standard input ends. */
const WAITING = "cat";

export async function nodeProcessCases(_dir: string, resources: AsyncDisposableStack): Promise<Case[]> {
  const started = <T extends childProcess.ChildProcess>(child: T): T => {
    resources.defer(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    });
    return child;
  };
  const spawned = () => started(childProcess.spawn(WAITING));
  const [exit, close, byHand, output, message] = [spawned(), spawned(), spawned(), spawned(), spawned()];
  const worker = (): workerThreads.Worker => {
    const made = new workerThreads.Worker("setInterval(() => {}, 60_000)", { eval: true, name: "pool" });
    resources.defer(async () => void await made.terminate());
    return made;
  };
  const shared = worker();
  await once(shared, "online");
  const channel = () => {
    const { port1, port2 } = new workerThreads.MessageChannel();
    resources.defer(() => {
      port1.close();
      port2.close();
    });
    return port1;
  };
  const name = (child: childProcess.ChildProcess) => `child process ${child.pid} ("${WAITING}")`;
  return [
    lasting("child_process.ChildProcess event exit", async () => await once(exit, "exit"), {
      verb: "waiting for its exit",
      target: name(exit),
    }),
    lasting("child_process.ChildProcess event close", async () => await once(close, "close"), {
      verb: "waiting for its exit and the end of its output",
      target: name(close),
    }),
    lasting("child_process.spawn", async () => {
      await new Promise((resolve, reject) => byHand.on("exit", resolve).on("error", reject));
    }, { verb: "waiting for its exit", target: name(byHand) }),
    lasting("child_process.ChildProcess.stdout", async () => {
      for await (const _ of output.stdout);
    }, { verb: "net.Socket: waiting for data", target: `stdout of ${name(output)}` }),
    lasting("child_process.ChildProcess event message", async () => await once(message, "message"), {
      verb: "waiting for a message",
      target: name(message),
    }),
    promise("child_process.ChildProcess event spawn", async () => {
      const made = spawned();
      await new Promise((resolve) => made.on("spawn", resolve));
    }, {
      verb: "waiting for its start",
      target: `("${WAITING}")`,
    }),
    lasting("child_process.exec", async () => {
      await new Promise<void>((resolve) => void started(childProcess.exec(WAITING, () => resolve())));
    }, { verb: "waiting for its exit", target: "child process " }),
    lasting("child_process.exec, promisified", async () => {
      const running = util.promisify(childProcess.exec)(WAITING);
      started(running.child);
      await running;
    }, { verb: "waiting for its exit", target: "child process " }),
    lasting("child_process.execFile", async () => {
      await new Promise<void>((resolve) => void started(childProcess.execFile(WAITING, () => resolve())));
    }, { verb: "waiting for its exit", target: `("${WAITING}")` }),
    lasting("child_process.execFile, promisified", async () => {
      const running = util.promisify(childProcess.execFile)(WAITING);
      started(running.child);
      await running;
    }, { verb: "waiting for its exit", target: `("${WAITING}")` }),
    lasting("worker_threads.Worker event message", async () => await once(shared, "message"), {
      verb: "worker_threads.Worker",
      target: '"[worker eval]": waiting for a message',
    }),
    lasting("worker_threads.Worker event exit", async () => {
      await new Promise((resolve) => shared.on("exit", resolve));
    }, { verb: "waiting for its exit", target: 'worker_threads.Worker "[worker eval]"' }),
    promise("worker_threads.Worker event online", async () => {
      const made = worker();
      await new Promise((resolve) => made.on("online", resolve));
    }, {
      verb: "waiting for its start",
      target: 'worker_threads.Worker "[worker eval]"',
    }),
    lasting("worker_threads.MessagePort event message", async () => await once(channel(), "message"), {
      verb: "worker_threads.MessagePort: waiting for a message",
    }),
    lasting("worker_threads.MessagePort event message, by on()", async () => {
      const port = channel();
      await new Promise((resolve) => port.on("message", resolve));
    }, { verb: "worker_threads.MessagePort: waiting for a message" }),
    lasting("worker_threads.MessagePort event close", async () => {
      const port = channel();
      await new Promise((resolve) => port.on("close", resolve));
    }, { verb: "worker_threads.MessagePort: waiting for its close" }),
    lasting("worker_threads.BroadcastChannel event message", async () => {
      const made = new workerThreads.BroadcastChannel("news");
      resources.defer(() => made.close());
      await new Promise((resolve) => made.onmessage = resolve);
    }, { verb: "waiting for event", target: '"news"' }),
    lasting("process event SIGHUP", async () => {
      await new Promise((resolve) => {
        process.once("SIGHUP", resolve);
        resources.defer(() => void process.off("SIGHUP", resolve));
      });
    }, { verb: "process: waiting for signal", target: "SIGHUP" }),
    lasting("process event beforeExit", async () => await once(process, "beforeExit"), {
      verb: 'process: waiting for event "beforeExit"',
    }),
    promise("process.nextTick", async () => await new Promise<void>((resolve) => process.nextTick(resolve)), {
      verb: "process.nextTick",
    }),
  ];
}
