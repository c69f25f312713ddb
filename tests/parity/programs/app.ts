/** The programs behind the drawings of section 2.4 of the parity spec. */
import { extractSince, type Stack } from "../../../mod.ts";
import { Task, TaskGroup } from "../group.ts";
import { resource } from "../resource.ts";

const { promise: forever, resolve } = Promise.withResolvers<void>();

/** Let all tasks end. */
export const letGo: () => void = resolve;

async function sleeper(): Promise<void> {
  await forever;
}

async function child1(): Promise<void> {
  await using inner = new TaskGroup();
  inner.start("grandkid1", sleeper);
  inner.start("grandkid2", sleeper);
}

function wait(): Promise<void> {
  return forever;
}

/** A group with two tasks, of which the first has a group of its own. */
export const main: Task = new Task("main").run(async function main() {
  await using group = new TaskGroup();
  group.start("kid1", child1);
  group.start("kid2", sleeper);
  await wait();
});

let result: Stack | undefined;

const capture = resource(function* capture() {
  try {
    yield;
  } finally {
    result = extractSince(fn);
  }
});

function fn(): void {
  using c = capture();
  void c;
}

/** The stack of `fn`, taken while it disposes of its resource. */
export function whileExiting(): Stack | undefined {
  fn();
  return result;
}

const g = resource(function* g() {
  yield;
});

function open(): DisposableStack {
  const outer = new DisposableStack();
  outer.use(new DisposableStack()).use(g());
  return outer;
}

/** A disposable stack inside a disposable stack. */
export const nested: Generator<void> = function* fn(): Generator<void> {
  using outer = open();
  yield;
  void outer;
}();
nested.next();
