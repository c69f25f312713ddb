// Waits for its stdin to end, then ends with status 7. One function is suspended all the time.
async function untilStdinEnds() {
  for await (const _ of Deno.stdin.readable);
}
console.log("ready");
await untilStdinEnds();
console.log("done");
Deno.exitCode = 7;
