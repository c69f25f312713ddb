/** Calls of every public function with hostile arguments. */
import type * as Lowlevel from "../../lowlevel.ts";
import type * as Mod from "../../mod.ts";
import { apply, put } from "./intrinsics.ts";
import { asProgram } from "./traps.ts";

const { assign } = Object;
const { floor } = Math;
const DISPOSE: typeof Symbol.dispose = Symbol.dispose;
const OwnError = Error, OwnPromise = Promise;
const { then } = Promise.prototype;

/** The library. It is imported late, after or before an environment is installed. */
export interface Library {
  mod: typeof Mod;
  lowlevel: typeof Lowlevel;
}

/** What the calls are made on besides the hostile value. */
export interface Scene {
  library: Library;
  dump: Mod.Dump;
  stack: Mod.Stack;
  frame: Mod.Frame;
  code: Mod.Code;
  /** A promise of a suspended function. */
  promise: Promise<unknown>;
  /** A function of the program. */
  fn: () => Promise<unknown>;
}

// deno-lint-ignore no-explicit-any -- the types are what is broken here
type Hostile = any;
/** What one call does; all that it gives back is read, as lazy parts count too. */
type Call = (value: Hostile, scene: Scene) => unknown;

/** Whole dumps of the heap. */
export const DUMPS: Readonly<Record<string, (scene: Scene) => unknown>> = {
  "extractAll()": ({ library: { mod } }) => mod.extractAll({ recurseChildTasks: true, allLabels: true }),
  "dump.toString()": ({ dump }) => dump.toString(),
  "dump.formatGrouped()": ({ dump }) => dump.formatGrouped({ showHiddenFrames: true, color: "always" } as never),
  "stack.format()": ({ dump }) => dump.tasks.map((task) => task.format({ asciiOnly: true, showHiddenFrames: true })),
  "stack.formatFlat()": ({ dump }) => dump.tasks.map((task) => task.formatFlat()),
  "stack.asSummary()": ({ dump }) =>
    dump.tasks.map((task) => task.asSummary({ showContexts: true, showHiddenFrames: true }).toString()),
  "frame.code, lineText": ({ dump }) =>
    dump.tasks.map((
      { frames, labels },
    ) => [labels, frames.map((frame) => [frame.code, frame.lineText, frame.moduleName])]),
  "filterDump()": ({ dump, library: { mod } }) =>
    mod.filterDump(dump, { where: ["name=*hold*"], olderMs: 0 }).toString(),
};

/** Calls that take a snapshot each. */
export const LOOKS: Readonly<Record<string, Call>> = {
  "extract(value)": (value, { library: { mod } }) => drawn(mod.extract(value)),
  "extractOutermost(value)": (value, { library: { mod } }) => mod.extractOutermost(value).toString(),
  "takeHeapView([value])": (value, { library: { lowlevel } }) => lowlevel.takeHeapView([value]).suspended(),
  "frame.locals() of the dump": (_value, { dump: { tasks } }) =>
    [0.2, 0.4, 0.6].map((share) => tasks[floor(share * tasks.length)]?.frames.map((frame) => frame.locals())),
  "inspectFrame() of the dump": (_value, { dump: { tasks }, library: { lowlevel } }) =>
    [0.3, 0.7].map((share) => {
      const frame = tasks[floor(share * tasks.length)]?.frames.at(-1);
      return frame === undefined ? undefined : [lowlevel.inspectFrame(frame), lowlevel.contextsActiveInFrame(frame)];
    }),
  "a hook that throws the value": (value, scene) => {
    const { mod } = scene.library;
    using _ = mod.elaborateFrame.register(scene.fn, () => {
      throw value;
    });
    return drawn(mod.extract(scene.promise));
  },
  "a hook that returns the value": (value, scene) => {
    const { mod } = scene.library;
    using _ = mod.elaborateFrame.register(scene.fn, () => value);
    return drawn(mod.extract(scene.promise));
  },
  "a hook that writes the value into the frame": (value, scene) => {
    const { mod } = scene.library;
    using _ = mod.elaborateFrame.register(scene.fn, (frame) =>
      asProgram(() => {
        const context = new mod.Context({ obj: value, description: value, varName: value, kind: value });
        assign(frame, { hide: value, hideLine: value, line: value, column: value, labels: value, age: value });
        frame.contexts = [context, value];
      }));
    return drawn(mod.extract(scene.promise));
  },
  "items of a hook": (value, scene) => {
    const { mod } = scene.library;
    class Item {}
    const items = () =>
      asProgram(() => {
        let n = 0;
        return { next: () => n++ === 0 ? { done: false, value } : value };
      });
    using _ = mod.unwrapStackItem.register(Item, mod.yieldsFrames(items as never));
    return drawn(mod.extract(new Item()));
  },
  "contexts of a hook": (value, scene) => {
    const { mod } = scene.library;
    class Item {}
    using _ = mod.elaborateContext.register(
      Item,
      (_item, context) =>
        asProgram(() => void assign(context, { children: value, innerStack: value, obj: value, hide: value })),
    );
    using _unwrap = mod.unwrapContext.register(Item, () => value);
    const context = new mod.Context({ obj: new Item() });
    mod.fillContext(context);
    return new mod.Stack({ frames: [frameWith(scene, { contexts: [context] })] }).toString();
  },
};

/** Calls of what reads files, and lets the program run meanwhile; `file` is a heap snapshot. */
export const FILES: Readonly<Record<string, (value: Hostile, scene: Scene, file: string) => Promise<unknown>>> = {
  "extractSnapshot(file)": async (_value, { library: { mod } }, file) => (await mod.extractSnapshot(file)).toString(),
  "extractSnapshot(value)": (value, { library: { mod } }) => mod.extractSnapshot(value),
  "extractSnapshot(_, value)": (value, { library: { mod } }) => mod.extractSnapshot("/nowhere", value),
  "readHeapSnapshot(file)": async (_value, { library: { lowlevel } }, file) =>
    (await lowlevel.readHeapSnapshot(file)).suspended(),
  "readHeapSnapshot(value)": (value, { library: { lowlevel } }) => lowlevel.readHeapSnapshot(value),
};

/** Calls that cost little. */
export const CALLS: Readonly<Record<string, Call>> = {
  "extractSince(value)": (value, { library: { mod } }) => drawn(mod.extractSince(value)),
  "extractUntil(value)": (value, { library: { mod } }) => drawn(mod.extractUntil(value)),
  "extractUntil(_, value)": (value, { library: { mod } }) => drawn(mod.extractUntil(mod.extractUntil, value)),
  "extractUntil(_, { limit: value })": (value, { library: { mod } }) =>
    drawn(mod.extractUntil(mod.extractUntil, { limit: value })),
  "extract(slice, value)": (value, { library: { mod } }) => drawn(mod.extract(new mod.StackSlice(), value)),
  "extract(slice of value)": (value, { library: { mod } }) =>
    drawn(mod.extract(new mod.StackSlice({ outer: value, inner: value, limit: value }))),
  "extractChild(value)": (value, { library: { mod } }) => mod.extractChild(value, value),
  "fillContext(value)": (value, { library: { mod } }) => mod.fillContext(value),
  "walkStack(value)": (value, { library: { mod } }) => [...mod.walkStack(value)],
  "extractStack(value)": (value, { library: { mod } }) => mod.extractStack(value).toString(),
  "extractStack(_, value)": (value, { library: { mod } }) => mod.extractStack(undefined, value).toString(),
  "formatStack(value)": (value, { library: { mod } }) => mod.formatStack(value),
  "formatList(value)": (value, { library: { mod } }) => mod.formatList(value),
  "formatList([value])": (value, { library: { mod } }) => mod.formatList([value]),
  "StackSummary.fromList(records of value)": (value, { library: { mod } }) =>
    mod.StackSummary.fromList([{ url: value, functionName: value, line: value } as never]).toString(),
  "StackSummary.extract(value)": (value, { library: { mod } }) => mod.StackSummary.extract(value).toString(),
  "new FrameSummary(value)": (value, { library: { mod } }) => new mod.FrameSummary(value).lineText,
  "filterDump(value)": (value, { library: { mod } }) => mod.filterDump(value, {}),
  "filterDump(_, value)": (value, { dump, library: { mod } }) => mod.filterDump(dump, value),
  "filterDump(_, { where: value })": (value, { dump, library: { mod } }) => mod.filterDump(dump, { where: value }),
  "filterDump(_, { where: [value] })": (value, { dump, library: { mod } }) => mod.filterDump(dump, { where: [value] }),
  "filterDump(_, { olderMs: value })": (value, { dump, library: { mod } }) => mod.filterDump(dump, { olderMs: value }),
  "customize(value)": (value, { library: { mod } }) => dispose(mod.customize(value, {})),
  "customize(_, value)": (value, { fn, library: { mod } }) => dispose(mod.customize(fn, value)),
  "customize(_, names, value)": (value, { fn, library: { mod } }) => dispose(mod.customize(fn, value, value)),
  "customize(_, { hide: value })": (value, { fn, library: { mod } }) =>
    dispose(mod.customize(fn, { hide: value, prune: value, elaborate: value })),
  "withTaskName(value)": (value, { library: { mod } }) => mod.withTaskName(value, () => 1),
  "withTaskName(_, value)": (value, { library: { mod } }) =>
    typeof value === "function" ? undefined : mod.withTaskName("name", value),
  "trace({ stacks: value })": (value, { library: { mod } }) =>
    value === undefined ? undefined : dispose(mod.trace({ stacks: value })),
  "trace() and promises": (value, { library: { mod } }) => {
    using _trace = mod.trace({ stacks: "all", atExit: false });
    const half: Promise<unknown>[] = [];
    for (let i = 0; i < 20; i++) put(half, i, new OwnPromise((resolve) => i % 2 === 0 && resolve(1)));
    for (let i = 0; i < 20; i++) apply(then, half[i], [() => value]);
    (async () => await half[0])();
    return (async () => {
      for (let i = 0; i < 20; i += 2) await half[i];
    })();
  },
  "dumpOnSignal({ signal: value })": (value, { library: { mod } }) =>
    value === undefined ? undefined : dispose(mod.dumpOnSignal({ signal: value })),
  "dumpOnSignal({ output: value })": (value, { library: { mod } }) =>
    dispose(mod.dumpOnSignal({ signal: "SIGUSR2", output: value })),
  "dumpOnExit({ output: value })": (value, { library: { mod } }) => dispose(mod.dumpOnExit({ output: value })),
  "noteSpanNames()": (_value, { library: { mod } }) => dispose(mod.noteSpanNames()),
  "yieldsFrames(value)": (value, { library: { mod } }) => mod.yieldsFrames(value),
  "FrameIterator.is(value)": (value, { library: { mod } }) => mod.FrameIterator.is(value),
  "PRUNE": (value, { library: { mod } }) => value === mod.PRUNE,
  "Code.of(value)": (value, { library: { mod } }) =>
    mod.Code.of({ url: value, name: value, scriptId: value, startLine: value, startColumn: value }),
  "Code.is(value)": (
    value,
    { library: { mod } },
  ) => [mod.Code.is(value), mod.Frame.is(value), mod.StackSlice.is(value)],
  "new Leaf(value)": (value, scene) => drawn(new scene.library.mod.Stack({ leaf: new scene.library.mod.Leaf(value) })),
  "a leaf of the value": (value, { library: { mod } }) =>
    drawn(new mod.Stack({ leaf: new mod.Leaf({ kind: "value", description: "", obj: value }) })),
  "a leaf named by the text": (value, { library: { mod } }) =>
    drawn(
      new mod.Stack({
        leaf: new mod.Leaf({ kind: textOf(value), description: textOf(value), details: { a: textOf(value) } }),
      }),
    ),
  "a stack of the value": (value, { library: { mod } }) => drawn(new mod.Stack({ root: value })),
  "a stack with the error": (value, { library: { mod } }) =>
    drawn(new mod.Stack({ error: asProgram(() => value instanceof OwnError) ? value : undefined })),
  "a frame named by the text": (value, scene) =>
    drawn(
      new scene.library.mod.Stack({
        frames: [frameWith(scene, {
          functionName: textOf(value),
          className: textOf(value),
          url: textOf(value),
          lineText: textOf(value),
          labels: { [textOf(value)]: textOf(value) },
          locals: () => ({ [textOf(value)]: textOf(value) }),
        })],
      }),
    ),
  "a context of the value": (value, scene) =>
    drawn(
      new scene.library.mod.Stack({
        frames: [
          frameWith(scene, { contexts: [new scene.library.mod.Context({ obj: value, varName: textOf(value) })] }),
        ],
      }),
    ),
  "a context described by the text": (value, scene) =>
    drawn(
      new scene.library.mod.Stack({
        frames: [
          frameWith(scene, {
            contexts: [new scene.library.mod.Context({ description: textOf(value), typeName: textOf(value) })],
          }),
        ],
      }),
    ),
  "a deadlock named by the text": (value, { library: { mod } }) => {
    const member = { name: textOf(value), url: textOf(value), line: 1, column: 1, stack: undefined };
    const members = [{ ...member, waitsFor: textOf(value), heldBy: 0, taken: textOf(value) }];
    const made = new mod.Deadlock({ kind: textOf(value), description: textOf(value), certain: true, members });
    return made.toString();
  },
  "a dump with the note": (value, { dump, library: { mod } }) => {
    const noted = new mod.Dump({
      ...dump,
      tasks: [],
      notes: [textOf(value)],
      target: { kind: textOf(value), title: textOf(value) },
    });
    return [noted.toString(), noted.formatGrouped()];
  },
  "new InspectionWarning(value)": (value, { library: { mod } }) => new mod.InspectionWarning(textOf(value)).message,
  "new Frame(value)": (value, { library: { mod } }) => new mod.Frame(value),
  "new Stack(value)": (value, { library: { mod } }) => new mod.Stack(value),
  "new Context(value)": (value, { library: { mod } }) => new mod.Context(value),
  "new StackSlice(value)": (value, { library: { mod } }) => new mod.StackSlice(value),
  "format(value)": (value, { stack, dump }) => [stack.format(value), dump.formatGrouped(value)],
  "asSummary(value)": (value, { stack }) => stack.asSummary(value).toString(),
  "frame.sourceLine(value)": (value, { frame }) => frame.sourceLine(value),
  "lowlevel getCode(value)": (value, { library: { lowlevel } }) => lowlevel.getCode(value),
  "lowlevel getCode(_, value)": (value, { fn, library: { lowlevel } }) => lowlevel.getCode(fn, value),
  "lowlevel Code.is(value)": (value, { library: { lowlevel } }) => lowlevel.Code.is(value),
  "lowlevel codeDispatch(value)": (value, { library: { lowlevel } }) => lowlevel.codeDispatch(value, value, value),
  "lowlevel IdentityMap": (value, { library: { lowlevel } }) => new lowlevel.IdentityMap([[value, value]]).get(value),
  "lowlevel contextsActiveInFrame(value)": (value, { library: { lowlevel } }) => lowlevel.contextsActiveInFrame(value),
  "lowlevel contextsActiveInFrame(_, { nextInner: value })": (value, { frame, library: { lowlevel } }) =>
    lowlevel.contextsActiveInFrame(frame, { nextInner: value }),
  "lowlevel currentlyExitingContext(value)": (value, { library: { lowlevel } }) =>
    lowlevel.currentlyExitingContext(value),
  "lowlevel inspectFrame(value)": (value, { library: { lowlevel } }) => lowlevel.inspectFrame(value),
  "lowlevel setTrickeryEnabled(value)": (value, { library: { lowlevel } }) =>
    typeof value === "boolean" || value === undefined ? undefined : lowlevel.setTrickeryEnabled(value),
  "setHeapLimit(value)": (value, { library: { mod } }) =>
    typeof value === "number" || value === undefined ? undefined : mod.setHeapLimit(value),
  "lowlevel new FrameDetails(value)": (value, { library: { lowlevel } }) => new lowlevel.FrameDetails(value),
  "lowlevel frameCode(value)": (value, { library: { lowlevel } }) => lowlevel.frameCode(value),
  "lowlevel frameLine(value)": (value, { library: { lowlevel } }) => lowlevel.frameLine(value),
  "lowlevel innermostFrame(value)": (value, { library: { lowlevel } }) => lowlevel.innermostFrame(value),
  "lowlevel nextFrame(value)": (value, { library: { lowlevel } }) => lowlevel.nextFrame(value),
  "lowlevel analyzeUsingBlocks(value)": (value, { library: { lowlevel } }) => lowlevel.analyzeUsingBlocks(value),
  "lowlevel describeAssignmentTarget(value)": (value, { library: { lowlevel } }) =>
    lowlevel.describeAssignmentTarget(value),
  "lowlevel parseHeapSnapshot(value)": (value, { library: { lowlevel } }) => lowlevel.parseHeapSnapshot(value),
  ...hookCalls("elaborateContext"),
  ...hookCalls("elaborateFrame"),
  ...hookCalls("nameStackItem"),
  ...hookCalls("unwrapContext"),
  ...hookCalls("unwrapContextGenerator"),
  ...hookCalls("unwrapStackItem"),
};

type HookName =
  | "elaborateContext"
  | "elaborateFrame"
  | "nameStackItem"
  | "unwrapContext"
  | "unwrapContextGenerator"
  | "unwrapStackItem";

function hookCalls(name: HookName): Record<string, Call> {
  const hookOf = ({ library: { mod } }: Scene) => mod[name] as Hostile;
  return {
    [`${name}(value)`]: (value, scene) => hookOf(scene)(value, value),
    [`${name}.register(value)`]: (value, scene) => dispose(hookOf(scene).register(value, () => {})),
    [`${name}.register(_, value)`]: (value, scene) =>
      typeof value === "function" ? undefined : dispose(hookOf(scene).register(scene.fn, value)),
    [`${name}.register(_, value, _)`]: (value, scene) => dispose(hookOf(scene).register(scene.fn, value, () => {})),
    [`${name}.dispatch(value)`]: (value, scene) => [hookOf(scene).dispatch(value), hookOf(scene).hasHookFor(value)],
  };
}

function dispose(made: unknown): unknown {
  if (typeof made === "object" && made !== null && DISPOSE in made) (made as Disposable)[DISPOSE]();
  return made;
}

/** All texts of a stack. */
function drawn(stack: Mod.Stack): unknown {
  return [stack.toString(), stack.formatFlat(), stack.asSummary({ showContexts: true }).toString(), stack.length];
}

function frameWith({ code, library: { mod } }: Scene, init: object): Mod.Frame {
  return new mod.Frame({ code, url: "", line: 1, column: 1, functionName: "f", ...init });
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "a\x1b[31m\u202e\ud800\n";
}
