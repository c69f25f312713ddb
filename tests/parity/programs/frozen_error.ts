/** A worker in which no stack can be read: a generator that runs looks at itself. */
import { extract, type Stack } from "../../../mod.ts";

Object.freeze(Error);

let stack: Stack | undefined;
function* generator(): Generator<void> {
  stack = extract(running);
  yield;
}
const running = generator();
running.next();
const found = { frames: stack?.frames.map(({ functionName }) => functionName), error: stack?.error?.message };
(globalThis as unknown as { postMessage(message: unknown): void }).postMessage(found);
