// Has a worker that offers itself to the inspector too.
const source = `
import inspector from "node:inspector";
inspector.open(0, "127.0.0.1");
setInterval(() => {}, 1000);
self.postMessage("up");
`;
const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" });
worker.onmessage = () => console.log("ready");
