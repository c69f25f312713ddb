// deno-lint-ignore-file no-unused-vars -- what is declared with `using` is held; the lines of this file are in the spec
import { resource } from "./resource.ts";
const nullContext = resource(function* nullContext() {
  yield;
});

function someCallback(): void {}

const innerContext = resource(function* innerContext() {
  using stack = new DisposableStack();
  stack.use(nullContext());
  stack.defer(someCallback);
  yield "inner";
});

const outerContext = resource(function* outerContext() {
  using inner = innerContext();
  yield "outer";
});

function* example() {
  using outer = outerContext();
  yield;
}

function* callExample() {
  yield* example();
}

export const gen = callExample();
gen.next();
