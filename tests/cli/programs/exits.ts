// Ends with status 9 a moment after something has come on stdin.
console.log("ready");
for await (const _ of Deno.stdin.readable) setTimeout(() => Deno.exit(9), 200);
