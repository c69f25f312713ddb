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
import type { CdpSession } from "./cdp.ts";

/** The same session, in which `Runtime.evaluate` (of an expression) and `Runtime.callFunctionOn` take a turn of their own. */
export function inTurns(session: CdpSession): CdpSession {
  return {
    send: (method, params = {}) => session.send(method, inTurn(method, params)),
    post: (method, params = {}) => session.post(method, inTurn(method, params)),
    on: (event, listener) => session.on(event, listener),
    close: () => session.close(),
    closed: session.closed,
    [Symbol.asyncDispose]: () => session.close(),
  };
}

/** The parameters of a command, with its code wrapped. */
export function inTurn(method: string, params: object): object {
  if (method === "Runtime.evaluate" && "expression" in params) {
    return {
      ...params,
      expression: `(async () => { await null; return (${params.expression}\n); })()`,
      awaitPromise: true,
    };
  }
  if (method === "Runtime.callFunctionOn" && "functionDeclaration" in params) {
    const functionDeclaration = `async function (...values) {
      await null;
      return Reflect.apply(${params.functionDeclaration}, this, values);
    }`;
    return { ...params, functionDeclaration, awaitPromise: true };
  }
  return params;
}
