/**
 * Shows what every part of a running JavaScript or TypeScript program is waiting for, and how it got there: every suspended
 * async function, generator and module, as trees, with the exact await in the original TypeScript.
 *
 * Nothing has to be prepared and nothing is slowed down: a dump is read from a heap snapshot when it is asked for.
 *
 * ```ts
 * import { extract, extractAll } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * const waiting: (() => void)[] = [];
 * async function fetchUser(): Promise<string> {
 *   await new Promise<void>((resolve) => waiting.push(resolve));
 *   return "Ada";
 * }
 * async function greet(): Promise<string> {
 *   return `Hello, ${await fetchUser()}`;
 * }
 *
 * const greeting = greet();
 * const stack = extract(greeting);
 * assertEquals(stack.frames.map((frame) => frame.functionName), ["greet", "fetchUser"]);
 * console.log(String(stack)); // the tree of this promise
 * console.log(String(extractAll())); // the trees of the whole program
 * waiting.forEach((resolve) => resolve());
 * assertEquals(await greeting, "Hello, Ada");
 * ```
 *
 * Positions need `--allow-sys`, source lines need `--allow-read`. Without them a dump has what can be had, and says what is
 * missing; it never asks for a permission.
 *
 * @module
 */
import "./src/model/language_check.ts";
import { effect } from "./glue/effect.ts";
import { effection } from "./glue/effection.ts";
import { pLimitGlue } from "./glue/p_limit.ts";
import { pQueueGlue } from "./glue/p_queue.ts";
import { offerBuiltinGlue, setGlueApi } from "./src/dispatch/glue.ts";
import { glueSurface } from "./src/extract/glue_surface.ts";
import { installDrawing } from "./src/format/install.ts";

export { Code, type CodeInit } from "./src/model/code.ts";
export { Context, type ContextInit } from "./src/model/context.ts";
export type { FormatOptions } from "./src/model/drawing.ts";
export { Deadlock, type DeadlockInit, type DeadlockMember } from "./src/model/deadlock.ts";
export { Dump, type DumpInit, type DumpStats, type DumpTarget } from "./src/model/dump.ts";
export type { AwaitSiteCount, StackState } from "./src/model/dump.ts";
export type { DumpSelection, WorkerIdentity } from "./src/model/dump.ts";
export { Frame, type FrameInit } from "./src/model/frame.ts";
export { InspectionWarning } from "./src/model/inspection_warning.ts";
export { Leaf, type LeafInit } from "./src/model/leaf.ts";
export { Stack, type StackInit } from "./src/model/stack.ts";
export { FrameSummary, type FrameSummaryInit } from "./src/model/frame_summary.ts";
export { StackSummary, type SummaryExtractOptions } from "./src/model/summary.ts";
export type { ContextSummaryOptions, FrameSummaryOptions, StackSummaryOptions } from "./src/model/summary_walk.ts";
export {
  extractStack,
  type ExtractStackOptions,
  formatList,
  formatStack,
  type FormatStackOptions,
  walkStack,
} from "./src/extract/call_stack.ts";
export { type FrameRef, StackSlice, type StackSliceInit } from "./src/model/stack_slice.ts";
export type { BrandTest, ClassHook, ClassHookImpl, ClassTarget } from "./src/dispatch/class_dispatch.ts";
export type { CodeDispatcher, CodeHookImpl, CodeTarget } from "./src/dispatch/code_dispatch.ts";
export { customize, type CustomizeDecorator, type CustomizeOptions } from "./src/dispatch/customize.ts";
export {
  elaborateContext,
  elaborateFrame,
  nameStackItem,
  unwrapContext,
  unwrapContextGenerator,
  unwrapStackItem,
} from "./src/dispatch/hooks.ts";
export type { BuiltinGlue, Glue, GlueApi, GlueFrameDetails } from "./src/dispatch/glue_api.ts";
export { PRUNE } from "./src/dispatch/prune.ts";
export { type DrainedFrames, FrameIterator, yieldsFrames } from "./src/dispatch/yields_frames.ts";
export {
  extract,
  extractAll,
  extractChild,
  type ExtractOptions,
  extractOutermost,
  extractSince,
  extractUntil,
  type ExtractUntilOptions,
  fillContext,
  type StackItem,
} from "./src/extract/extract.ts";
export { setHeapLimit } from "./src/target/heap_limit.ts";
export { extractSnapshot, type SnapshotFileOptions } from "./src/extract/snapshot_file.ts";
export { noteSpanNames } from "./src/trace/span_names.ts";
export { type DumpFilter, filterDump } from "./src/extract/filter.ts";
export { withTaskName } from "./src/extract/task_name.ts";
export { type Trace, trace, type TraceOptions } from "./src/extract/tracing.ts";
export { dumpOnExit, type DumpOnExitOptions } from "./src/format/on_exit.ts";
export { dumpOnSignal, type DumpOnSignalOptions } from "./src/format/on_signal.ts";

installDrawing();
setGlueApi(glueSurface);
offerBuiltinGlue([effect, effection, pLimitGlue, pQueueGlue]);
