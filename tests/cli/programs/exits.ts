// Ends by itself with status 9, a while after it is ready.
console.log("ready");
setTimeout(() => Deno.exit(9), 1500);
