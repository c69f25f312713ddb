// Two workers that speak over a channel of their own, and main, which has nothing to do.
const url = new URL("ports_worker.js", import.meta.url);
const { port1, port2 } = new MessageChannel();
for (const [name, port] of [["left", port1], ["right", port2]] as const) {
  new Worker(url, { type: "module", name }).postMessage(port, [port]);
}
console.log("ready");
