/** What can be told from outside of a thread that answers nothing: not where in the program it is, but what it does there. */
import { type ProcessHost, processHost, type Standstill } from "./process_host.ts";

/** Milliseconds between the two looks that tell whether it uses the processor: the system counts in steps of 10. */
const APART_MS = 100;
/** From so much processor time between them on it is at work, however loaded the machine is. */
const LEAST_MS = 10;
/** What is said of a thread that runs. */
export const AT_WORK = "uses the processor";

/** What it means to sleep in these functions of the Linux kernel. */
const CHANNELS: readonly (readonly [channel: RegExp, meaning: string])[] = [
  [/^wait_for_partner$/, "opens a FIFO that nobody has open at the other end"],
  [/pipe_(?:read|wait_readable)$/, "reads from a pipe or FIFO in which there is nothing"],
  [/pipe_(?:write|wait_writable)$/, "writes to a pipe or FIFO that is full"],
  [/nanosleep/, "sleeps for a time"],
  [/^futex/, "waits for another thread or for a time (futex)"],
  [/^do_wait$|^kernel_wait/, "waits for a child process"],
  [/^(?:n_tty_read|wait_woken|tty_)/, "waits for a terminal or a socket"],
  [/lock/, "waits for a lock on a file"],
  [/^(?:inet_|tcp_|udp_|unix_|sk_|skb_|__skb_|sock_)/, "waits for a socket"],
  [/poll/, "waits for file descriptors"],
];

/** What the main thread of a process does, in words that follow its name: `uses the processor`; `undefined` where nothing tells. */
export async function standstillOf(pid: number): Promise<string | undefined> {
  const host = await processHost();
  return host === undefined ? undefined : await readStandstill(host, pid);
}

/** The same, by what this system tells. */
export async function readStandstill(host: ProcessHost, pid: number): Promise<string | undefined> {
  const first = await host.standstill(pid);
  if (first === undefined) return undefined;
  await new Promise((resolve) => setTimeout(resolve, APART_MS));
  const second = await host.standstill(pid);
  return second && standstillText(first, second);
}

/** What two looks tell. */
export function standstillText(first: Standstill, second: Standstill): string | undefined {
  const { state, channel } = second;
  if (state === "T") return "is stopped by a signal (go on with: kill -CONT)";
  if (state === "t") return "is stopped by a tracer, such as gdb";
  if (second.processorMs - first.processorMs >= LEAST_MS || state === "R") return AT_WORK;
  if (first.state !== state || first.channel !== channel) return undefined; // it moves
  if (state !== "S" && state !== "D") return undefined;
  const meaning = CHANNELS.find(([pattern]) => pattern.test(channel))?.[1];
  const where = channel === "" ? "in the kernel" : `in the kernel (${channel})`;
  return meaning === undefined ? `sleeps ${where}` : `sleeps ${where}: it ${meaning}`;
}
