/** Facts about other processes on Linux, from `/proc`. Nothing here touches the process itself. */
import type { Activity, Listener, ProcessHost, ProcessRecord, Standstill } from "./process_host.ts";

/** Clock ticks a second, in which `/proc` counts: a constant of the kernel's interface on all common machines. */
const TICKS = 100;
const SIGUSR1 = 10;

/** Processes as Linux shows them. */
export const linuxHost: ProcessHost = {
  async find(pid) {
    const status = await read(`/proc/${pid}/status`);
    const stat = await read(`/proc/${pid}/stat`);
    if (status === undefined || stat === undefined) return undefined;
    const leader = Number(field(status, "Tgid"));
    const state = afterName(stat)[0];
    const record: ProcessRecord = {
      pid,
      leader,
      uid: Number(field(status, "Uid")?.split(/\s+/)[0]),
      executable: undefined,
      argv: (await read(`/proc/${pid}/cmdline`) ?? "").split("\0").slice(0, -1),
      ended: state === "Z" || state === "X",
      name: field(status, "Name") ?? "?",
    };
    try {
      record.executable = (await Deno.readLink(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, "");
    } catch (error) {
      if (!(error instanceof Deno.errors.PermissionDenied)) return record; // a thread of the kernel
      record.denied = true;
    }
    return record;
  },

  async ageMs(pid) {
    const stat = await read(`/proc/${pid}/stat`), uptime = await read("/proc/uptime");
    if (stat === undefined || uptime === undefined) return undefined;
    return 1000 * (Number(uptime.split(" ")[0]) - Number(afterName(stat)[19]) / TICKS);
  },

  async catchesSigusr1(pid) {
    const caught = field(await read(`/proc/${pid}/status`) ?? "", "SigCgt");
    return caught === undefined ? undefined : (BigInt(`0x${caught}`) >> BigInt(SIGUSR1 - 1) & 1n) === 1n;
  },

  async activity(pid): Promise<Activity | undefined> {
    const stat = await read(`/proc/${pid}/task/${pid}/stat`);
    const status = await read(`/proc/${pid}/task/${pid}/status`);
    if (stat === undefined || status === undefined) return undefined;
    const channel = (await read(`/proc/${pid}/wchan`) ?? "").trim();
    const running = afterName(stat)[0] !== "S";
    const yields = Number(field(status, "voluntary_ctxt_switches"));
    // An event loop sleeps in epoll. Any other place to sleep in is a synchronous call: a futex, a pipe, a child.
    // Kernels that hide the place say "0".
    return { waiting: !running && (channel === "" || channel === "0" || /epoll|ep_poll/.test(channel)), yields };
  },

  async standstill(pid): Promise<Standstill | undefined> {
    const stat = await read(`/proc/${pid}/task/${pid}/stat`);
    if (stat === undefined) return undefined;
    const channel = (await read(`/proc/${pid}/task/${pid}/wchan`) ?? "").trim();
    const fields = afterName(stat), ticks = Number(fields[11]) + Number(fields[12]);
    return { state: fields[0], channel: channel === "0" ? "" : channel, processorMs: ticks * 1000 / TICKS };
  },

  runnable: (pid) => `/proc/${pid}/exe`,

  async environment(pid, name) {
    const entry = (await read(`/proc/${pid}/environ`) ?? "").split("\0").find((text) => text.startsWith(`${name}=`));
    return entry?.slice(name.length + 1);
  },

  async inOtherNetwork(pid) {
    const [own, other] = await Promise.all([link("/proc/self/ns/net"), link(`/proc/${pid}/ns/net`)]);
    return own !== undefined && other !== undefined && own !== other;
  },

  async hasFile(pid, path) {
    try {
      await Deno.stat(`/proc/${pid}/cwd/${path}`);
      return true;
    } catch {
      return false;
    }
  },

  async listeners(pid, port) {
    const sockets = await listening((socket) => port === undefined || socket.port === port);
    const own = sockets.size === 0 ? new Set<string>() : await socketsOf(pid, sockets);
    return [...own].flatMap((inode) => sockets.get(inode) ?? []);
  },

  async holderOf(port) {
    const sockets = await listening((socket) =>
      socket.port === port && ["127.0.0.1", "0.0.0.0", "::"].includes(socket.hostname)
    );
    if (sockets.size === 0) return "free";
    for (const pid of await allPids()) {
      if ((await socketsOf(pid, sockets)).size > 0) return pid;
    }
    return "unknown";
  },

  async descendants(pid) {
    const children = new Map<number, number[]>();
    for (const child of await allPids()) {
      const stat = await read(`/proc/${child}/stat`);
      if (stat === undefined) continue;
      const parent = Number(afterName(stat)[1]);
      children.set(parent, [...children.get(parent) ?? [], child]);
    }
    const found: number[] = [];
    const queue = [...children.get(pid) ?? []];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (found.includes(next)) continue;
      found.push(next);
      queue.push(...children.get(next) ?? []);
    }
    return found;
  },
};

/** The listening TCP sockets of this network, by inode. */
async function listening(wanted: (socket: Listener) => boolean): Promise<Map<string, Listener>> {
  const found = new Map<string, Listener>();
  for (const table of ["/proc/self/net/tcp", "/proc/self/net/tcp6"]) {
    for (const line of (await read(table) ?? "").split("\n").slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state !== "0A") continue;
      const [address, port] = local.split(":");
      const socket = { hostname: readAddress(address), port: parseInt(port, 16) };
      if (wanted(socket)) found.set(inode, socket);
    }
  }
  return found;
}

/** Which of these sockets a process holds. */
async function socketsOf(pid: number, sockets: ReadonlyMap<string, Listener>): Promise<Set<string>> {
  const found = new Set<string>();
  try {
    for await (const { name } of Deno.readDir(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(await link(`/proc/${pid}/fd/${name}`) ?? "")?.[1];
      if (inode !== undefined && sockets.has(inode)) found.add(inode);
      if (found.size === sockets.size) break;
    }
  } catch {
    // gone meanwhile, or not ours to look at
  }
  return found;
}

/** An address as `/proc/net/tcp` writes it: words of 32 bits in the machine's (little) byte order. */
function readAddress(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse().map((byte) => parseInt(byte, 16)));
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i] << 8 | bytes[2 * i + 1]).toString(16));
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}

async function allPids(): Promise<number[]> {
  const pids: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) if (/^\d+$/.test(name)) pids.push(Number(name));
  return pids;
}

/** The fields of `/proc/PID/stat` after the name, which may hold blanks and parentheses; the first is the state. */
function afterName(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function field(status: string, name: string): string | undefined {
  return new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status)?.[1];
}

/** A file of `/proc`; `undefined` when the process is gone or does not show it. */
async function read(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return undefined;
  }
}

async function link(path: string): Promise<string | undefined> {
  try {
    return await Deno.readLink(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return undefined;
  }
}
