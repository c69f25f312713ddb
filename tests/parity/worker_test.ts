/** Conformance with section 5.3 of the parity spec: other threads (`test_traceback.py`). */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { customize, elaborateFrame, extract, type Leaf, Stack, StackSlice, unwrapStackItem } from "../../mod.ts";
import { assertStackMatches } from "./assert_stack_matches.ts";
import { Gate } from "./held.ts";

function started(program: string): Worker {
  return new Worker(import.meta.resolve(`./programs/${program}`), { type: "module" });
}

/** The next message of a worker. */
function heard(worker: Worker): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  worker.addEventListener("message", ({ data }) => resolve(data), { once: true });
  worker.addEventListener("error", ({ message }) => reject(new Error(message)), { once: true });
  return promise;
}

function assertIsUnseen(stack: Stack, worker: Worker): void {
  assertStackMatches(stack, [], { leaf: "Worker", error: "worker" });
  assertStrictEquals((stack.leaf as Leaf).obj, worker);
  assertStrictEquals(stack.root, worker);
}

Deno.test("conformance 5.3 test_greenlet_in_other_thread [adapt]: a worker that does not answer: an error, and it is the leaf", () => {
  const worker = started("answering.ts");
  try {
    assertIsUnseen(extract(worker), worker);
  } finally {
    worker.terminate();
  }
});

Deno.test("conformance 5.3 test_running_in_thread [adapt]: a worker that runs says that its stack cannot be seen", async () => {
  const worker = started("answering.ts");
  try {
    const asked = heard(worker);
    worker.postMessage("run");
    assertEquals(await asked, "ask");
    assertIsUnseen(extract(worker), worker);
  } finally {
    worker.terminate();
  }
});

Deno.test("conformance 5.3 test_stack_of_not_alive_thread [adapt]: a terminated worker is no different, also as a redirect", () => {
  const worker = started("answering.ts");
  worker.terminate();
  assertIsUnseen(extract(worker), worker);
  function* waitsForWorker() {
    yield;
  }
  const running = waitsForWorker();
  running.next();
  using _hook = elaborateFrame.register(waitsForWorker, () => worker);
  assertStackMatches(extract(running), [["waitsForWorker", "yield;"]], { leaf: "Worker", error: "worker" });
});

Deno.test("conformance 5.3 test_trace_into_thread [adapt]: a function of one's own that runs another in a worker", async () => {
  async function runInWorker(worker: Worker, message: string) {
    async function runIt() {
      const asked = heard(worker);
      worker.postMessage(message);
      await asked;
      await gate.passed;
    }
    await runIt();
  }
  async function main(worker: Worker) {
    await runInWorker(worker, "run");
  }
  const gate = new Gate();
  using _hidden = customize(runInWorker, ["runIt"], { hide: true });
  const worker = started("answering.ts");
  using _redirect = elaborateFrame.register(runInWorker, (_frame, nextInner) => [worker, nextInner]);
  try {
    const running = main(worker);
    await heard(worker);
    const stack = extract(running);
    // What cannot be seen is said; what follows it is swallowed into the leaves.
    assertStackMatches(stack, [["main", 'await runInWorker(worker, "run");'], ["runInWorker", "await runIt();"]], {
      leaf: ["Worker", "Frame", "Promise"],
      error: "worker",
    });
    gate.open();
    await running;
  } finally {
    worker.terminate();
  }
});

Deno.test("conformance 5.3 test_trio_threads [adapt]: task, call of a worker, task: spliced by a hook of the call", async () => {
  /** A call of a worker, which asks back before it answers. */
  class WorkerCall {
    answering: Promise<void> | undefined;
  }
  const gate = new Gate(), answering = new Gate();
  const call = new WorkerCall();
  async function answer() {
    await gate.passed;
  }
  async function callWorker(worker: Worker) {
    const asked = heard(worker);
    worker.postMessage("run");
    await asked;
    const done = heard(worker);
    call.answering = answer().then(() => worker.postMessage("answer"));
    answering.open();
    await done;
  }
  async function main(worker: Worker) {
    await callWorker(worker);
  }
  using _inside = unwrapStackItem.register(WorkerCall, ({ answering }) => answering);
  using _splice = elaborateFrame.register(callWorker, (frame) => {
    frame.hideLine = true;
    return call;
  });
  const worker = started("answering.ts");
  try {
    const running = main(worker);
    await answering.passed;
    assertStackMatches(extract(running), [
      ["main", "await callWorker(worker);"],
      ["callWorker", ""],
      ["answer", "await gate.passed;"],
    ], { leaf: "Promise" });
    gate.open();
    await running;
  } finally {
    worker.terminate();
  }
});

Deno.test("conformance 5.3 test_cant_find_running_frame [adapt]: a generator that runs where no stack can be read", async () => {
  const worker = started("frozen_error.ts");
  try {
    assertEquals(await heard(worker), { frames: [], error: "Cannot find the running frame of the generator" });
  } finally {
    worker.terminate();
  }
});

Deno.test("conformance 5.4 a limit on another thread's stack: a slice is of this thread, and names what does not run here", () => {
  let stack = new Stack();
  function* suspended() {
    yield;
  }
  const running = suspended();
  running.next();
  const [frame] = extract(running).frames;
  function here() {
    stack = extract(new StackSlice({ outer: frame, limit: 1 }));
  }
  here();
  assertStackMatches(stack, [["suspended", "yield;"]], { error: "not running here" });
});
