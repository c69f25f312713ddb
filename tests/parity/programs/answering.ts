/** A worker that asks back: it answers "run" with "ask", and any other message with "done". */
const here = globalThis as unknown as { postMessage(message: string): void };

globalThis.addEventListener("message", (event) => {
  here.postMessage((event as MessageEvent<string>).data === "run" ? "ask" : "done");
});
