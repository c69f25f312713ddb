// Blocks its main thread in the way that its argument names, while a task waits. A line on stdin ends those with a flag.
interface Job {
  rounds: number;
}

class Mill {
  readonly job: Job = { rounds: 0 };

  grind(flag: Int32Array): number {
    while (Atomics.load(flag, 0) === 0) this.job.rounds++;
    return this.job.rounds;
  }

  static turn(flag: Int32Array): number {
    return new Mill().grind(flag);
  }
}

async function waits(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}

const blocks: Record<string, (flag: Int32Array) => unknown> = {
  loop: (flag) => Mill.turn(flag),
  statements: (flag) => {
    // deno-lint-ignore no-debugger -- what a debugger would stop at
    while (Atomics.load(flag, 0) === 0) debugger;
  },
  pattern: () => /^(a+)+$/.test("a".repeat(40) + "b"),
  atomics: (flag) => Atomics.wait(flag, 0, 0),
  microtasks: async () => {
    for (;;) await null;
  },
  nothing: () => {},
};

async function work(flag: Int32Array): Promise<void> {
  await null;
  console.log("working");
  await blocks[Deno.args[0]](flag);
}

/** The flag is set when something comes on stdin. */
function flagOf(stdin: string): Worker {
  return new Worker(`data:text/javascript,${encodeURIComponent(stdin)}`, { type: "module", name: "stdin" });
}

const flag = new Int32Array(new SharedArrayBuffer(4));
const isEnded = ["loop", "atomics", "statements"].includes(Deno.args[0]);
if (isEnded) {
  const worker = flagOf(`onmessage = ({ data }) => {
    postMessage("");
    Deno.stdin.readSync(new Uint8Array(1));
    Atomics.store(data, 0, 1);
    Atomics.notify(data, 0);
  };`);
  worker.postMessage(flag);
  await new Promise((resolve) => worker.onmessage = resolve);
}
waits();
const log: string[] = [];
const beat = setInterval(() => log.push("beat"), 5);
await work(flag);
log.push("worked");
Promise.resolve().then(() => log.push("job"));
await new Promise((resolve) => setTimeout(resolve, 50));
clearInterval(beat);
console.log(log.filter((line) => line !== "beat").join(), log.includes("beat"));
if (isEnded) Deno.exit(7);
