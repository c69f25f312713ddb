/** A frame of an earlier extraction as it stands now. */
import type { Frame } from "../model/frame.ts";
import type { SourceLines } from "../source/lines.ts";
import { acquireLocal, type LocalAcquisition } from "../target/local.ts";
import { chooseEngine } from "./engine.ts";
import { sourceOfFrame } from "./frame_source.ts";
import { lookAt } from "./frames.ts";
import type { Look } from "./look.ts";
import { findAgain, type Suspension } from "./suspension.ts";

/** A frame in a look whose objects can be had. */
export interface FrameNow extends Disposable {
  readonly frame: Frame;
}

/**
 * A frame of a suspended function in an open look, a new one if need be; `undefined` when it is no longer suspended there, and for
 * frames that run.
 *
 * @param origin the generator or promise that owns it, where the frame itself does not tell
 */
export function frameNow(frame: Frame, origin: object | undefined, lines: SourceLines): FrameNow | undefined {
  const source = sourceOfFrame(frame);
  if (source !== undefined && !source.look.isOver) return { frame, [Symbol.dispose]() {} };
  if (source?.isLocal === false) return undefined;
  const owner = source === undefined ? origin : source.origin ?? origin;
  if (owner === undefined) return undefined;
  const acquisition = acquireLocal({ items: [owner], walk: chooseEngine().walks });
  const look = lookAt(acquisition, lines);
  const found = source === undefined ? ownFrame(look, owner, frame) : frameAgain(look, acquisition, source);
  if (found !== undefined) return { frame: found, [Symbol.dispose]: () => look[Symbol.dispose]() };
  look[Symbol.dispose]();
  return undefined;
}

function frameAgain(look: Look, acquisition: LocalAcquisition, source: Suspension): Frame | undefined {
  const found = findAgain(source, acquisition);
  if (found === undefined) return undefined;
  if (found.suspended !== undefined) return look.frames.of(found.suspended);
  const { heap } = look.graph;
  return look.frames.at(heap.field(found.node, "function"), heap.field(found.node, "receiver"), {
    line: source.position?.line ?? 0,
    column: source.position?.column ?? 0,
  }, { isAsync: heap.instanceType(found.node).includes("ASYNC"), node: found.node, origin: source.origin });
}

/** The frame of an async function by its promise, if it is of the same code. */
function ownFrame(look: Look, owner: object, frame: Frame): Frame | undefined {
  const node = look.live?.node(owner);
  const suspended = node === undefined ? undefined : look.graph.suspended.get(node) ?? look.graph.producers.get(node);
  const found = suspended && look.frames.of(suspended);
  return found?.code === frame.code ? found : undefined;
}
