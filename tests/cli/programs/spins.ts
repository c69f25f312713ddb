// Each time that something comes on stdin: a synchronous loop for the milliseconds in its argument.
console.log("ready");
for await (const _ of Deno.stdin.readable) {
  console.log("spinning");
  for (const until = Date.now() + Number(Deno.args[0]); Date.now() < until;);
  console.log("free");
}
