/**
 * The back door, for authors of glue, debuggers and other tools: the parts that stacks are made of, one by one. What most programs
 * need is behind the front door, `@stackscope/stackscope`.
 *
 * | Question                                    | Answer                                                              |
 * | ------------------------------------------- | ------------------------------------------------------------------- |
 * | What is active in this frame?               | {@linkcode contextsActiveInFrame}, {@linkcode currentlyExitingContext} |
 * | What are its variables, and what is `this`? | {@linkcode inspectFrame}                                            |
 * | What could be active in this function?      | {@linkcode analyzeUsingBlocks}, {@linkcode describeAssignmentTarget} |
 * | Which function is this?                     | {@linkcode getCode}, {@linkcode codeDispatch}                       |
 * | Who called me, step by step?                | {@linkcode innermostFrame}, {@linkcode nextFrame}                   |
 * | What stands in the heap?                    | {@linkcode takeHeapView}, {@linkcode parseHeapSnapshot}, {@linkcode readHeapSnapshot} |
 * | How is this process looked at?              | {@linkcode setTrickeryEnabled}                                      |
 *
 * ```ts
 * import { extract } from "@stackscope/stackscope";
 * import { inspectFrame } from "@stackscope/stackscope/lowlevel";
 * import { assertEquals } from "@std/assert";
 *
 * const door = Promise.withResolvers<void>();
 * async function greet(name: string) {
 *   await door.promise;
 *   return `Hello, ${name}`;
 * }
 *
 * const greeting = greet("Ada");
 * const [frame] = extract(greeting).frames;
 * const [local] = inspectFrame(frame).scopes;
 * assertEquals([local.type, local.variables.get("name")], ["Local", "Ada"]);
 *
 * door.resolve();
 * assertEquals(await greeting, "Hello, Ada");
 * ```
 *
 * @module
 */
import "./src/model/language_check.ts";
import { installDrawing } from "./src/format/install.ts";

export { codeDispatch, type CodeDispatcher, type CodeDispatchOptions } from "./src/dispatch/code_dispatch.ts";
export type { CodePattern, CodePlace } from "./src/dispatch/code_pattern.ts";
export { getCode } from "./src/dispatch/get_code.ts";
export { IdentityMap } from "./src/dispatch/identity_map.ts";
export {
  type ActiveContextsOptions,
  contextsActiveInFrame,
  currentlyExitingContext,
  type ExitingContext,
} from "./src/extract/active_contexts.ts";
export { setTrickeryEnabled } from "./src/extract/engine.ts";
export {
  type FinallyBlock,
  FrameDetails,
  type FrameDetailsInit,
  type FrameScope,
  inspectFrame,
} from "./src/extract/inspect_frame.ts";
export { frameCode, frameLine, innermostFrame, nextFrame } from "./src/extract/iterate.ts";
export { analyzeUsingBlocks } from "./src/extract/using_analysis.ts";
export { type HeapEdge, HeapView, parseHeapSnapshot, type SuspendedNode } from "./src/heap/heap_view.ts";
export { Code } from "./src/model/code.ts";
export { readHeapSnapshot } from "./src/target/snapshot_file.ts";
export { takeHeapView } from "./src/target/take_heap_view.ts";
export { describeAssignmentTarget } from "./src/source/assignment_target.ts";

installDrawing();
