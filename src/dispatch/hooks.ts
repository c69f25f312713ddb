/**
 * The hooks. Each one is called by the extraction loop, which says when, and judges what it returns. How they are registered and
 * how several of them go together: class_dispatch.ts, code_dispatch.ts.
 */
import type { Context } from "../model/context.ts";
import type { Frame } from "../model/frame.ts";
import { type ClassHook, classHook } from "./class_dispatch.ts";
import { codeDispatch, type CodeDispatcher } from "./code_dispatch.ts";

/**
 * Turns an item that `extract()` meets into things that are closer to frames. `undefined`: this cannot be reduced further, it is a
 * leaf. An array: several items, outermost first. For items that are found one by one, see `yieldsFrames`.
 *
 * A hook runs synchronously, during the extraction. One that throws leaves its item as leaf, and its error in `Stack.error`.
 *
 * @example A job of a queue
 * ```ts
 * import { extract, unwrapStackItem } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * class Job {
 *   constructor(readonly steps: Generator) {}
 * }
 * using _hook = unwrapStackItem.register(Job, (job) => job.steps);
 *
 * function* bake() {
 *   yield "dough";
 * }
 * const steps = bake();
 * steps.next();
 * assertEquals(extract(new Job(steps)).frames.map((frame) => frame.functionName), ["bake"]);
 * ```
 */
export const unwrapStackItem: ClassHook<[], unknown> = classHook({ name: "unwrapStackItem", mayReturnPromise: true });

/**
 * What people call an item: the title of its stack, `Stack.title`. `undefined`: the text of the object has to do. Called once for each
 * stack, when it is extracted.
 *
 * @example A task with a name of its own
 * ```ts
 * import { extract, nameStackItem } from "@stackscope/stackscope";
 * import { assertEquals, assertStringIncludes } from "@std/assert";
 *
 * class Task {
 *   constructor(readonly label: string) {}
 * }
 * using _hook = nameStackItem.register(Task, (task) => `Task "${task.label}"`);
 *
 * const stack = extract(new Task("main"));
 * assertEquals(stack.title, 'Task "main"');
 * assertStringIncludes(String(stack), 'stackscope.Stack of Task "main"');
 * ```
 */
export const nameStackItem: ClassHook<[], string> = classHook({ name: "nameStackItem" });

/**
 * Runs for each frame, after its contexts were filled. A hook may change the frame (`hide`, `hideLine`, `contexts`, `line`). Its result
 * redirects the stack: it takes the place of everything inward of the frame. An array that ends with `nextInner` is inserted before it
 * instead, `PRUNE` cuts, `undefined` changes nothing. `nextInner` is the next frame, or the leaf object itself, or `undefined`.
 *
 * A hook that throws makes the frame visible and ends the stack there; the error goes to `Stack.error`.
 *
 * The default implementation does nothing: the mark `Symbol.for("stackscope.hide")` on a function is applied when the frame is made,
 * before any hook, so a hook can take it back.
 *
 * @example What a retry loop calls is of interest, not the loop
 * ```ts
 * import { elaborateFrame, extract } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * async function retry(work: () => Promise<void>) {
 *   await work();
 * }
 * using _hook = elaborateFrame.register(retry, (frame) => {
 *   frame.hide = true;
 * });
 *
 * const door = Promise.withResolvers<void>();
 * const trying = retry(async function open() {
 *   await door.promise;
 * });
 * const shown = extract(trying).frames.filter((frame) => !frame.hide);
 * assertEquals(shown.map((frame) => frame.functionName), ["open"]);
 *
 * door.resolve();
 * await trying;
 * ```
 */
export const elaborateFrame: CodeDispatcher<[frame: Frame, nextInner: unknown], unknown> = codeDispatch<
  Frame,
  [nextInner: unknown],
  unknown
>(
  codeOf,
  nothing,
  { name: "elaborateFrame", describe: itself },
);

/**
 * For a resource that wraps another one: returns the inner one, which takes the place of the outer one in the context. `undefined`: it
 * wraps none. `PRUNE` hides the context. To show both, set `context.children` in a hook of `elaborateContext`.
 *
 * @example A guard around a lock
 * ```ts
 * import { Context, fillContext, unwrapContext } from "@stackscope/stackscope";
 * import { assertStrictEquals } from "@std/assert";
 *
 * class Lock {}
 * class Guard {
 *   constructor(readonly lock: Lock) {}
 * }
 * using _hook = unwrapContext.register(Guard, (guard) => guard.lock);
 *
 * const lock = new Lock();
 * const context = new Context({ obj: new Guard(lock) });
 * fillContext(context);
 * assertStrictEquals(context.obj, lock);
 * ```
 */
export const unwrapContext: ClassHook<[context: Context], object> = classHook({ name: "unwrapContext" });

/**
 * What `unwrapContext` is for other resources, for those that a generator implements, which all share one class: picked by the code of
 * the outermost frame of the generator.
 *
 * @example A resource that is made of a generator
 * ```ts
 * import { Context, extractOutermost, unwrapContextGenerator } from "@stackscope/stackscope";
 * import { assertEquals, assertStrictEquals } from "@std/assert";
 *
 * const lock = { name: "lock" };
 * function* guard() {
 *   yield lock;
 * }
 * using _hook = unwrapContextGenerator.register(guard, () => lock);
 *
 * const guarding = guard();
 * guarding.next();
 * const frame = extractOutermost(guarding);
 * assertEquals(unwrapContextGenerator.hasHookFor(frame), true);
 * assertStrictEquals(unwrapContextGenerator(frame, new Context({ obj: guarding })), lock);
 * ```
 */
export const unwrapContextGenerator: CodeDispatcher<[frame: Frame, context: Context], object> = codeDispatch<
  Frame,
  [context: Context],
  object
>(
  codeOf,
  nothing,
  { name: "unwrapContextGenerator", describe: itself, mayReturnPromise: false },
);

/**
 * Fills a `Context`: description, children, inner stack; it may change `obj`. Called once before unwrapping, and again after each
 * unwrapping. The result is not used.
 *
 * @example A description
 * ```ts
 * import { Context, elaborateContext, fillContext } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * class Transaction {
 *   constructor(readonly table: string) {}
 * }
 * using _hook = elaborateContext.register(Transaction, (transaction, context) => {
 *   context.description = `transaction on ${transaction.table}`;
 * });
 *
 * const context = new Context({ obj: new Transaction("users") });
 * fillContext(context);
 * assertEquals(context.description, "transaction on users");
 * ```
 */
export const elaborateContext: ClassHook<[context: Context], void> = classHook({ name: "elaborateContext" });

function codeOf(frame: Frame): Frame["code"] {
  return frame.code;
}

function itself(frame: Frame): Frame {
  return frame;
}

function nothing(): undefined {}
