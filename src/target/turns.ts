/**
 * Code in the target runs in a turn of its own: from an empty stack, never in the middle of the program.
 *
 * Inspector commands arrive at any time. While the program runs they interrupt it; and when it calls `Deno.exit`, Deno
 * waits for us to disconnect with its state locked, and still carries out commands: code that calls an operation then
 * makes it **panic**, even `new Error().stack`, and the exit status is lost (Deno 2.9.6, "RefCell already borrowed").
 * Between our command and its arrival the program may do either. So the code waits for a microtask. It runs when the event
 * loop has control again, and never when the program is ending. `await` looks up nothing that the program could have
 * replaced.
 *
 * Do not enable `NodeRuntime.notifyWhenWaitingForDisconnect` to learn of the end: Node 20 then runs commands in a context
 * that is half gone, and crashes. Without it, it answers "Cannot find context with specified id".
 */
import type { CdpSession, DebuggedIsolate, Isolate, OtherIsolate } from "./cdp.ts";

/** A session in which code runs in turns of its own. */
export interface SessionInTurns extends CdpSession {
  /** The session itself, which interrupts what runs: for a thread that gives no turns (`busy_thread.ts`). */
  readonly atOnce: CdpSession;
  isolate(sessionId: string, how: "flat" | "wrapped"): IsolateInTurns;
}

/** Another isolate of the same program, in which code runs in turns of its own. */
export interface IsolateInTurns extends OtherIsolate {
  /** The isolate itself. */
  readonly atOnce: DebuggedIsolate;
}

/** The same session, in which `Runtime.evaluate` (of an expression) and `Runtime.callFunctionOn` take a turn of their own. */
export function inTurns(session: CdpSession): SessionInTurns {
  return {
    ...isolateInTurns(session),
    atOnce: session,
    isolate: (sessionId, how) => {
      const isolate = session.isolate(sessionId, how);
      return { ...isolate, ...isolateInTurns(isolate), atOnce: isolate };
    },
    post: (method, params = {}) => session.post(method, inTurn(method, params)),
    on: (event, listener) => session.on(event, listener),
    close: () => session.close(),
    closed: session.closed,
    [Symbol.asyncDispose]: () => session.close(),
  };
}

function isolateInTurns(isolate: Isolate): Isolate {
  return {
    send: <Result>(method: string, params: object = {}) =>
      isCode(method, params)
        ? sendInTurn(isolate, method, params) as Promise<Result>
        : isolate.send<Result>(method, params),
  };
}

/** The parameters of a command, with its code wrapped: for commands of whose answer nothing is expected. */
export function inTurn(method: string, params: object): object {
  if (method === "Runtime.evaluate" && "expression" in params) {
    return {
      ...params,
      expression: `(async () => { await null; return (${params.expression}\n); })()`,
      awaitPromise: true,
    };
  }
  return params;
}

/** Pauses between two looks whether the turn is over, in milliseconds. */
const PAUSES = [0, 1, 2, 5, 10, 20];

type Answer = { result?: { objectId?: string; value?: unknown }; exceptionDetails?: object };

function isCode(method: string, params: object): boolean {
  return (method === "Runtime.evaluate" && "expression" in params) ||
    (method === "Runtime.callFunctionOn" && "functionDeclaration" in params);
}

/**
 * Start the code, then ask until it has run. Don't turn this into `awaitPromise`: with a large heap the inspector answers "Promise
 * was collected" while the code is still at work (Deno 2.9.6, 60,000 suspended functions). What it leaves is held by a handle.
 */
async function sendInTurn(session: Isolate, method: string, params: object): Promise<unknown> {
  const { returnByValue, ...rest } = params as {
    returnByValue?: boolean;
    expression?: string;
    functionDeclaration?: string;
  };
  const turn = (code: string) =>
    `const turn = { isOver: false, isError: false, value: undefined };
    (async () => {
      await null;
      try {
        turn.value = ${code};
      } catch (error) {
        turn.isError = true;
        turn.value = error;
      }
      turn.isOver = true;
    })();
    return turn;`;
  const started = await session.send(
    method,
    method === "Runtime.evaluate" ? { ...rest, expression: `(() => { ${turn(`(${rest.expression}\n)`)} })()` } : {
      ...rest,
      functionDeclaration: `function (...values) { ${
        turn(`Reflect.apply(${rest.functionDeclaration}, this, values)`)
      } }`,
    },
  ) as Answer;
  const objectId = started.result?.objectId;
  if (started.exceptionDetails !== undefined || objectId === undefined) return started;
  const ask = (functionDeclaration: string, more: object) =>
    session.send("Runtime.callFunctionOn", { objectId, functionDeclaration, ...more }) as Promise<Answer>;
  for (let looks = 0;; looks++) {
    const { result } = await ask("function () { return this.isOver; }", { returnByValue: true });
    if (result?.value === true) break;
    await new Promise((resolve) => setTimeout(resolve, PAUSES[Math.min(looks, PAUSES.length - 1)]));
  }
  const { objectGroup } = rest as { objectGroup?: string };
  const answer = await ask("function () { if (this.isError) throw this.value; return this.value; }", {
    returnByValue,
    objectGroup,
  });
  await session.send("Runtime.releaseObject", { objectId });
  return answer;
}
