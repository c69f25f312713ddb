/**
 * Reaching a running program: by process id, nothing prepared, or by the address of its inspector.
 *
 * By process id SIGUSR1 opens the inspector, on a fixed port, and `detach` closes it again by calling
 * `inspector.close()` in the target, which needs no permission there. The call goes out while our socket is open: the
 * inspector then drops the socket itself, and neither runtime prints more than its "Debugger listening" (with "Visit" or
 * "For help") and "Debugger session started" or "Debugger attached" lines, which cannot be avoided. A target that is busy
 * keeps the command and closes the port when it is free, even if we have left by then. (Tried with Deno 2.9.6 and
 * Node 20.20.)
 */
import { fileURLToPath } from "node:url";
import { type CdpSession, connectCdp } from "./cdp.ts";
import {
  chooseEntry,
  type InspectorAddress,
  type InspectorEntry,
  isMain,
  listInspectors,
  pidOfTitle,
} from "./inspector_list.ts";
import { awaitResponsive, awaitSignalReady, ended, findRuntime, notOurs, type RuntimeProcess } from "./process.ts";
import { readInspectFlag } from "./process_command.ts";
import { type Listener, type ProcessHost, processHost } from "./process_host.ts";
import { lockPort } from "./process_lock.ts";
import { readStandstill } from "./standstill.ts";
import { TargetError } from "./target_error.ts";
import { inTurns, type SessionInTurns } from "./turns.ts";

/** How long an attach and all that follows it may take. */
export interface AttachOptions {
  /** Milliseconds from the call on, for the whole session. */
  timeoutMs: number;
  /** Ends everything when it fires. */
  signal?: AbortSignal;
  /** What the target is called in errors, where it is not attached to by its id. Default: the address. */
  name?: string;
}

/** A program that is connected to. */
export interface Attachment extends AsyncDisposable {
  session: SessionInTurns;
  /** Whether the inspector was closed before. `detach` then closes it again. */
  opened: boolean;
  pid?: number;
  /** What the target calls itself: its main module, or the title of its inspector. */
  title: string;
  /** What a user should know, for example isolates that were not chosen. */
  notes: readonly string[];
  /**
   * Leave the target as it was before.
   *
   * @returns what could not be restored, in one line
   */
  detach(): Promise<string | undefined>;
}

/** Where SIGUSR1 opens the inspector, in Deno as in Node. */
const PORT = 9229;

/** How long `detach` waits for the target to close its inspector. */
const CLOSING_MS = 1500;

/** How long one inspector may take to say what it is. Its server has a thread of its own, so this does not depend on load. */
const LISTING_MS = 1000;

/** How long a Node thread must not yield before it is taken for one in a loop. */
const NODE_MS = 300;

const CLOSE_INSPECTOR = `(globalThis.process?.getBuiltinModule ?? require)("node:inspector").close()`;

/**
 * A Node that was in a loop opens it again after that: the signal has asked for it in two ways, of which the loop let only one through.
 * So it is closed twice.
 */
const CLOSE_TWICE = `((load) => {
  const inspector = load("node:inspector"), close = () => inspector.close();
  close();
  load("node:timers").setTimeout(close, 50).unref();
})(globalThis.process?.getBuiltinModule ?? require)`;

/**
 * Attach to a running Deno or Node program by its process id.
 *
 * @throws {TargetError} when it cannot be attached to; a process that the signal would harm is not sent it
 */
export async function attachToPid(pid: number, options: AttachOptions): Promise<Attachment> {
  using deadline = new Deadline(options);
  const host = await processHost();
  if (host === undefined) {
    throw new TargetError(
      "refused",
      `Cannot attach by process id on ${Deno.build.os}: start the target with --inspect and give its host:port instead`,
    );
  }
  const process = await findRuntime(host, pid);
  const open = await findOpenInspector(host, process);
  if (open !== undefined) return attach(await connectStarted(open, deadline, options, process), process);

  await awaitSignalReady(host, process, deadline.signal);
  using held = new DisposableStack();
  if (held.use(await lockPort(PORT, deadline.signal)) === undefined) {
    deadline.check(() => `Another dump-stacks still uses port ${PORT}: try again when it is done`);
  }
  await refuseTakenPort(host, pid);
  const readiness = await readinessOf(host, process, deadline.signal);
  if (readiness === "never") {
    const what = await readStandstill(host, pid);
    throw deadline.end(
      `The main thread of process ${pid} is busy (${
        what === undefined ? "a synchronous loop?" : `it ${what}`
      }) and was ` +
        "left alone: try again when it is idle, or start it with --inspect=127.0.0.1:0 to see what it does then",
    );
  }
  sendSignal(pid);
  const closing = readiness === "busy" ? CLOSE_TWICE : CLOSE_INSPECTOR;
  try {
    const { entries, opened } = await awaitInspector(host, process, deadline);
    const connected = await connect(entries, deadline, options, process);
    if (!opened) return attach(connected, process);
    const lock = held.move(); // until the port is closed again
    return attach(connected, process, async () => {
      using _ = lock;
      return await closeInspector(connected.session, host, pid, closing);
    });
  } catch (error) {
    await closeBehind(host, pid, closing);
    throw error;
  }
}

/**
 * Attach to an open inspector by its address.
 *
 * @throws {TargetError} when nothing answers there, or no inspector
 */
export async function attachToInspector(address: InspectorAddress, options: AttachOptions): Promise<Attachment> {
  using deadline = new Deadline(options);
  const entries = address.kind === "list"
    ? await listInspectors(address.url, { timeoutMs: deadline.left(), signal: options.signal })
    : [{ title: "", url: "", webSocketDebuggerUrl: address.url }];
  return attach(await connectStarted(entries, deadline, options));
}

/**
 * Whether a signal now would open the inspector while somebody is there to close it again. Deno opens it when its event loop has
 * control; Node in the middle of a loop, too.
 */
async function readinessOf(
  host: ProcessHost,
  { pid, runtime }: RuntimeProcess,
  signal: AbortSignal,
): Promise<"idle" | "busy" | "never"> {
  if (runtime === "node") {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(NODE_MS)]);
    if (await awaitResponsive(host, pid, patience)) return "idle";
    if ((await host.standstill(pid))?.state === "R") return "busy";
  }
  return await awaitResponsive(host, pid, signal) ? "idle" : "never";
}

interface Connected {
  session: SessionInTurns;
  entry: InspectorEntry;
  notes: string[];
}

async function connect(
  entries: readonly InspectorEntry[],
  deadline: Deadline,
  { signal, name: called }: AttachOptions,
  process?: RuntimeProcess,
): Promise<Connected> {
  const entry = chooseEntry(entries);
  if (entry === undefined) {
    throw new TargetError("no-inspector", "The inspector offers nothing to look at: is the target about to end?");
  }
  const url = entry.webSocketDebuggerUrl;
  const name = process === undefined ? called ?? url : `process ${process.pid}`;
  const session = inTurns(await connectCdp(url, { timeoutMs: deadline.left(), signal, name }));
  // Workers that opened an inspector of their own are reached by way of their main thread.
  const isWorker = ({ title }: InspectorEntry) => isMain(entry) && /^deno - worker\b/.test(title);
  const others = entries.filter((other) => other !== entry && !isWorker(other))
    .map(({ title, webSocketDebuggerUrl }) => `"${title}" at ${webSocketDebuggerUrl}`);
  return { session, entry, notes: others.length === 0 ? [] : [`Not looked at: ${others.join(", ")}`] };
}

/** Connect to an inspector that was open before. Its program may not have started. */
async function connectStarted(...args: Parameters<typeof connect>): Promise<Connected> {
  const connected = await connect(...args);
  const { session } = connected;
  let waits = false;
  using _listening = session.on("NodeRuntime.waitingForDebugger", () => waits = true);
  try {
    await session.send("NodeRuntime.enable");
    await session.send("NodeRuntime.disable");
    if (!waits) return connected;
  } catch (error) {
    await session.close();
    throw error;
  }
  await session.close();
  throw new TargetError(
    "refused",
    "The program has not started, it waits for a debugger (--inspect-wait, --inspect-brk): attach one, or use --inspect",
  );
}

function attach(
  { session, entry, notes }: Connected,
  process?: RuntimeProcess,
  restore?: () => Promise<string | undefined>,
): Attachment {
  let leaving: Promise<string | undefined> | undefined;
  const leave = async () => restore === undefined ? void await session.close() : await restore();
  return {
    session,
    opened: restore !== undefined,
    pid: process?.pid ?? pidOfTitle(entry.title),
    title: titleOf(entry),
    notes,
    detach: () => leaving ??= leave(),
    async [Symbol.asyncDispose]() {
      await this.detach();
    },
  };
}

/** The path of the script, or what the inspector says; `""` when it was not asked. */
function titleOf({ url, title }: InspectorEntry): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url || title; // not a file
  }
}

async function closeInspector(
  session: CdpSession,
  host: ProcessHost,
  pid: number,
  expression: string,
): Promise<string | undefined> {
  const words = { expression, includeCommandLineAPI: true, silent: true };
  await within(session.post("Runtime.evaluate", words), CLOSING_MS);
  await session.close();
  for (let checked = 0; checked < 50; checked++) {
    if ((await host.listeners(pid, PORT)).length === 0) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 10)); // it is about to close it, or about to end
  }
  return `Process ${pid} is busy and has not closed its inspector on 127.0.0.1:${PORT} yet: it will when it is idle`;
}

/** An attach that failed after the signal: close what it opened, if it is there. */
async function closeBehind(host: ProcessHost, pid: number, expression: string): Promise<void> {
  using patience = new Deadline({ timeoutMs: CLOSING_MS });
  try {
    if ((await host.listeners(pid, PORT)).length === 0) return;
    const entry = chooseEntry(await listInspectors(`http://127.0.0.1:${PORT}`, { timeoutMs: patience.left() }));
    if (entry === undefined) return;
    const session = inTurns(await connectCdp(entry.webSocketDebuggerUrl, { timeoutMs: patience.left() }));
    await closeInspector(session, host, pid, expression);
  } catch {
    // the first error is the one to tell
  }
}

/** The inspector that is open already: by a flag, by `inspector.open()`, by an earlier signal. */
async function findOpenInspector(host: ProcessHost, process: RuntimeProcess): Promise<InspectorEntry[] | undefined> {
  const { pid, runtime, record } = process;
  const flag = readInspectFlag(runtime, record.argv, await host.environment(pid, "NODE_OPTIONS"));
  // The program's own servers are not asked without a reason: it would see the request.
  const candidates = await host.listeners(pid, flag?.port === 0 ? undefined : flag?.port ?? PORT);
  const found = await askListeners(candidates);
  if (found !== undefined || candidates.length === 0) return found;
  if (flag === undefined) {
    throw new TargetError(
      "port-taken",
      `Process ${pid} itself uses port ${PORT}, which its inspector would need: start it with --inspect=127.0.0.1:0`,
    );
  }
  throw new TargetError(
    "no-inspector",
    `Process ${pid} does not publish its inspector: give the ws:// URL that it printed`,
  );
}

async function askListeners(listeners: readonly Listener[]): Promise<InspectorEntry[] | undefined> {
  for (const { hostname, port } of listeners) {
    try {
      return await listInspectors(listUrl({ hostname, port }), { timeoutMs: LISTING_MS });
    } catch (error) {
      if (!(error instanceof TargetError)) throw error; // anything else listens there
    }
  }
  return undefined;
}

function listUrl({ hostname, port }: Listener): string {
  const reachable = hostname === "0.0.0.0" ? "127.0.0.1" : hostname === "::" ? "::1" : hostname;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}

async function refuseTakenPort(host: ProcessHost, pid: number): Promise<void> {
  const holder = await host.holderOf(PORT);
  if (holder === "free" || holder === pid) return;
  const record = holder === "unknown" ? undefined : await host.find(holder);
  const who = record === undefined ? "a process that this user cannot see" : `process ${holder} (${record.name})`;
  throw new TargetError(
    "port-taken",
    `Port ${PORT}, where process ${pid} would open its inspector, is taken by ${who}: end that, or start the target ` +
      "with --inspect=127.0.0.1:0 and give its host:port",
  );
}

function sendSignal(pid: number): void {
  try {
    Deno.kill(pid, "SIGUSR1");
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) throw notOurs(pid);
    if (error instanceof Deno.errors.NotFound) throw ended(pid);
    throw error;
  }
}

/** Wait for the inspector that the signal opens. */
async function awaitInspector(
  host: ProcessHost,
  process: RuntimeProcess,
  deadline: Deadline,
): Promise<{ entries: InspectorEntry[]; opened: boolean }> {
  const { pid } = process;
  let idle = 0;
  for (let waited = 0;; waited++) {
    const entries = await askListeners(await host.listeners(pid, PORT));
    if (entries !== undefined && entries.length > 0) return { entries, opened: true };
    const record = await host.find(pid);
    if (record === undefined || record.ended) throw ended(pid);
    if (waited > 10) await refuseTakenPort(host, pid);
    if ((await host.activity(pid))?.waiting) idle++;
    if (idle === 30) {
      // The signal was served and opened nothing: its inspector is open elsewhere, by `inspector.open(port)`.
      const elsewhere = await askListeners(await host.listeners(pid));
      if (elsewhere !== undefined) return { entries: elsewhere, opened: false };
    }
    deadline.check(() =>
      `The main thread of process ${pid} is busy (a synchronous loop or call?) and did not open its inspector: try again ` +
      `when it is idle; it will then listen on 127.0.0.1:${PORT}`
    );
    await new Promise((resolve) => setTimeout(resolve, waited < 10 ? 2 : 10));
  }
}

/** The end of a caller's patience: the time is up, or the caller's signal fired. */
class Deadline implements Disposable {
  readonly signal: AbortSignal;
  readonly #at: number;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #caller: AbortSignal | undefined;

  constructor({ timeoutMs, signal }: AttachOptions) {
    const late = new AbortController();
    this.#at = performance.now() + timeoutMs;
    this.#timer = setTimeout(() => late.abort(), timeoutMs);
    this.#caller = signal;
    this.signal = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]);
  }

  /** Milliseconds left, at least 1. */
  left(): number {
    return Math.max(1, this.#at - performance.now());
  }

  /** Throws when the end has come. */
  check(late: () => string): void {
    if (this.signal.aborted) throw this.end(late());
  }

  /** The error for the end, which is `late` unless the caller wanted it. */
  end(late: string): TargetError {
    if (this.#caller?.aborted) return new TargetError("cancelled", "Stopped before the target answered");
    return new TargetError("timeout", late);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}

async function within(promise: Promise<void>, ms: number): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, ms);
  await Promise.race([promise, patience.promise]);
  clearTimeout(timer);
}
