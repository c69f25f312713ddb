/**
 * What the program called when the runtime's own functions stand between it and the awaited thing. The names are those of
 * Deno 2.9.6 and Node 20; a name that is missing here is still shown, as the call itself.
 */

/** A suspended function of the runtime. */
export interface RuntimeCall {
  url: string;
  className: string | undefined;
  functionName: string;
}

/** Module of the runtime, `Class.function` or `function`, what it waits for. */
const PHRASES: readonly (readonly [module: RegExp, name: RegExp, kind: string, phrase: string])[] = [
  [/^ext:deno_http\//, /^shutdown$/, "op", "Deno.HttpServer.shutdown: waiting for open requests to end"],
  [/^ext:deno_http\//, /./, "op", "Deno.serve: waiting for a connection"],
  [/^ext:deno_net\//, /^Listener\.(?:accept|next)$/, "op", "Listener.accept: waiting for a connection"],
  [/^ext:deno_net\//, /^TlsListener\.(?:accept|next)$/, "op", "TlsListener.accept: waiting for a connection"],
  [/^ext:deno_net\//, /^(\w*Conn)\.read$/, "op", "$1.read: waiting for data from the peer"],
  [/^ext:deno_net\//, /^(\w*Conn)\.write$/, "op", "$1.write: waiting for the peer to take data"],
  [/^ext:deno_net\//, /^connect(?:Tls)?$/, "op", "Deno.connect: waiting for the peer to answer"],
  [/^ext:deno_fetch\//, /^(?:fetch|mainFetch)$/, "op", "fetch: waiting for a response"],
  [/^ext:deno_fetch\//, /^(?:\w+\.)?(text|json|arrayBuffer|blob|bytes|formData)$/, "op", "$1: waiting for the body"],
  [/^ext:deno_fetch\/22_body/, /./, "stream", "body: waiting for more of it"],
  [/^ext:deno_io\//, /^Stdin\.read$/, "op", "Deno.stdin.read: waiting for input"],
  [/^ext:deno_io\//, /^(\w+)\.write$/, "op", "$1.write: waiting for the reader of the pipe"],
  [/^ext:deno_process\//, /^(?:readAllRid|ChildProcess\.output|collectOutput)$/, "process", "child process output"],
  [/^ext:deno_process\//, /./, "process", "child process status"],
  [/^ext:deno_fs\//, /^(?:FsFile\.)?lock$/, "lock", "Deno.FsFile.lock: waiting for the lock of the file"],
  [/^ext:deno_fs\//, /^(?:\w+\.)?(\w+)$/, "op", "Deno.$1: waiting for the file system"],
  [/^ext:deno_websocket\//, /./, "op", "WebSocket: waiting for an event"],
  [/^ext:runtime\/.*workers/, /pollMessages/, "worker", "Worker: waiting for a message"],
  [/^ext:runtime\/.*workers/, /pollControl/, "worker", "Worker: waiting for its end"],
  [/^ext:(?:runtime|deno_os)\/.*signals/, /./, "op", "signal listener: waiting for a signal"],
  [/^ext:runtime\/.*fs_events/, /./, "op", "Deno.watchFs: waiting for an event"],
  [/^ext:deno_web\/locks/, /./, "lock", "navigator.locks.request: waiting for the lock"],
  [/^ext:deno_web\/.*message_port/, /./, "message", "MessagePort: waiting for a message"],
  [/^ext:deno_broadcast_channel\//, /./, "message", "BroadcastChannel: waiting for a message"],
  [/^ext:deno_web\/.*streams/, /^(?:pull|readableStreamReadFn)$/, "stream", "ReadableStream: waiting for its source"],
  [/^ext:deno_web\/.*streams/, /^readableStreamCollect/, "stream", "ReadableStream: waiting for its end"],
  [/^ext:deno_web\/.*streams/, /^write$/, "stream", "WritableStream: the sink has not finished a write"],
];

/**
 * What a chain of runtime calls waits for, outermost first; `undefined` for an empty chain. `isExact`: the call is in the table
 * above.
 */
export function describeCalls(
  calls: readonly RuntimeCall[],
): { kind: string; description: string; isExact: boolean } | undefined {
  for (const call of calls) {
    const name = nameOf(call);
    for (const [module, pattern, kind, phrase] of PHRASES) {
      const found = module.test(call.url) ? pattern.exec(name) : null;
      if (found !== null) return { kind, description: phrase.replace("$1", found[1] ?? ""), isExact: true };
    }
  }
  const named = calls.find(({ functionName }) => functionName !== "<anonymous>") ?? calls[0];
  return named === undefined
    ? undefined
    : { kind: "op", description: `${nameOf(named)}() of ${named.url}`, isExact: false };
}

function nameOf({ className, functionName }: RuntimeCall): string {
  return className === undefined ? functionName : `${className}.${functionName}`;
}
