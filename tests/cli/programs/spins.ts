// Waits, then keeps its main thread busy with a synchronous loop for the milliseconds in its argument, then waits again.
setTimeout(() => {
  console.log("spinning");
  for (const until = Date.now() + Number(Deno.args[0]); Date.now() < until;);
  console.log("free");
}, 800);
setInterval(() => {}, 1000);
console.log("ready");
