/** What an operating system can tell about another process. One interface, loaded for the system at hand. */

/** What a process is. */
export interface ProcessRecord {
  pid: number;
  /** The process that this id is a thread of; `pid` itself for a process. */
  leader: number;
  /** The user it runs as. */
  uid: number;
  /** Path of its program; `undefined` for a thread of the kernel, or when it is not ours to see. */
  executable: string | undefined;
  /** Its program is not ours to see. */
  denied?: boolean;
  argv: string[];
  /** Ended already, and only kept until its parent asks for its status. */
  ended: boolean;
  /** What the system calls it. */
  name: string;
}

/** What the main thread does at this instant. */
export interface Activity {
  /** It waits for events. */
  waiting: boolean;
  /** How often it has given up the processor by itself. A synchronous loop does not. */
  yields: number;
}

/** What the system tells of a thread that does not answer. */
export interface Standstill {
  /** `R` runs, `S` sleeps, `D` sleeps and cannot be woken, `T` is stopped, `t` is stopped by a tracer. */
  state: string;
  /** The function of the kernel in which it sleeps; `""` where that is not told. */
  channel: string;
  /** Milliseconds of processor time that it has used. */
  processorMs: number;
}

/** A listening TCP socket. */
export interface Listener {
  hostname: string;
  port: number;
}

/** Questions about processes; `undefined` stands for what this system does not tell. */
export interface ProcessHost {
  /** `undefined` for no such process. */
  find(pid: number): Promise<ProcessRecord | undefined>;
  ageMs(pid: number): Promise<number | undefined>;
  /** Whether SIGUSR1 is caught. Where it is not, it kills. */
  catchesSigusr1(pid: number): Promise<boolean | undefined>;
  activity(pid: number): Promise<Activity | undefined>;
  /** What the main thread does, or does not do. */
  standstill(pid: number): Promise<Standstill | undefined>;
  /** A path to run the same program by. */
  runnable(pid: number, record: ProcessRecord): string | undefined;
  environment(pid: number, name: string): Promise<string | undefined>;
  /** Whether its 127.0.0.1 is another one than ours, as in a container. */
  inOtherNetwork(pid: number): Promise<boolean | undefined>;
  /** Whether a path exists, seen from its working directory. */
  hasFile(pid: number, path: string): Promise<boolean | undefined>;
  /** Where it listens; with `port`, on that port alone. */
  listeners(pid: number, port?: number): Promise<Listener[]>;
  /** Who keeps others from listening on a port of 127.0.0.1. */
  holderOf(port: number): Promise<number | "free" | "unknown">;
  /** Its children, their children, and so on. */
  descendants(pid: number): Promise<number[]>;
}

/** The host at hand; `undefined` where attaching by process id is not supported. */
export async function processHost(): Promise<ProcessHost | undefined> {
  if (Deno.build.os === "linux") return (await import("./process_linux.ts")).linuxHost;
  if (Deno.build.os === "darwin") return (await import("./process_macos.ts")).macosHost;
  return undefined;
}
