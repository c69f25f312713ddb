// The same for Node.
async function untilStdinEnds() {
  for await (const _ of process.stdin);
}
console.log("ready");
await untilStdinEnds();
console.log("done");
process.exitCode = 7;
