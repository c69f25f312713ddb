/** For `dump-stacks run`: ends unfinished, stalled or clean, as the first argument says, and prints what it sees of itself. */
const target = new EventTarget();
Reflect.set(globalThis, "kept", target);
async function waitsForEvent(): Promise<void> {
  await new Promise<void>((resolve) => target.addEventListener("never", () => resolve()));
}
async function waitsForNothing(): Promise<void> {
  await new Promise(() => {}); // nothing refers to it
}
async function waitsForThat(): Promise<void> {
  await waitsForEvent();
}

const names = ["read", "write", "net", "env", "run", "sys", "ffi"] as const;
console.log(names.map((name) => Deno.permissions.querySync({ name }).state).join());
console.log(JSON.stringify(Deno.args), import.meta.main, Deno.mainModule.split("/").at(-1));
console.error("to stderr");
if (Deno.args[0] === "unfinished") {
  waitsForThat();
  Deno.exitCode = 7;
} else if (Deno.args[0] === "stalled") {
  await waitsForNothing();
}
