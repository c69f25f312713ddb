/**
 * The smallest steps over a stack, one frame at a time: the innermost frame, the next one outward, its code, its line. All else
 * that walks the running stack is built on them. They follow what CPython found safe to offer (its pull request 148930):
 * no code of the program runs, nothing throws, what is incomplete is skipped, a position is checked and not believed,
 * and a hop counter ends each walk. V8 tells of the whole stack at once, so that is taken; frames are made one by one.
 */
import { isProxy } from "node:util/types";
import type { Code } from "../model/code.ts";
import { Frame } from "../model/frame.ts";
import { Stack } from "../model/stack.ts";
import { isInstance } from "../model/type_name.ts";
import { placeInScript } from "../source/compiled_modules.ts";
import { SourceLines } from "../source/lines.ts";
import { type Call, type CallSite, callSites, MOST_SITES, readCall } from "./call_sites.ts";
import { runningFrame } from "./running_frame.ts";
import { undisturbed } from "../model/own_language.ts";

/** Steps of one walk, skipped frames included. */
const MOST_HOPS = MOST_SITES;

/** A stack that is being walked. Positions count from the innermost frame. */
interface Walk {
  /** How many positions there are. */
  readonly size: number;
  /** The complete frame at a position; `undefined` for an incomplete one. */
  frameAt(position: number): Frame | undefined;
}

/** Where each frame that was met stands. */
const places = new WeakMap<Frame, { walk: Walk; position: number }>();

/**
 * The innermost complete frame of a stack: of the stack that is running now, as its caller sees it, or of one that was
 * extracted. Frames of this library are left out.
 *
 * @param target a stack, or frames with the outermost first; `undefined` for the running stack
 * @returns the frame; `undefined` when there is none, and when the runtime does not tell as the program has frozen `Error`
 * @example Who is running
 * ```ts
 * import { innermostFrame, nextFrame } from "@stackscope/stackscope/lowlevel";
 * import { assertEquals } from "@std/assert";
 *
 * function order() {
 *   return pay();
 * }
 * function pay() {
 *   return innermostFrame();
 * }
 *
 * const frame = order();
 * assertEquals(frame?.functionName, "pay");
 * assertEquals(frame && nextFrame(frame)?.functionName, "order");
 * ```
 */
export function innermostFrame(target?: Stack | readonly Frame[]): Frame | undefined {
  return undisturbed(() => {
    if (target === undefined) return beginRunning(new SourceLines());
    const frames = isInstance(target, Stack) ? target.frames : target;
    return Array.isArray(frames) && !isProxy(frames) ? firstComplete(new ExtractedWalk(frames), 0) : undefined;
  });
}

/**
 * The next complete frame outward. Takes the same time for each frame.
 *
 * @param frame a frame that {@linkcode innermostFrame} or this function gave, or one of a slice of the running stack
 * @returns the frame; `undefined` at the end, and when it is not known on what stack `frame` stands
 * @example Names of all callers
 * ```ts
 * import { innermostFrame, nextFrame } from "@stackscope/stackscope/lowlevel";
 * import { assertEquals } from "@std/assert";
 *
 * function order() {
 *   return pay();
 * }
 * function pay() {
 *   const names: string[] = [];
 *   for (let frame = innermostFrame(); frame !== undefined; frame = nextFrame(frame)) names.push(frame.functionName);
 *   return names;
 * }
 *
 * assertEquals(order().slice(0, 2), ["pay", "order"]);
 * ```
 */
export function nextFrame(frame: Frame): Frame | undefined {
  return undisturbed(() => {
    const place = places.get(frame);
    return place && firstComplete(place.walk, place.position + 1);
  });
}

/**
 * The identity of a frame's function.
 *
 * @param frame the frame
 * @returns the code; `undefined` when it cannot be told
 * @example What hooks are registered for
 * ```ts
 * import { Code } from "@stackscope/stackscope";
 * import { frameCode, innermostFrame } from "@stackscope/stackscope/lowlevel";
 * import { assert, assertEquals } from "@std/assert";
 *
 * function pay() {
 *   const frame = innermostFrame();
 *   return frame && frameCode(frame);
 * }
 *
 * const code = pay();
 * assert(code instanceof Code);
 * assertEquals(code.name, "pay");
 * ```
 */
export function frameCode(frame: Frame): Code | undefined {
  return undisturbed(() => {
    try {
      return isFrame(frame) ? frame.code : undefined;
    } catch {
      return undefined;
    }
  });
}

/**
 * The line of a frame, checked against its script: 0 when there is no such line, or nothing on it that could run. A script that
 * cannot be read says nothing against the line.
 *
 * @param frame the frame
 * @returns the line in the original source, 1-based; 0 when it does not fit
 * @example A line that does not exist
 * ```ts
 * import { frameLine, innermostFrame } from "@stackscope/stackscope/lowlevel";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const frame = innermostFrame();
 * assert(frame !== undefined && frameLine(frame) > 0);
 * frame.line = -1;
 * assertEquals(frameLine(frame), 0);
 * ```
 */
export function frameLine(frame: Frame): number {
  return undisturbed(() => {
    try {
      if (!isFrame(frame) || !Number.isInteger(frame.line) || frame.line <= 0) return 0;
      return frame.sourceLine(frame.line) !== "" || !isReadable(frame) ? frame.line : 0;
    } catch {
      return 0;
    }
  });
}

/** The innermost frame of the running stack; `lines` read its sources. For what is built on the walk. */
export function beginRunning(lines: SourceLines): Frame | undefined {
  try {
    return beginCalls(callSites(), lines);
  } catch {
    return undefined; // no room left on the stack
  }
}

/** The innermost frame of these call sites. */
export function beginCalls(sites: readonly CallSite[], lines: SourceLines): Frame | undefined {
  return firstComplete(new RunningWalk(sites, lines), 0);
}

/**
 * Is `frame` at the place where `other`, taken earlier, was on the running stack? Told by the depth, counted from the outermost
 * call. `undefined` when that does not tell: `matches` says whether two frames may be the same call.
 */
export function isSamePlace(
  frame: Frame,
  other: Frame,
  matches: (frame: Frame, other: Frame) => boolean,
): boolean | undefined {
  const here = places.get(frame), there = places.get(other);
  if (!(here?.walk instanceof RunningWalk && there?.walk instanceof RunningWalk)) return undefined;
  if (here.walk.size >= MOST_SITES || there.walk.size >= MOST_SITES) return undefined;
  const position = here.walk.size - there.walk.size + there.position;
  const counterpart = here.walk.frameAt(position);
  return counterpart !== undefined && matches(counterpart, other) ? here.position === position : undefined;
}

/** The running stack. What was made into a frame is let go, as it holds the receiver of the call. */
class RunningWalk implements Walk {
  readonly size: number;
  readonly #sites: (CallSite | undefined)[];
  readonly #frames = new Map<number, Frame>();
  readonly #lines: SourceLines;
  #ahead: { position: number; call: Call | undefined } | undefined;

  constructor(sites: readonly CallSite[], lines: SourceLines) {
    this.#sites = sites as CallSite[];
    this.#lines = lines;
    this.size = sites.length;
  }

  frameAt(position: number): Frame | undefined {
    const made = this.#frames.get(position);
    if (made !== undefined) return made;
    const call = this.#callAt(position);
    this.#sites[position] = undefined;
    if (call === undefined) return undefined;
    const caller = this.#callAt(position + 1);
    this.#ahead = { position: position + 1, call: caller };
    const frame = runningFrame(call, caller, this.#lines);
    this.#frames.set(position, frame);
    places.set(frame, { walk: this, position });
    return frame;
  }

  #callAt(position: number): Call | undefined {
    if (this.#ahead?.position === position) return this.#ahead.call;
    const site = this.#sites[position], call = site && readCall(site);
    return call && { ...call, ...placeInScript(this.#lines, call.url, call) };
  }
}

/** Frames that were extracted before. */
class ExtractedWalk implements Walk {
  readonly #frames: readonly Frame[];

  constructor(frames: readonly Frame[]) {
    this.#frames = frames;
  }

  get size(): number {
    return this.#frames.length;
  }

  frameAt(position: number): Frame | undefined {
    const frame = Reflect.getOwnPropertyDescriptor(this.#frames, String(this.size - 1 - position))?.value;
    if (!isFrame(frame) || (frame.functionName === "" && frame.url === "")) return undefined;
    places.set(frame, { walk: this, position });
    return frame;
  }
}

function firstComplete(walk: Walk, from: number): Frame | undefined {
  const end = Math.min(walk.size, MOST_HOPS);
  for (let position = from; position < end; position++) {
    const frame = walk.frameAt(position);
    if (frame !== undefined) return frame;
  }
  return undefined;
}

function isFrame(value: unknown): value is Frame {
  return Frame.is(value);
}

/** Can the script of a frame be read at all? The lines before the frame's own are the nearest that are known. */
function isReadable(frame: Frame): boolean {
  const farthest = 1_000;
  const last = Math.min(frame.line - 1, farthest);
  for (let line = 1; line <= last; line++) {
    if (frame.sourceLine(line) !== "") return true;
  }
  return false;
}
