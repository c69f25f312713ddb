/** For `dump-stacks run`: waits until SIGTERM, then ends with 7. */
const door = Promise.withResolvers<void>();
async function passDoor(): Promise<void> {
  await door.promise;
}
Deno.addSignalListener("SIGTERM", door.resolve);
const timer = setInterval(() => {}, 1000);
console.log("ready");
await passDoor();
clearInterval(timer);
console.log("done");
Deno.exit(7);
