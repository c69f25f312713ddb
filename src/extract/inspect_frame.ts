/** What the runtime holds for a suspended frame. */
import { hiddenStacks, registersOf } from "../heap/disposables.ts";
import { valueOf, variableIn } from "../heap/frame_scopes.ts";
import { Frame } from "../model/frame.ts";
import { safeText } from "../model/safe_text.ts";
import { SourceLines } from "../source/lines.ts";
import { matchedBlocks } from "./contexts.ts";
import { frameNow } from "./frame_now.ts";
import { sourceOfFrame } from "./frame_source.ts";
import { scopesOf } from "./frame_values.ts";
import type { Look } from "./look.ts";
import type { Suspension } from "./suspension.ts";
import { partsOf } from "../model/given.ts";
import { undisturbed } from "../model/own_language.ts";

/** A block with `using` that is active in a frame: leaving it runs its cleanup. */
export interface FinallyBlock {
  /** Offset in the original source where the block starts, in UTF-16 units; -1 when the source does not tell. */
  readonly handler: number;
  /** Number of the register with the block's hidden disposable stack. */
  readonly level: number;
}

/** A scope of a suspended function. */
export interface FrameScope {
  /** `"Local"` for the function itself, `"Block"`, `"Catch"`, `"With Block"`, `"Closure"`, `"Module"`, `"Script"`, `"Global"`. */
  readonly type: string;
  /** Its variables, by name; those that are not set yet are `undefined`. Empty for the global scope. */
  readonly variables: ReadonlyMap<string, unknown>;
}

/** What {@linkcode FrameDetails} are made of. Functions are called when what they give is first asked for. */
export interface FrameDetailsInit {
  /** What `this` is in the frame. */
  receiver: unknown;
  /** The values of the registers. */
  stack: unknown[];
  /** The scopes, innermost first. */
  scopes: readonly FrameScope[] | (() => readonly FrameScope[]);
  /** The active blocks with `using`, outermost first. */
  blocks: readonly FinallyBlock[] | (() => readonly FinallyBlock[]);
}

/**
 * What the runtime holds for a suspended frame: made by {@linkcode inspectFrame}.
 *
 * @example The variables of a generator
 * ```ts
 * import { extractOutermost } from "@stackscope/stackscope";
 * import { inspectFrame } from "@stackscope/stackscope/lowlevel";
 * import { assertEquals } from "@std/assert";
 *
 * function* count(from: number) {
 *   yield from;
 * }
 *
 * const numbers = count(3);
 * numbers.next();
 * const [local] = inspectFrame(extractOutermost(numbers)).scopes;
 * assertEquals([local.type, local.variables.get("from")], ["Local", 3]);
 * ```
 */
export class FrameDetails {
  /** What `this` is in the frame; `undefined` when it is a primitive or cannot be had. */
  readonly receiver: unknown;
  /**
   * The values of the registers by number, parameters first. Only objects that inherit from `Object.prototype` can be had: the others
   * are `undefined`.
   */
  readonly stack: unknown[];
  #scopes: readonly FrameScope[] | (() => readonly FrameScope[]);
  #blocks: readonly FinallyBlock[] | (() => readonly FinallyBlock[]);

  /** The details of these parts. */
  constructor(init: FrameDetailsInit) {
    const parts = partsOf(init, "frame details", (init) => ({
      receiver: init.receiver,
      stack: init.stack,
      scopes: init.scopes,
      blocks: init.blocks,
    }));
    this.receiver = parts.receiver;
    this.stack = parts.stack;
    this.#scopes = parts.scopes;
    this.#blocks = parts.blocks;
  }

  /**
   * The scopes, innermost first, with the live values. Read when first asked for, as that takes up to 30 ms.
   *
   * @throws {Error} when they cannot be had: without `--allow-sys`, and when the frame has gone on since
   */
  get scopes(): readonly FrameScope[] {
    if (typeof this.#scopes === "function") this.#scopes = undisturbed(this.#scopes);
    return this.#scopes;
  }

  /** The active blocks with `using`, outermost first. */
  get blocks(): readonly FinallyBlock[] {
    if (typeof this.#blocks === "function") this.#blocks = undisturbed(this.#blocks);
    return this.#blocks;
  }
}

/**
 * What the runtime holds for the frame of a suspended function of this process: `this`, registers, variables, active blocks.
 * Within hooks `this` and the registers cost nothing; after the extraction a new heap snapshot is taken.
 *
 * @param frame a frame that an extraction found
 * @returns the details, with the live objects themselves
 * @throws {TypeError} when `frame` is no frame
 * @throws {Error} when there are no details: the frame runs or has gone on, or it is one of another process
 * @example What `this` is in a suspended method
 * ```ts
 * import { extract } from "@stackscope/stackscope";
 * import { inspectFrame } from "@stackscope/stackscope/lowlevel";
 * import { assertStrictEquals } from "@std/assert";
 *
 * const door = Promise.withResolvers<void>();
 * class Worker {
 *   async run() {
 *     await door.promise;
 *   }
 * }
 *
 * const worker = new Worker();
 * const running = worker.run();
 * assertStrictEquals(inspectFrame(extract(running).frames[0]).receiver, worker);
 *
 * door.resolve();
 * await running;
 * ```
 */
export function inspectFrame(frame: Frame): FrameDetails {
  return undisturbed(() => {
    if (!Frame.is(frame)) {
      throw new TypeError(`Cannot inspect a frame as 'frame' must be a frame: current value is ${safeText(frame)}`);
    }
    const source = sourceOfFrame(frame);
    if (source === undefined) throw unsupported(frame, "it runs, or no extraction found it");
    if (!source.isLocal) throw unsupported(frame, "it is one of another process");
    if (!source.look.isOver) return details(frame, source, () => scopes(frame, source));
    if (source.position === undefined) throw unsupported(frame, "it is not known where it is suspended");
    using now = frameNow(frame, undefined, new SourceLines());
    const found = now && sourceOfFrame(now.frame);
    if (found === undefined) throw unsupported(frame, "it has gone on since it was found");
    return details(frame, found, () => scopes(frame, source));
  });
}

function unsupported({ functionName }: Frame, state: string): Error {
  return new Error(
    `Cannot inspect the frame of ${functionName} as it must be suspended in this process: ` +
      `frame details not supported, ${state}`,
  );
}

function details(frame: Frame, source: Suspension, readScopes: () => FrameScope[]): FrameDetails {
  const { look, node, awaits } = source;
  const { heap } = look.graph;
  const stacks = hiddenStacks(heap, node, awaits); // now: a look that is over has no heap
  const stack: unknown[] = [];
  for (const [register, value] of registersOf(heap, node)) stack[register] = look.object(value);
  return new FrameDetails({
    receiver: receiverOf(look, heap.field(node, "receiver")),
    stack: Array.from(stack), // without holes
    scopes: readScopes,
    blocks: () => blocks(frame, source, stacks),
  });
}

/** What `this` is. Proxies and objects without `Object.prototype` are not among the objects at hand: those by id, 10 to 30 ms. */
function receiverOf(look: Look, node: number): unknown {
  const object = look.object(node);
  const { heap } = look.graph;
  const type = node < 0 ? "" : heap.instanceType(node);
  if (object !== undefined || !type.startsWith("JS_")) return object;
  const session = look.live?.session;
  if (session === undefined || type.startsWith("JS_ERROR")) return undefined; // V8 would describe it
  try {
    const handle = look.live?.handle(node);
    return handle === undefined ? undefined : valueOf(session, handle);
  } catch {
    return undefined; // of another realm
  }
}

function blocks(frame: Frame, source: Suspension, stacks: ReturnType<typeof hiddenStacks>): FinallyBlock[] {
  const matched = matchedBlocks(frame, source, stacks);
  return stacks.flatMap(({ register }, at) => {
    if (matched === undefined || matched === "unclear") return [{ handler: -1, level: register }];
    const block = matched[at];
    return block === undefined ? [] : [{ handler: block.block.start, level: register }];
  });
}

function scopes(frame: Frame, source: Suspension): FrameScope[] {
  const found = scopesOf(source);
  if (found === undefined) {
    throw unsupported(frame, "its scopes cannot be read, as it has gone on or the inspector is not available");
  }
  return found.map(({ type, object }) => {
    const variables = new Map<string, unknown>();
    const isOurs = type !== "Global" && !type.startsWith("With"); // made by V8: no object of the program
    for (const name of isOurs ? Reflect.ownKeys(object) : []) {
      if (typeof name === "string") variables.set(name, variableIn(object, name)?.value);
    }
    return { type, variables };
  });
}
