/**
 * The inspector protocol (CDP) over WebSocket: numbered commands, any number of them in flight, and events.
 *
 * A session has one deadline for all of its commands. When it passes, when the socket closes, or when the caller's
 * signal fires, every command that waits is rejected and every later one too; only parting words (`post`) still go out,
 * so that a client that gives up can tidy up behind itself.
 *
 * `Debugger.pause` is for `busy_thread.ts` alone: on an idle thread it can stop the event loop for good.
 */
import { TargetError } from "./target_error.ts";

export { TargetError, type TargetErrorCode } from "./target_error.ts";

/** How long a session may take, and what may end it earlier. */
export interface CdpOptions {
  /** Milliseconds from now for connecting and all commands together. */
  timeoutMs: number;
  /** Ends the session when it fires. */
  signal?: AbortSignal;
  /** What the target is called in errors. Default: the URL. */
  name?: string;
}

/** An open inspector session. */
export interface CdpSession extends DebuggedIsolate, AsyncDisposable {
  /** Commands for another isolate of the same program, which the inspector calls by this id. */
  isolate(sessionId: string, how: "flat" | "wrapped"): OtherIsolate;
  /** Close the socket; fulfilled when it is closed. */
  close(): Promise<void>;
  /** Fulfilled when the socket is closed, whoever closed it. */
  readonly closed: Promise<void>;
}

/** What is needed to ask an isolate. */
export interface Isolate {
  /** Send a command and wait for its answer. Rejects with a {@linkcode TargetError}. */
  send<Result = Record<string, unknown>>(method: string, params?: object): Promise<Result>;
}

/** What is needed to stop an isolate. */
export interface DebuggedIsolate extends Isolate {
  /**
   * Send parting words: works until the socket is closed, also when the time is up.
   *
   * @returns fulfilled with the answer, whatever it is, and when the socket is closed
   */
  post(method: string, params?: object): Promise<void>;
  /** Listen to an event. Disposing ends it. */
  on(event: string, listener: (params: Record<string, unknown>) => void): Disposable;
}

/** Another isolate than the one that the socket belongs to. */
export interface OtherIsolate extends DebuggedIsolate {
  /** Ask nothing more of it: every later command is rejected. */
  leave(): void;
}

interface Pending {
  method: string;
  /** The other isolate that was asked. */
  sessionId?: string;
  resolve(result: unknown): void;
  reject(error: TargetError): void;
}

interface Message {
  id?: number;
  /** The isolate that speaks; none for the one that the socket belongs to. */
  sessionId?: string;
  method?: string;
  params?: Record<string, unknown>;
  result?: unknown;
  error?: { message: string };
}

/**
 * What Deno sends when the program calls `Deno.exit`, as we do not enable `Runtime`. It then waits, with its state locked,
 * until we are gone: any command that runs code there makes it panic (Deno 2.9.6; see `turns.ts`).
 */
const CONTEXT_DESTROYED = "Runtime.executionContextDestroyed";

/** What Deno and Node answer when the program has come to its end and waits for us to go. */
const ENDING = /^(Cannot find context with specified id|Execution context was destroyed|Promise was collected)/;

/** What Node sends when a worker says something; Deno does, too, while any debugger has enabled `NodeWorker`. */
const FROM_WORKER = "NodeWorker.receivedMessageFromWorker";

/** Deno sends the answers of workers to the client that came first. Ids so high are not those of another debugger. */
const FIRST_WORKER_ID = 2 ** 30;

/**
 * Characters from which on a message is long. Deno's server forgets what it has read of one when the program says something
 * meanwhile, and then closes the socket (2.9.6). So one is sent when no answer is due, or at most so many milliseconds later.
 */
const LONG = 4000, QUIET_MS = 500;

/** How long to wait for the other side to agree that the socket is closed. */
const CLOSING_MS = 1000;

/**
 * Connect to an inspector.
 *
 * @param url the `webSocketDebuggerUrl` of the target
 * @returns an open session
 * @throws {TargetError} when nothing answers there, or not as an inspector, or not in time
 */
export async function connectCdp(url: string, options: CdpOptions): Promise<CdpSession> {
  const session = new WebSocketSession(url, options);
  await session.opened;
  return session;
}

/**
 * A client that reaches the host of the URL directly, whatever `HTTP_PROXY` says.
 *
 * Without it, Deno sends even requests to 127.0.0.1 to the proxy, unless `NO_PROXY` names that address. The environment
 * is read while a client is made, so `NO_PROXY` names the host for just that moment. The client's own `proxy` option is no
 * way out: with transport "tcp" it asks as a proxy is asked, which Node's inspector refuses. (Deno 2.9.6, `fetch` and
 * `WebSocket` alike.)
 */
export function directClient(url: URL): Deno.HttpClient {
  const variable = "NO_PROXY";
  if (Deno.permissions.querySync({ name: "env", variable }).state !== "granted") return Deno.createHttpClient({});
  const before = Deno.env.get(variable);
  Deno.env.set(variable, url.hostname.replace(/^\[|\]$/g, ""));
  try {
    return Deno.createHttpClient({});
  } finally {
    if (before === undefined) Deno.env.delete(variable);
    else Deno.env.set(variable, before);
  }
}

class WebSocketSession implements CdpSession {
  readonly opened: Promise<void>;
  readonly closed: Promise<void>;
  readonly #socket: WebSocket;
  readonly #client: Deno.HttpClient;
  readonly #name: string;
  readonly #pending = new Map<number, Pending>();
  readonly #parting = new Map<number, Pending>();
  readonly #listeners = new Map<string, Set<(params: Record<string, unknown>) => void>>();
  #sent = 0;
  /** Set once: why no command is answered any more. */
  #ended: TargetError | undefined;

  constructor(url: string, { timeoutMs, signal, name = url }: CdpOptions) {
    this.#name = name;
    this.#client = directClient(new URL(url));
    const socket = this.#socket = new WebSocket(url, { client: this.#client });
    const opening = Promise.withResolvers<void>();
    const closing = Promise.withResolvers<void>();
    this.opened = opening.promise;
    this.closed = closing.promise;

    const end = (error: TargetError) => {
      this.#end(error);
      if (socket.readyState === WebSocket.CONNECTING) {
        opening.reject(error);
        socket.close();
      }
    };
    const timer = setTimeout(() => end(this.#tooLate(socket.readyState)), timeoutMs);
    const onAbort = () => end(new TargetError("cancelled", `Stopped while looking at ${name}`));
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort);

    socket.onopen = () => this.#ended === undefined ? opening.resolve() : socket.close();
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code, reason }) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      this.#client.close();
      opening.reject(
        new TargetError(
          "no-inspector",
          `Nothing that speaks the inspector protocol answers at ${url}: check the address`,
        ),
      );
      this.#end(this.#exited(reason === "" ? (code === 0 ? "" : ` (code ${code})`) : ` (${reason})`));
      closing.resolve();
    };
    socket.onerror = (event) => event.preventDefault(); // `onclose` follows, and says all that is known
    this.opened.catch(() => {}); // the caller may have lost interest
  }

  send<Result>(method: string, params: object = {}): Promise<Result> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const id = this.#write(method, params);
    this.#pending.set(id, { method, resolve: resolve as (result: unknown) => void, reject });
    return promise;
  }

  isolate(sessionId: string, how: "flat" | "wrapped"): OtherIsolate {
    let isLeft = false;
    const encode = (method: string, params: object) => {
      const id = FIRST_WORKER_ID + ++this.#sent;
      return { id, message: JSON.stringify({ id, ...(how === "flat" ? { sessionId } : {}), method, params }) };
    };
    const write = (message: string) => {
      if (how === "flat") this.#socket.send(message);
      else this.#write("NodeWorker.sendMessageToWorker", { sessionId, message });
    };
    const send = async <Result>(method: string, params: object = {}): Promise<Result> => {
      const { id, message } = encode(method, params);
      if (message.length > LONG) await this.#quiet();
      if (this.#ended !== undefined) throw this.#ended;
      if (isLeft) throw new TargetError("cancelled", `Cannot ask a worker of ${this.#name} that was given up`);
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      this.#pending.set(id, { method, sessionId, resolve: resolve as (result: unknown) => void, reject });
      write(message);
      return await promise;
    };
    const post = async (method: string, params: object = {}): Promise<void> => {
      if (this.#socket.readyState !== WebSocket.OPEN) return;
      const { id, message } = encode(method, params);
      const answered = this.#part(id, method);
      write(message);
      await answered;
    };
    return {
      send,
      post,
      on: (event, listener) => this.on(`${sessionId} ${event}`, listener),
      leave: () => isLeft = true,
    };
  }

  /** Until all commands are answered, within reason. */
  async #quiet(): Promise<void> {
    for (let waited = 0; this.#pending.size > 0 && this.#ended === undefined && waited < QUIET_MS; waited += 5) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async post(method: string, params: object = {}): Promise<void> {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    await this.#part(this.#write(method, params), method);
  }

  /** Until parting words are answered, or the socket is closed. */
  async #part(id: number, method: string): Promise<void> {
    const answer = Promise.withResolvers<unknown>();
    const settle = () => answer.resolve(undefined);
    this.#parting.set(id, { method, resolve: settle, reject: settle });
    await Promise.race([answer.promise, this.closed]);
  }

  on(event: string, listener: (params: Record<string, unknown>) => void): Disposable {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return { [Symbol.dispose]: () => void listeners.delete(listener) };
  }

  async close(): Promise<void> {
    this.#end(new TargetError("cancelled", `Cannot ask ${this.#name} as the session is closed`));
    this.#socket.close();
    const patience = Promise.withResolvers<void>();
    const timer = setTimeout(patience.resolve, CLOSING_MS);
    await Promise.race([this.closed, patience.promise]);
    clearTimeout(timer);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #write(method: string, params: object): number {
    this.#socket.send(JSON.stringify({ id: ++this.#sent, method, params }));
    return this.#sent;
  }

  /** `from`: the isolate that speaks, where the message does not tell. */
  #receive(data: unknown, from?: string): void {
    let message: Message;
    try {
      message = JSON.parse(String(data));
    } catch (cause) {
      const text = `What ${this.#name} sent is no message of an inspector: check the address`;
      return this.#end(new TargetError("protocol", text, { cause }));
    }
    if (message.id === undefined) {
      const { method = "", params = {}, sessionId = from } = message;
      if (method === FROM_WORKER) return this.#receive(params.message, String(params.sessionId));
      if (method === CONTEXT_DESTROYED && sessionId === undefined) this.#leave();
      const event = sessionId === undefined ? method : `${sessionId} ${method}`;
      for (const listener of this.#listeners.get(event) ?? []) listener(params);
      return;
    }
    const pending = this.#pending.get(message.id) ?? this.#parting.get(message.id);
    this.#pending.delete(message.id);
    if (pending === undefined) return; // too late
    if (message.error === undefined) return pending.resolve(message.result);
    const { method, sessionId } = pending;
    if (ENDING.test(message.error.message)) {
      return pending.reject(sessionId === undefined ? this.#leave() : new TargetError("exited", "ended meanwhile"));
    }
    pending.reject(
      new TargetError("protocol", `The inspector of ${this.#name} refused ${method}: ${message.error.message}`),
    );
  }

  /** The target is about to end, and waits for us to go. */
  #leave(): TargetError {
    const error = this.#exited("");
    this.#end(error);
    this.#socket.close();
    return error;
  }

  #exited(detail: string): TargetError {
    const text =
      `Lost ${this.#name} while looking at it: it ended, or closed its inspector${detail}; try again if it still runs`;
    return new TargetError("exited", text);
  }

  #end(error: TargetError): void {
    this.#ended ??= error;
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }

  #tooLate(state: number): TargetError {
    const what = state === WebSocket.CONNECTING
      ? `No inspector answered at ${this.#socket.url} in time: check the address`
      : `No answer from ${this.#name} in time: its main thread is busy (a synchronous loop or call?), or ` +
        "its heap is large; try again with a longer --timeout";
    return new TargetError("timeout", what);
  }
}
