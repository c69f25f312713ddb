/** Where inspectors are found: addresses as a user writes them, and the list that each inspector publishes over HTTP. */
import { directClient } from "./cdp.ts";
import { TargetError } from "./target_error.ts";

/** One isolate that an inspector offers. */
export interface InspectorEntry {
  /** Deno: `deno - main [pid: 123]`; Node: the script's name. */
  title: string;
  /** The script. */
  url: string;
  webSocketDebuggerUrl: string;
}

/** An inspector address: a WebSocket URL of one isolate, or the host and port where isolates are listed. */
export type InspectorAddress = { kind: "socket"; url: string } | { kind: "list"; url: string };

/**
 * Read an inspector address: `ws://host:port/id`, `host:port`, `:port`, `http://host:port`.
 *
 * @returns `undefined` for anything else; a bare number is a process id, not a port
 */
export function parseInspectorAddress(text: string): InspectorAddress | undefined {
  if (/^wss?:\/\//.test(text)) return URL.canParse(text) ? { kind: "socket", url: text } : undefined;
  const match = /^(?:http:\/\/)?(?<host>\[[\da-f:.]+\]|[^\s:/@?#[\]]*):(?<port>\d{1,5})(?:\/.*)?$/i.exec(text);
  if (match?.groups === undefined) return undefined;
  const { host, port } = match.groups;
  if (Number(port) < 1 || Number(port) > 65535) return undefined;
  return { kind: "list", url: `http://${host || "127.0.0.1"}:${port}` };
}

/**
 * Ask an inspector for its isolates.
 *
 * @param url `http://host:port`
 * @throws {TargetError} when nothing listens there, or no inspector
 */
export async function listInspectors(
  url: string,
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
): Promise<InspectorEntry[]> {
  const { host } = new URL(url);
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), timeoutMs);
  using client = directClient(new URL(url));
  let entries: unknown;
  try {
    const response = await fetch(`${url}/json/list`, {
      client,
      redirect: "manual",
      headers: { connection: "close" },
      signal: signal === undefined ? timer.signal : AbortSignal.any([timer.signal, signal]),
    });
    const text = await response.text();
    if (response.status === 400 && /host header/i.test(text)) {
      throw new TargetError(
        "no-inspector",
        `The inspector at ${host} answers to an IP address only: give that instead`,
      );
    }
    entries = response.ok ? parseJson(text) : undefined;
  } catch (cause) {
    if (cause instanceof TargetError) throw cause;
    if (signal?.aborted) throw new TargetError("cancelled", `Stopped while looking at ${host}`);
    if (timer.signal.aborted) {
      throw new TargetError(
        "timeout",
        `No inspector answered at ${host} in time: check the address`,
        { cause },
      );
    }
    const reason = innermost(cause);
    if (/connection refused|os error (111|61)\b/i.test(reason)) {
      throw new TargetError(
        "no-inspector",
        `Nothing listens at ${host}: start the target with --inspect=${host}, or give its process id`,
        { cause },
      );
    }
    if (/\(Connect\)|blocked/.test(reason)) {
      throw new TargetError("no-inspector", `Cannot reach ${host} (${reason}): check the address`, { cause });
    }
    throw noInspector(host, cause);
  } finally {
    clearTimeout(timeout);
  }
  if (!Array.isArray(entries) || !entries.every(isEntry)) throw noInspector(host);
  return entries;
}

/** The isolate to look at: the main thread. Workers that opened an inspector of their own come after it. */
export function chooseEntry(entries: readonly InspectorEntry[]): InspectorEntry | undefined {
  return entries.find(isMain) ??
    entries.find(({ title }) => !/\bworker\b/i.test(title)) ?? entries[0];
}

/** Is it the main thread of a Deno process? */
export function isMain({ title }: InspectorEntry): boolean {
  return /^deno - main\b/.test(title);
}

/** The process id that Deno writes into its title. */
export function pidOfTitle(title: string): number | undefined {
  const match = /\[pid: (\d+)\]/.exec(title);
  return match === null ? undefined : Number(match[1]);
}

function noInspector(host: string, cause?: unknown): TargetError {
  return new TargetError(
    "no-inspector",
    `What listens at ${host} is no inspector of Deno or Node: give the address that --inspect printed`,
    { cause },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Browsers list their pages in the same form, with another `type`. */
function isEntry(value: unknown): value is InspectorEntry {
  const entry = value as Partial<InspectorEntry & { type: string }> | null;
  return typeof entry?.webSocketDebuggerUrl === "string" && typeof entry.title === "string" &&
    (entry.type === undefined || entry.type === "node");
}

/** The text of an error's first cause, which is where Deno's `fetch` tells what happened. */
function innermost(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : innermost(error.cause);
}
