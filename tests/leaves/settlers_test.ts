/** Promises that handlers of other promises settle: the tree goes on there, and nowhere else. */
import { assertEquals } from "@std/assert";
import { extractAll, type Stack } from "../../mod.ts";

const sanitizers = { sanitizeOps: false, sanitizeResources: false };
const timers: ReturnType<typeof setTimeout>[] = [];

function later(ms: number, then: () => void): ReturnType<typeof setTimeout> {
  timers.push(setTimeout(then, ms));
  return timers[timers.length - 1];
}
async function work(): Promise<number> {
  await new Promise<void>((resolve) => later(100_000, resolve));
  return 1;
}

const programs: Record<string, { wait: () => Promise<unknown>; shows: string }> = {
  "the handler resolves": {
    wait: () => new Promise((resolve, reject) => void work().then((value) => resolve(value), reject)),
    shows: "work setTimeout",
  },
  "with a deadline that rejects": {
    wait: () =>
      new Promise((resolve, reject) => {
        const timer = later(80_000, () => reject(new Error("too late")));
        work().then((value) => {
          clearTimeout(timer);
          resolve(value);
        }, reject);
      }),
    shows: "work setTimeout",
  },
  "with a deadline that resolves, by a function that both call": {
    wait: () =>
      new Promise((resolve) => {
        const done = (value: number) => resolve(value);
        later(80_000, () => done(-1));
        work().then((value) => done(value));
      }),
    shows: "(resolved by one of 2: work setTimeout | setTimeout)",
  },
  "by Promise.withResolvers()": {
    wait: () => {
      const ready = Promise.withResolvers<number>();
      work().then((value) => ready.resolve(value)).catch((error) => ready.reject(error));
      return ready.promise;
    },
    shows: "work setTimeout",
  },
  "the one of several that comes last": {
    wait: () =>
      new Promise<void>((resolve) => {
        let open = 2;
        for (const each of [work(), work()]) each.then(() => --open === 0 && resolve());
      }),
    shows: "(resolved by one of 2: work setTimeout | work setTimeout)",
  },
  "after a chain": {
    wait: () => new Promise((resolve) => void work().then((value) => value + 1).then((value) => resolve(value))),
    shows: "work setTimeout",
  },
  "through two handlers, to a timer": {
    wait: () =>
      new Promise<void>((resolve) => {
        const inner = new Promise<void>((done) => {
          new Promise<void>((fire) => later(70_000, () => fire())).then(() => done());
        });
        inner.then(() => resolve());
      }),
    shows: "setTimeout",
  },
  "not by a handler that has a resolve() of its own": {
    wait: () =>
      new Promise<void>((resolve) => {
        later(90_000, () => resolve());
        work().then(() => new Promise<void>((resolve) => resolve()));
      }),
    shows: "setTimeout",
  },
  "not by a handler that only stands beside": {
    wait: () =>
      new Promise<void>((resolve) => {
        let seen = 0;
        later(90_000, () => resolve());
        work().then(() => seen++);
      }),
    shows: "setTimeout",
  },
  "not by a handler that names it in a text": {
    wait: () =>
      new Promise<void>((resolve) => {
        later(90_000, () => resolve());
        work().then(() => console.log("resolve() comes later"));
      }),
    shows: "setTimeout",
  },
};

Deno.test("a promise that a handler settles leads on to what the handler waits for", sanitizers, () => {
  const names = Object.keys(programs);
  for (const name of names) {
    const { wait } = programs[name];
    const waiter = { [name]: async () => void await wait() };
    waiter[name]();
  }
  const { tasks } = extractAll();
  const shown = names.map((name) => {
    const own = tasks.filter(({ frames }) => frames[0]?.functionName === name);
    return [name, own.map((task) => described(task, "inner")).join(" and ")];
  });
  assertEquals(shown, names.map((name) => [name, programs[name].shows]));
  const beside = tasks.filter(({ frames: [frame] }) => frame.url === import.meta.url && frame.functionName === "work");
  assertEquals(beside.length, 3, "what a handler settles something with is no task of its own; the three others are");
  for (const timer of timers) clearTimeout(timer);
});

/** `work setTimeout`, `(… | …)` for branches. */
function described({ frames, leaf }: Stack, which?: "inner"): string {
  const parts = frames.slice(which === "inner" ? 1 : 0).map(({ functionName }) => functionName);
  for (const { description, children } of frames.at(which === "inner" ? 0 : -1)?.contexts ?? []) {
    parts.push(`(${description}: ${children.map((child) => "frames" in child ? described(child) : "").join(" | ")})`);
  }
  const [end] = [leaf].flat();
  return [...parts, ...end === undefined ? [] : [end.description.split(" ")[0]]].join(" ");
}
