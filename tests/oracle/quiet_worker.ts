/** A worker that never says anything. Its own program is another isolate, of which a dump of this one tells nothing. */

let worker: Worker | undefined;

/** What it will say next. */
export function message(): Promise<unknown> {
  worker ??= new Worker(new URL("data:text/javascript,onmessage = () => {}"), { type: "module" });
  const { promise, resolve } = Promise.withResolvers<unknown>();
  worker.addEventListener("message", resolve);
  return promise;
}

/** It ends. */
export function endWorker(): void {
  worker?.terminate();
  worker = undefined;
}
