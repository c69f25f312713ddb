/** What glue of libraries gets to work with: the public surface, so that they import nothing of ours. */
import { codeDispatch } from "../dispatch/code_dispatch.ts";
import { customize } from "../dispatch/customize.ts";
import { getCode } from "../dispatch/get_code.ts";
import type { GlueApi } from "../dispatch/glue_api.ts";
import {
  elaborateContext,
  elaborateFrame,
  nameStackItem,
  unwrapContext,
  unwrapContextGenerator,
  unwrapStackItem,
} from "../dispatch/hooks.ts";
import { PRUNE } from "../dispatch/prune.ts";
import { yieldsFrames } from "../dispatch/yields_frames.ts";
import { closureVariables } from "../heap/closure_variables.ts";
import { Code } from "../model/code.ts";
import { Context } from "../model/context.ts";
import { Frame } from "../model/frame.ts";
import { Leaf } from "../model/leaf.ts";
import { Stack } from "../model/stack.ts";
import { StackSlice } from "../model/stack_slice.ts";
import { extractChild, fillContext } from "./extract.ts";
import { inspectFrame } from "./inspect_frame.ts";

/** The surface. */
export function glueSurface(): GlueApi {
  return {
    unwrapStackItem,
    elaborateFrame,
    nameStackItem,
    readClosure: closureVariables,
    unwrapContext,
    unwrapContextGenerator,
    elaborateContext,
    yieldsFrames,
    PRUNE,
    customize,
    getCode,
    codeDispatch,
    extractChild,
    fillContext,
    inspectFrame,
    Code,
    Context,
    Frame,
    Leaf,
    Stack,
    StackSlice,
  };
}
