/**
 * Glue for Effect 3 and 4 (npm `effect`).
 *
 * A fiber shows the generators of `Effect.gen` and `Effect.fn` that its continuations hold, outermost first. Effects that are piped
 * together have no frames, and none are made up for them. On the outermost frame stand the spans that the fiber is in and its
 * child fibers, in order of creation. The leaf says what the fiber waits for, as far as the library keeps it.
 *
 * All of that is in data properties of the fiber. Only a canceler, which may know a timer, is in closures. Nothing of the library
 * is called. Checked with Effect 3.22.4 and 4.1.0.
 */
import type { BuiltinGlue, GlueApi } from "../src/dispatch/glue_api.ts";
import type { Context } from "../src/model/context.ts";
import type { Frame } from "../src/model/frame.ts";
import { detailsOf, type FiberParts, isCurrent, isFiber, partsOf } from "./effect_fiber.ts";
import { inherited, isObject, own, type ReadClosure } from "./own_data.ts";

/** Modules of Effect, wherever packages come from. */
const LIBRARY =
  /(?:\/node_modules\/|registry\.npmjs\.org\/|esm\.sh\/(?:.*\/)?)effect(?:@[^/]*)?\/(?:.*\/)?(?:esm|cjs|dist|src)\//;

/** Names that functions of the library have on a running stack. */
const PLUMBING = [
  "<anonymous>",
  "body",
  "context",
  "drainQueueOnCurrentThread",
  "effect_internal_function",
  "evaluate",
  "evaluateEffect",
  "evaluateMessageWhileSuspended",
  "Iterator",
  "OnSuccess",
  "OnSuccessAndFailure",
  "pipe",
  "run",
  "runLoop",
  "start",
  "starveInternal",
  "Success",
  "succeedWith",
  "Suspend",
  "Sync",
  "WithRuntime",
  "~effect/Effect/evaluate",
  "~effect/Effect/successCont",
];

/** Installed by the first extraction that sees a script of Effect. */
export const effect: BuiltinGlue = {
  name: "effect",
  isPresent: (scripts) => {
    for (const url of scripts) if (LIBRARY.test(url)) return true;
    return false;
  },
  install(api) {
    // Stands for the run loop of the fiber: what is known of the fiber itself goes from here to the outermost frame.
    const entry = api.Code.of({ url: "", name: "<fiber>", scriptId: 0, startLine: 0, startColumn: 0 }, "effect");
    return [
      api.unwrapStackItem.register({ name: "fiber of Effect", matches: isFiber }, (fiber: object) => {
        const parts = partsOf(fiber);
        if (parts === undefined) return undefined;
        if (parts.state === "done") return [];
        const { url, name: functionName } = entry;
        const frame = new api.Frame({ code: entry, url, functionName, line: 0, column: 0, hide: true, origin: fiber });
        return [frame, ...parts.generators, innerEnd(fiber, parts, api)];
      }),
      // The iterator of one effect, to which a generator delegates: it tells nothing.
      api.unwrapStackItem.register({ name: "effect of Effect", matches: isEffectIterator }, () => []),
      api.nameStackItem.register(
        { name: "fiber of Effect", matches: isFiber },
        (fiber: object) => titleOf(fiber, api.readClosure),
      ),
      api.elaborateFrame.register(entry, (frame, nextInner) => addContexts(frame, nextInner, api)),
      ...PLUMBING.map((name) => api.customize({ module: LIBRARY, name }, { hide: true })),
    ];
  },
};

/** `Fiber #3 "span or label"`. The span is one of its own, not of the fiber that forked it. */
export function titleOf(fiber: object, read: ReadClosure): string | undefined {
  const parts = partsOf(fiber);
  if (parts === undefined) return undefined;
  const span = detailsOf(fiber, read).ownSpans.at(-1), label = parts.labels.at(-1);
  const name = span !== undefined ? ` ${nameOf(span)}` : label === undefined ? "" : ` "${label}"`;
  return `Fiber #${parts.id}${name}${parts.state === "done" ? " (done)" : ""}`;
}

function innerEnd(
  fiber: object,
  { id, state, blockedOn, spans, labels, generators }: FiberParts,
  api: GlueApi,
): unknown {
  if (state === "running") {
    // By the frame, not by the function: of a package with source maps V8 and Deno tell different lines.
    const running = api.extractChild(new api.StackSlice(), { forTask: false }).frames;
    const outer = isCurrent(fiber) ? running.findLast((frame) => isRunLoop(frame)) : undefined;
    if (outer !== undefined) return new api.StackSlice({ outer });
  }
  const leaf = (kind: string, description: string, details?: Record<string, number>) => {
    // Without frames there are no contexts to tell of spans.
    const where = generators.length > 0 ? [] : [...spanTexts(spans, labels)];
    return new api.Leaf({ kind, description: [description, ...where].join(", in "), details });
  };
  if (state === "new") return leaf("fiber", "not started yet");
  if (state === "ready") return leaf("fiber", "ready: waiting for the scheduler of Effect");
  if (state === "running") return leaf("fiber", "running");
  const others = blockedOn.filter((other) => other !== id); // a fiber that made a Deferred itself is none the wiser
  if (others.length > 0) {
    return leaf("fiber", `suspended in async, blocked on ${others.map((other) => `Fiber #${other}`).join(", ")}`);
  }
  const { delay } = detailsOf(fiber, api.readClosure);
  return delay === undefined
    ? leaf("async", "suspended in async")
    : leaf("timer", `suspended in async: setTimeout ${delay} ms`, { delay });
}

function isRunLoop({ url, functionName }: Frame): boolean {
  return functionName === "runLoop" && LIBRARY.test(url);
}

function spanTexts(spans: readonly object[], labels: readonly string[]): string[] {
  const texts: string[] = [];
  if (spans.length > 0) texts.push(`span ${spans.map(nameOf).join(" > ")}`);
  if (labels.length > 0) texts.push(`log span ${labels.map((label) => `"${label}"`).join(" > ")}`);
  return texts;
}

function addContexts(frame: Frame, nextInner: unknown, api: GlueApi): undefined {
  const { Context, Frame, extractChild, readClosure } = api;
  const fiber = frame.origin, parts = fiber === undefined ? undefined : partsOf(fiber);
  if (fiber === undefined || parts === undefined) return undefined;
  const groups: Context[] = [];
  for (
    const [kind, fibers] of [["child", parts.children], ["concurrent", detailsOf(fiber, readClosure).branches]] as const
  ) {
    if (fibers.length === 0) continue;
    groups.push(
      new Context({
        kind: "task-group",
        description: `${fibers.length} ${kind} ${fibers.length === 1 ? "fiber" : "fibers"}`,
        children: fibers.map((fiber) => extractChild(fiber, { forTask: true })),
      }),
    );
  }
  if (nextInner instanceof Frame) {
    const spans = spanTexts(parts.spans, parts.labels).map((description) => new Context({ kind: "span", description }));
    nextInner.contexts = [...spans, ...groups, ...nextInner.contexts];
  } else if (groups.length > 0) {
    frame.contexts = groups;
    frame.hide = false; // there is no frame of the program for them to stand on
  }
  return undefined;
}

/** An external span has no name, only an id. */
function nameOf(span: object): string {
  const name = own(span, "name") ?? own(span, "spanId");
  return typeof name === "string" ? `"${name}"` : "without name";
}

/** Effect 3: `{ called, self }`, Effect 4: `{ value, done }`, both of a class with `next` and without much else. */
function isEffectIterator(value: unknown): value is object {
  if (!isObject(value)) return false;
  const constructor = inherited(value, "constructor");
  if (own(constructor, "name") !== "SingleShotGen") return false;
  return typeof own(value, "called") === "boolean" || typeof own(value, "done") === "boolean";
}
