// Waits, then keeps its main thread in one synchronous call, which V8 cannot interrupt.
setTimeout(() => {
  console.log("blocking");
  new Deno.Command("sleep", { args: [Deno.args[0]] }).outputSync();
  console.log("free");
}, 800);
setInterval(() => {}, 1000);
console.log("ready");
