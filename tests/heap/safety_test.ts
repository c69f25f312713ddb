/**
 * The safety rule: a walk from the closure of a function that runs or has finished aborts the process. So each attack is a process
 * of its own, and must come through.
 */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { waitingClosures } from "../../src/heap/waiting_closures.ts";
import { parseSnapshot } from "../../src/heap/snapshot.ts";
import { fixture, runFixture } from "../fixtures/child.ts";
import { fakeHeap, type FakeNode } from "../fixtures/fake_heap.ts";

/** Name of each attack in `attacks.ts`, and how many dumps it takes at least. */
const ATTACKS: readonly (readonly [name: string, dumps: number])[] = [
  ["a running async function", 5],
  ["a running generator", 6],
  ["a running async generator", 6],
  ["microtasks and callbacks", 8],
  ["what an await calls", 6],
  ["a finalization callback", 1],
  ["async generators in every state", 12],
  ["promises settled in the same turn", 13],
  ["disposal at every stage", 10],
  ["functions that finished after an earlier dump", 12],
  ["promises that the prototype left behind", 5],
  ["texts and names of V8 in the program", 3],
  ["promise subclasses and stolen closures", 5],
  ["promise hooks", 8],
  ["a stack that is nearly full", 1],
  ["intrinsics that the program patched", 3],
  ["another realm", 4],
  ["async context and streams", 4],
  ["a worker", 1],
];

Deno.test({
  name: "extractAll() never aborts the process, wherever it is called",
  // The attacks run side by side, which steps may only without sanitizers.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    const left = [...ATTACKS];
    const lane = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [name, dumps] = next;
        await t.step({
          name,
          sanitizeOps: false,
          sanitizeResources: false,
          sanitizeExit: false,
          async fn() {
            const flags = ["--allow-all", "--v8-flags=--expose-gc"];
            const { code, stdout, stderr } = await runFixture("attacks.ts", [name], flags);
            assertEquals(stderr, "");
            const taken = Number(/: (\d+) dumps\n$/.exec(stdout)?.[1]);
            assertEquals({ code, enough: taken >= dumps }, { code: 0, enough: true }, stdout);
          },
        });
      }
    };
    await Promise.all([lane(), lane()]);
  },
});

Deno.test("dumps while 1,000 tasks start and finish do not abort the process", async () => {
  // Two processes with half of it each, for the sake of time; `deno task soak` takes 200 dumps.
  const dumps = Deno.env.has("STACKSCOPE_FULL") ? 100 : 15;
  const runs = [1, 7].map((seed) => runFixture("churn.ts", [String(seed), String(dumps), "500"], ["--allow-sys"]));
  for (const { code, stdout, stderr } of await Promise.all(runs)) {
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    assertEquals(stdout, `dumps ${dumps}, finished at least 500, sites found\n`);
  }
});

Deno.test("a walk from the closure of a function that has finished aborts: the rule is needed", async () => {
  const { code, stdout, stderr } = await runFixture("abort.ts");
  assertEquals({ code, stdout }, { code: 1, stdout: "walked while it waited\n" });
  assertMatch(stderr, /is_suspended/);
});

Deno.test("extractAll() ends when promises settle each other in a circle", async () => {
  // V8's walk goes round in such a circle for ever when it has room for one more frame.
  const child = new Deno.Command("deno", {
    args: ["run", "--no-check", "--allow-all", fixture("endless_chain.ts")],
    stdout: "piped",
  }).spawn();
  const late = setTimeout(() => child.kill("SIGKILL"), 120_000);
  const { code, stdout } = await child.output();
  clearTimeout(late);
  assertEquals([code, new TextDecoder().decode(stdout)], [0, "dumped\n"]);
});

/** A heap in which one function waits; `change` may alter it. */
function heapWith(change: (nodes: Record<string, FakeNode>) => void = () => {}): Uint8Array {
  const nodes: Record<string, FakeNode> = {
    root: { type: "synthetic", edges: [["element", 1, "handOver"], ["element", 2, "promise"]] },
    handOver: { type: "object", name: "Object", edges: [["property", "token", "portions"]] },
    portions: { type: "object", name: "Array", edges: [["element", 0, "functions"]] },
    functions: { type: "object", name: "Array", edges: [["element", 0, "other"], ["element", 1, "resolve"]] },
    other: { type: "closure", name: "other", edges: [["internal", "code", "otherCode"]] },
    otherCode: { type: "code", name: "system / Code / CompileLazy (builtin)" },
    promise: { type: "object", name: "Promise", edges: [["internal", "reactions_or_result", "reaction"]] },
    reaction: {
      type: "native",
      name: "system / PromiseReaction",
      edges: [["hidden", 2, "reject"], ["hidden", 3, "resolve"], ["hidden", 4, "derived"]],
    },
    derived: { type: "object", name: "Promise" },
    resolve: { type: "closure", edges: [["internal", "code", "resolveCode"], ["internal", "context", "context"]] },
    reject: { type: "closure", edges: [["internal", "code", "rejectCode"], ["internal", "context", "context"]] },
    resolveCode: { type: "code", name: "system / Code / AsyncFunctionAwaitResolveClosure (builtin)" },
    rejectCode: { type: "code", name: "system / Code / AsyncFunctionAwaitRejectClosure (builtin)" },
    context: { type: "object", name: "system / Context", edges: [["internal", "extension", "generator"]] },
    otherContext: { type: "object", name: "system / Context", edges: [["internal", "extension", "generator"]] },
    generator: { type: "object", name: "Generator" },
    text: { type: "string", name: "a text" },
  };
  change(nodes);
  return fakeHeap(nodes);
}

function accepted(bytes: Uint8Array, length = 2): { index: number; rejects: boolean }[] {
  return waitingClosures(parseSnapshot(bytes), "token", length).map(({ index, rejects }) => ({ index, rejects }));
}

const WAITS = [{ index: 1, rejects: false }];

Deno.test("waitingClosures() takes the closure of a function that waits", () => {
  assertEquals(accepted(heapWith()), WAITS);
});

Deno.test("waitingClosures() names the node of the closure", () => {
  const snapshot = parseSnapshot(heapWith());
  const [{ node }] = waitingClosures(snapshot, "token", 2);
  assertEquals(snapshot.nodeId[node], 2 * Object.keys({ ...order() }).indexOf("resolve") + 1);

  function order() {
    let keys: Record<string, FakeNode> = {};
    heapWith((nodes) => void (keys = nodes));
    return keys;
  }
});

/** What makes the closure unsafe, or not ours to walk. */
const REFUSED: Record<string, (nodes: Record<string, FakeNode>) => void> = {
  "without a partner": (nodes) => {
    nodes.reaction.edges = [["hidden", 3, "resolve"]];
  },
  "with a partner of the program, as a walk leaves it": (nodes) => {
    nodes.reaction.edges = [["hidden", 2, "other"], ["hidden", 3, "resolve"]];
  },
  "with a partner of another context": (nodes) => {
    nodes.reject.edges = [["internal", "code", "rejectCode"], ["internal", "context", "otherContext"]];
  },
  "with itself as partner": (nodes) => {
    nodes.reaction.edges = [["hidden", 2, "resolve"], ["hidden", 3, "resolve"]];
  },
  "with a partner for another kind of wait": (nodes) => {
    nodes.rejectCode.name = "system / Code / AsyncGeneratorAwaitRejectClosure (builtin)";
  },
  "without a context": (nodes) => {
    nodes.resolve.edges = [["internal", "code", "resolveCode"]];
    nodes.reject.edges = [["internal", "code", "rejectCode"]];
    nodes.other.edges?.push(["internal", "context", "context"]);
  },
  "on a settled promise": (nodes) => {
    nodes.promise.edges = [["internal", "reactions_or_result", "text"]];
  },
  "on a settled promise whose result is a text of V8's": (nodes) => {
    nodes.text.name = "system / PromiseReaction";
    nodes.text.edges = nodes.reaction.edges;
    nodes.promise.edges = [["internal", "reactions_or_result", "text"]];
    delete nodes.reaction;
    nodes.reaction = { type: "native", name: "system / PromiseReaction" };
  },
  "in an object of the program with the property of a promise": (nodes) => {
    nodes.promise = { type: "object", name: "Fake", edges: [["property", "reactions_or_result", "reaction"]] };
  },
  "in a reaction that no promise has": (nodes) => {
    nodes.promise.edges = [];
    nodes.root.edges = [...nodes.root.edges ?? [], ["element", 3, "reaction"]];
  },
  "by properties in place of V8's fields": (nodes) => {
    nodes.reaction.edges = [["property", "a", "reject"], ["property", "b", "resolve"]];
  },
  "by a code name that the program chose": (nodes) => {
    nodes.resolve = {
      type: "closure",
      name: "AsyncFunctionAwaitResolveClosure",
      edges: [["property", "code", "resolveCode"], ["internal", "context", "context"]],
    };
  },
  "that is not among the functions": (nodes) => {
    nodes.functions.edges = [["element", 0, "other"]];
  },
  "that came in after the functions were counted": (nodes) => {
    nodes.functions.edges = [["element", 0, "other"], ["element", 2, "resolve"]];
  },
};

for (const [what, change] of Object.entries(REFUSED)) {
  Deno.test(`waitingClosures() refuses a closure ${what}`, () => assertEquals(accepted(heapWith(change)), []));
}

Deno.test("waitingClosures() finds every reaction of a promise", () => {
  const bytes = heapWith((nodes) => {
    nodes.promise.edges = [["internal", "reactions_or_result", "newer"]];
    nodes.newer = {
      type: "native",
      name: "system / PromiseReaction",
      edges: [["hidden", 1, "reaction"], ["hidden", 2, "other"]],
    };
  });
  assertEquals(accepted(bytes), WAITS);
});

Deno.test("waitingClosures() ends when reactions form a circle", () => {
  const bytes = heapWith((nodes) => nodes.reaction.edges?.push(["hidden", 1, "reaction"]));
  assertEquals(accepted(bytes), WAITS);
});

const COMBINATORS: readonly (readonly [handler: string, partner: string, rejects: boolean])[] = [
  ["PromiseAllResolveElementClosure", "PromiseCapabilityDefaultReject", false],
  ["PromiseAllSettledResolveElementClosure", "PromiseAllSettledRejectElementClosure", false],
  ["PromiseAnyRejectElementClosure", "PromiseCapabilityDefaultResolve", true],
  ["AsyncGeneratorAwaitResolveClosure", "AsyncGeneratorAwaitRejectClosure", false],
  ["AsyncGeneratorYieldWithAwaitResolveClosure", "AsyncGeneratorAwaitRejectClosure", false],
];

for (const [handler, partner, rejects] of COMBINATORS) {
  Deno.test(`waitingClosures() takes ${handler} with ${partner}`, () => {
    const bytes = heapWith((nodes) => {
      nodes.resolveCode.name = `system / Code / ${handler} (builtin)`;
      nodes.rejectCode.name = `system / Code / ${partner} (builtin)`;
    });
    assertEquals(accepted(bytes), [{ index: 1, rejects }]);
  });
}

Deno.test("waitingClosures() finds nothing in a heap where nothing waits", () => {
  const bytes = heapWith((nodes) => {
    nodes.promise.edges = [];
    nodes.reaction.name = "another";
  });
  assertEquals(accepted(bytes), []);
});

Deno.test("waitingClosures() throws when the functions are not in the snapshot", () => {
  const bytes = heapWith((nodes) => nodes.handOver.edges = []);
  assertThrows(() => accepted(bytes), Error, "Cannot find the hand-over");
});
