/**
 * Names of the spans of Deno's own telemetry. Deno keeps them in Rust, where no heap snapshot looks, and gives no way to ask for
 * them; so they are noted when a span gets its name.
 */
import { undisturbed } from "../model/own_language.ts";

type Method = (this: object, ...args: unknown[]) => unknown;

/** What a dump looks for: the value of a WeakMap, whose key is the span. The symbol is that of `src/heap/spans.ts`. */
const noted = new WeakMap<object, Record<symbol, string>>();
const NAME = Symbol.for("stackscope.span");

let users = 0;
let undo: (() => void)[] = [];

/**
 * From now on note the names of spans of Deno's telemetry (`OTEL_DENO=true`), those of `Deno.serve` and `fetch` included: in dumps
 * they are the label `span` of what runs within. Spans of the OpenTelemetry SDK for JavaScript need no noting.
 *
 * Until the result is disposed, the methods `startSpan` of tracers and `updateName` of spans are replaced by ones that also note the
 * name. Does nothing where Deno has no telemetry.
 *
 * @returns what ends it
 * @example Around a program
 * ```ts
 * import { noteSpanNames } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * const tracers = Object.getPrototypeOf(Deno.telemetry.tracerProvider.getTracer("shop"));
 * const before = tracers.startSpan;
 * {
 *   using _names = noteSpanNames();
 *   // spans that start here are named in dumps
 * }
 * assertEquals(tracers.startSpan, before);
 * ```
 */
export function noteSpanNames(): Disposable {
  return undisturbed(() => {
    if (users++ === 0) install();
    let isOn = true;
    return {
      [Symbol.dispose]: () =>
        undisturbed(() => {
          if (!isOn) return;
          isOn = false;
          if (--users > 0) return;
          for (const each of undo) each();
          undo = [];
        }),
    };
  });
}

function install(): void {
  let tracers: object | null;
  try {
    tracers = Reflect.getPrototypeOf(Deno.telemetry.tracerProvider.getTracer("stackscope"));
  } catch {
    return; // no telemetry
  }
  if (tracers === null) return;
  replace(tracers, "startSpan", (original) =>
    function startSpan(this: object, ...args: unknown[]): unknown {
      const span = Reflect.apply(original, this, args);
      if (typeof span === "object" && span !== null) {
        note(span, args[0]);
        noteUpdates(Reflect.getPrototypeOf(span));
      }
      return span;
    });
}

/** The class of spans is first seen when one is started: without telemetry none can be. */
function noteUpdates(spans: object | null): void {
  if (undo.length !== 1 || spans === null) return;
  replace(spans, "updateName", (original) =>
    function updateName(this: object, ...args: unknown[]): unknown {
      const result = Reflect.apply(original, this, args);
      note(this, args[0]);
      return result;
    });
}

function note(span: object, name: unknown): void {
  if (typeof name === "string") noted.set(span, { [NAME]: name });
}

/** Replace a method; `undo` puts it back, if nobody has replaced it since. */
function replace(owner: object, name: string, by: (original: Method) => Method): void {
  const before = Reflect.getOwnPropertyDescriptor(owner, name);
  if (typeof before?.value !== "function" || !before.configurable) return;
  const value = by(before.value);
  Object.defineProperty(owner, name, { ...before, value });
  undo.push(() => {
    if (Reflect.getOwnPropertyDescriptor(owner, name)?.value === value) Object.defineProperty(owner, name, before);
  });
}
