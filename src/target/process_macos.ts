/**
 * Facts about other processes on macOS, from `ps` and `lsof`.
 *
 * Written from their manuals; nothing here has been run on macOS. What macOS does not tell is `undefined`: whether
 * SIGUSR1 is caught, above all. There the command line (`test`, `--watch`) and the age decide alone, and the main
 * thread's state is not known before the signal.
 */
import type { Listener, ProcessHost, ProcessRecord } from "./process_host.ts";

/** Processes as macOS shows them. */
export const macosHost: ProcessHost = {
  async find(pid) {
    const row = await ps(pid, "uid=,state=,comm=");
    const match = /^(\d+)\s+(\S+)\s+(.+)$/.exec(row);
    if (match === null) return undefined;
    const [, uid, state, executable] = match;
    const record: ProcessRecord = {
      pid,
      leader: pid,
      uid: Number(uid),
      executable,
      argv: (await ps(pid, "args=")).split(/\s+/), // arguments with blanks fall apart: good enough to find a flag
      ended: state.startsWith("Z"),
      name: executable,
    };
    return record;
  },

  async ageMs(pid) {
    return readElapsed(await ps(pid, "etime="));
  },

  catchesSigusr1: () => Promise.resolve(undefined),
  activity: () => Promise.resolve(undefined),
  standstill: () => Promise.resolve(undefined),
  runnable: (_pid, { executable }) => executable?.startsWith("/") ? executable : undefined,
  environment: () => Promise.resolve(undefined),
  inOtherNetwork: () => Promise.resolve(undefined),
  hasFile: () => Promise.resolve(undefined),

  async listeners(pid, port) {
    const all = readListeners(await run("lsof", ["-nP", "-a", "-p", String(pid), "-iTCP", "-sTCP:LISTEN", "-Fn"]));
    return all.filter((listener) => port === undefined || listener.port === port);
  },

  async holderOf(port) {
    const pid = Number.parseInt(await run("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-t"]));
    return Number.isNaN(pid) ? "free" : pid;
  },

  async descendants(pid) {
    const found = [pid];
    for (let i = 0; i < found.length; i++) {
      const children = (await run("pgrep", ["-P", String(found[i])])).split("\n").map(Number).filter(Boolean);
      found.push(...children.filter((child) => !found.includes(child)));
    }
    return found.slice(1);
  },
};

/** Milliseconds of `ps -o etime`: `[[dd-]hh:]mm:ss`. Whole seconds, so a process is at least that old. */
export function readElapsed(text: string): number | undefined {
  const match = /^\s*(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)\s*$/.exec(text);
  if (match === null) return undefined;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return 1000 * (seconds + 60 * (minutes + 60 * (hours + 24 * days)));
}

/** Sockets of `lsof -Fn`: lines such as `n127.0.0.1:9229`, `n*:80`, `n[::1]:9229`. */
export function readListeners(text: string): Listener[] {
  return text.split("\n").flatMap((line) => {
    const match = /^n(.+):(\d+)$/.exec(line);
    if (match === null) return [];
    return [{ hostname: match[1] === "*" ? "0.0.0.0" : match[1].replace(/^\[|\]$/g, ""), port: Number(match[2]) }];
  });
}

function ps(pid: number, columns: string): Promise<string> {
  return run("ps", ["-p", String(pid), "-o", columns]);
}

async function run(command: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await new Deno.Command(command, { args, stdin: "null", stderr: "null" }).output();
    return new TextDecoder().decode(stdout).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return ""; // no such command
  }
}
