import type { Code } from "./code.ts";
import type { Context } from "./context.ts";
import { drawing, type FormatOptions } from "./drawing.ts";
import type { FrameSummary } from "./frame_summary.ts";
import { packageName } from "./package_name.ts";
import { checkOptions, partsOf } from "./given.ts";
import { undisturbed, undisturbedBriefly } from "./own_language.ts";
import { type ContextSummaryOptions, frameRecord, type FrameSummaryOptions, summaryRecords } from "./summary_walk.ts";

// Shared by the many frames that have none: what a kept dump consists of stands in each later snapshot.
const NO_LABELS: Readonly<Record<string, string>> = Object.freeze({});
const NO_CONTEXTS: readonly Context[] = Object.freeze([]);

/** What a {@linkcode Frame} is made of. */
export interface FrameInit {
  /** Identity of the function, or what finds it when it is first asked for. */
  code: Code | (() => Code);
  /** URL of the script; `""` for code without one. */
  url: string;
  /** Line in the original source, 1-based; 0 when unknown. */
  line: number;
  /** Column, 1-based; 0 when unknown. */
  column: number;
  /** Name of the function, `<anonymous>` or `<module>`. */
  functionName: string;
  /** Class of a method. */
  className?: string;
  /** Frame of an async function, an async generator or a module with top-level await. Default: false. */
  isAsync?: boolean;
  /** Printers skip it unless hidden frames are asked for. Default: false. */
  hide?: boolean;
  /** Printers leave its source line out. Default: false. */
  hideLine?: boolean;
  /** The innermost object we looked into to find this frame. */
  origin?: object;
  /** What is active in the frame, outermost first. Default: nothing. */
  contexts?: readonly Context[];
  /** The source line, stripped, or the function that finds it when it is first asked for. */
  lineText?: string | (() => string);
  /** Finds a line of the script by number, stripped; `""` when it cannot be read. */
  sourceLine?: (line: number) => string;
  /** Names and previews of parameters and locals, or the function that finds them. */
  locals?: () => Readonly<Record<string, string>> | undefined;
  /** What the program says of this work: values of its async context, by name. Default: nothing. */
  labels?: Readonly<Record<string, string>>;
  /** Milliseconds since it began to wait, where known. */
  age?: number;
}

/**
 * One call: a function that is suspended, or that runs.
 *
 * For a suspended function the position is that of its await, as V8's own async stack walk gives it, mapped to the
 * original source. Where V8 gives none, or without `--allow-sys`, it is the start of the function, and
 * {@linkcode Dump.notes} says so.
 *
 * @example The frame that runs
 * ```ts
 * import { extractOutermost, StackSlice } from "@stackscope/stackscope";
 * import { assert, assertEquals } from "@std/assert";
 *
 * class Cart {
 *   pay() {
 *     return extractOutermost(new StackSlice({ outer: this.pay }));
 *   }
 * }
 *
 * const frame = new Cart().pay();
 * assertEquals([frame.className, frame.functionName, frame.isAsync], ["Cart", "pay", false]);
 * assert(frame.line > 0 && frame.column > 0);
 * ```
 */
export class Frame {
  /** URL of the script (`file:`, `https:`, `ext:`, `node:`); `""` for code without one and for native code. */
  readonly url: string;
  /** Line in the original source, 1-based, where the frame is suspended or executing; 0 when unknown. */
  line: number;
  /** Column, 1-based; 0 when unknown. */
  column: number;
  /** Name of the function; `<anonymous>` for nameless ones, `<module>` for module bodies. */
  readonly functionName: string;
  /** Class of a method; for a static method the class itself. */
  readonly className: string | undefined;
  /** Frame of an async function, an async generator or a module with top-level await. */
  readonly isAsync: boolean;
  /** Internals of the runtime or of a library: printers skip it unless hidden frames are asked for. */
  hide: boolean;
  /** Header and contexts stay, the code line goes. */
  hideLine: boolean;
  /** The innermost object we looked into to find this frame: generator or promise of the async function. */
  readonly origin: object | undefined;
  /** What is active in the frame, outermost first. */
  contexts: readonly Context[];
  /** What the program says of this work: values of its async context, by name; nothing where there are none. */
  labels: Readonly<Record<string, string>>;
  /** Milliseconds since the frame began to wait; `undefined` unless the trace engine was on by then. */
  age: number | undefined;
  #code: Code | (() => Code);
  #lineText: string | (() => string) | undefined;
  readonly #sourceLine: (line: number) => string;
  readonly #locals: () => Readonly<Record<string, string>> | undefined;

  /** A frame of these parts. */
  constructor(init: FrameInit) {
    const parts = partsOf(init, "a frame", (init) => ({
      labels: init.labels ?? NO_LABELS,
      age: init.age,
      code: init.code,
      url: init.url,
      line: init.line,
      column: init.column,
      functionName: init.functionName,
      className: init.className,
      isAsync: init.isAsync ?? false,
      hide: init.hide ?? false,
      hideLine: init.hideLine ?? false,
      origin: init.origin,
      contexts: init.contexts ?? NO_CONTEXTS,
      lineText: init.lineText,
      sourceLine: init.sourceLine ?? (() => ""),
      locals: init.locals ?? (() => undefined),
    }));
    this.labels = parts.labels;
    this.age = parts.age;
    this.#code = parts.code;
    this.url = parts.url;
    this.line = parts.line;
    this.column = parts.column;
    this.functionName = parts.functionName;
    this.className = parts.className;
    this.isAsync = parts.isAsync;
    this.hide = parts.hide;
    this.hideLine = parts.hideLine;
    this.origin = parts.origin;
    this.contexts = parts.contexts;
    this.#lineText = parts.lineText;
    this.#sourceLine = parts.sourceLine;
    this.#locals = parts.locals;
  }

  /** Whether a value is a frame; runs no trap of a proxy. */
  static is(value: unknown): value is Frame {
    return typeof value === "object" && value !== null && #locals in value;
  }

  /** Identity of the function. */
  get code(): Code {
    if (typeof this.#code === "function") this.#code = undisturbedBriefly(this.#code);
    return this.#code;
  }

  /** The source line, stripped; `""` when it cannot be read. */
  get lineText(): string {
    if (typeof this.#lineText === "function") this.#lineText = undisturbedBriefly(this.#lineText);
    return this.#lineText ?? this.sourceLine(this.line);
  }

  /** Any line of the frame's script, stripped; `""` when it does not exist or cannot be read. */
  sourceLine(line: number): string {
    return undisturbedBriefly(() => typeof line === "number" && line > 0 ? this.#sourceLine(line) : "");
  }

  /**
   * The module, by name: the package of npm and JSR code, the specifier of `ext:` and `node:` code, otherwise the
   * last path segment without extension. `undefined` when there is no URL. A heuristic.
   */
  get moduleName(): string | undefined {
    return undisturbedBriefly(() => moduleNameOf(this.url));
  }

  /** Names and previews of parameters and locals; `undefined` where the engine did not capture them. */
  locals(): Readonly<Record<string, string>> | undefined {
    return undisturbed(this.#locals);
  }

  /** The frame as lines that end in a newline. Ignores the frame's own `hide`. */
  format(options?: FormatOptions): string[] {
    return drawing().frame(this, options);
  }

  /** The frame as one plain record, without its contexts. Ignores the frame's own `hide`. */
  asSummary(options: FrameSummaryOptions = {}): FrameSummary {
    checkOptions(options, "summarize");
    return undisturbedBriefly(() => frameRecord(this, { captureLocals: options.captureLocals }));
  }

  /**
   * The records of all contexts, each followed by its inner stack and its child contexts, then the frame's own record,
   * unless its last context is exiting. Ignores the frame's own `hide`.
   */
  asSummaryWithContexts(options: ContextSummaryOptions = {}): Iterable<FrameSummary> {
    checkOptions(options, "summarize");
    return undisturbed(() => [...summaryRecords([this], { ...options, showContexts: true })]);
  }

  /** `format()` as one string. */
  toString(): string {
    return undisturbed(() => this.format().join(""));
  }
}

function moduleNameOf(url: string): string | undefined {
  if (url === "") return undefined;
  if (url.startsWith("ext:") || url.startsWith("node:")) return url;
  const packaged = packageName(url);
  if (packaged !== undefined) return packaged;
  if (url.startsWith("data:")) return "data:"; // it has no name, only text
  const last = url.replace(/[?#].*$/, "").split("/").at(-1) ?? "";
  const name = last.replace(/\.[^.]+$/, "");
  try {
    return decodeURIComponent(name) || undefined;
  } catch {
    return name;
  }
}
