// Reads a heap snapshot with memlab's parser. Run as `node --expose-gc memlab.mjs FILE`.
import process from "node:process";

// By a name that Deno's type check does not follow: the package stands in the folder of the bench alone.
const name = "@memlab/core";
const { default: memlab } = await import(name);

memlab.config.muteConsole = true;
const used = () => {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
};
const before = used(), start = process.cpuUsage();
const snapshot = await memlab.utils.getSnapshotFromFile(process.argv[2], { buildNodeIdIndex: true });
const { user, system } = process.cpuUsage(start);
console.log(JSON.stringify({ time: (user + system) / 1000, memory: used() - before, nodes: snapshot.nodes.length }));
