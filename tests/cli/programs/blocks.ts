// Each time that something comes on stdin: a synchronous call, which V8 cannot interrupt, for the seconds in its argument.
console.log("ready");
for await (const _ of Deno.stdin.readable) {
  console.log("blocking");
  new Deno.Command("sleep", { args: [Deno.args[0]] }).outputSync();
  console.log("free");
}
