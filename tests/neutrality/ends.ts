/** One process that ends in one of several ways, looked at before it does: `ends.ts "a stall" extractAll FILE`. */
import process from "node:process";
import { lookAs } from "./looks.ts";
import type { HowToLook, Seen } from "./plan.ts";

const [end, how, file] = Deno.args;
const seen: Seen = { dumps: 0, frames: 0, events: 0, errors: [] };
const gate = Promise.withResolvers<void>();
async function waits(): Promise<void> {
  await gate.promise;
}
async function task(): Promise<void> {
  await waits();
}
const tasks = [task(), task()];
const look = await lookAs(how as HowToLook, seen, () => tasks);

function takeLook(): void {
  look.take();
  if (file !== "") Deno.writeTextFileSync(file, JSON.stringify(seen));
}

async function fails(): Promise<void> {
  await null;
  takeLook();
  throw new Error("as planned");
}

globalThis.addEventListener("unload", () => console.log("unload"));
globalThis.addEventListener("beforeunload", () => console.log("beforeunload"));
process.on("exit", (code) => console.log(`exit ${code}`));

switch (end) {
  case "by itself":
    setTimeout(takeLook, 1);
    break;
  case "with a status of its own":
    process.exitCode = 7;
    setTimeout(takeLook, 1);
    break;
  case "by Deno.exit()":
    queueMicrotask(() => {
      takeLook();
      Deno.exit(9);
    });
    break;
  case "by a rejection that nobody handles":
    fails();
    break;
  case "by a rejection that is handled late":
    {
      const failed = fails();
      globalThis.addEventListener("unhandledrejection", (event) => {
        takeLook();
        console.log(`unhandled ${event.reason}`);
        event.preventDefault();
        setTimeout(() => failed.catch((error) => console.log(`handled ${error}`)), 1);
      });
    }
    break;
  case "by an error in a timer":
    setTimeout(() => {
      takeLook();
      throw new TypeError("in a timer");
    }, 1);
    break;
  case "by a stall":
    setTimeout(takeLook, 1);
    await waits();
    break;
  case "by a dump as it unloads":
    globalThis.addEventListener("unload", takeLook);
    break;
  case "by an error while its module is loaded":
    await null;
    takeLook();
    throw new RangeError("in the module");
  default:
    throw new Error(`Cannot end ${end}`);
}
