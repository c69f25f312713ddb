/** From suspended functions of a heap to frames of the model. */
import type { CombinatorKind, Suspended } from "../heap/await_graph.ts";
import type { FunctionPlace } from "../heap/functions.ts";
import { Code } from "../model/code.ts";
import type { Context } from "../model/context.ts";
import { Frame } from "../model/frame.ts";
import type { Acquisition, Position } from "../target/target.ts";
import { isInternal } from "./internal.ts";
import type { LocalAcquisition } from "../target/local.ts";
import { functionAround, functionStart } from "../source/function_start.ts";
import type { SourceLines } from "../source/lines.ts";
import { scriptUrl } from "../source/script_url.ts";
import { type FrameSource, setSource } from "./frame_source.ts";
import { localsOf } from "./frame_values.ts";
import { Labels } from "./labels.ts";
import { type FrameOptions, type Frames, Look } from "./look.ts";
import { inspectedPosition } from "./suspension.ts";

/** Frames of one look that are placed by the inspector: each look-up walks the heap. */
const MAX_INSPECTED = 200;

/** Where the body of a module starts. */
const MODULE: Position = { line: 1, column: 1 };
const NOWHERE: Position = { line: 0, column: 0 };

/** Own data property of a function that hides its frames, if it is true. */
const HIDE = Symbol.for("stackscope.hide");

/** A look at what was acquired. `allLabels`: labels are also values whose names do not tell that they are harmless. */
export function lookAt(
  acquisition: Acquisition | LocalAcquisition,
  lines?: SourceLines,
  { allLabels = false }: { allLabels?: boolean } = {},
): Look {
  return new Look(acquisition, (look) => new FrameMaker(look, { allLabels }), lines);
}

/** Finds the identities of functions. Outlives the look: a frame asks for its code when somebody asks the frame. */
class Codes {
  readonly #lines: SourceLines;
  readonly #map: Acquisition["mapPosition"];
  readonly #realm: string;
  readonly #known = new Map<string, Code>();

  constructor({ lines, live, acquisition: { mapPosition, target: { kind, pid } } }: Look) {
    this.#lines = lines;
    this.#map = mapPosition;
    this.#realm = live === undefined ? `${kind} ${pid ?? ""}` : "";
  }

  /** What finds the identity when it is asked for. */
  finder(url: string, name: string, place: FunctionPlace | undefined, isModule: boolean): () => Code {
    return () => this.#of(url, name, place, isModule);
  }

  #of(url: string, name: string, place: FunctionPlace | undefined, isModule: boolean): Code {
    const key = place === undefined ? `${url}\n${name}` : `${place.scriptId}:${place.line}:${place.column}:${name}`;
    let code = this.#known.get(key);
    if (code === undefined) {
      const { line, column } = isModule ? MODULE : place === undefined ? NOWHERE : this.#start(url, place);
      const init = { url, name, scriptId: place?.scriptId ?? 0, startLine: line, startColumn: column };
      this.#known.set(key, code = Code.of(init, this.#realm));
    }
    return code;
  }

  #start(url: string, place: FunctionPlace): Position {
    return functionStart(this.#lines, url, this.#map?.(place.url, place.line, place.column) ?? place);
  }
}

/** What the frames of one function share. */
interface Called {
  readonly place: FunctionPlace | undefined;
  readonly url: string;
  /** `""` where only the receiver may tell it. */
  readonly name: string;
  readonly hide: boolean;
  readonly code: () => Code;
  readonly sourceLine: (line: number) => string;
}

/** Makes the frames of one look. */
class FrameMaker implements Frames {
  readonly #look: Look;
  readonly #contexts = new Map<number, Context[]>();
  /** By node of the closure. */
  readonly #functions = new Map<number, Called>();
  readonly #codes: Codes;
  readonly #labels: Labels;
  #withoutSite = 0;
  #inspected = 0;

  constructor(look: Look, { allLabels }: { allLabels: boolean }) {
    this.#look = look;
    this.#codes = new Codes(look);
    this.#labels = new Labels(look, { all: allLabels });
  }

  /** Let the frame of a suspended function have a context. */
  addContext({ node }: Suspended, context: Context): void {
    this.#contexts.set(node, [...this.#contexts.get(node) ?? [], context]);
  }

  /** How many frames show the start of their function, for want of an await position. */
  get withoutSite(): number {
    return this.#withoutSite;
  }

  /** What a reader must know of labels that are missing. */
  get labelNotes(): readonly string[] {
    return this.#labels.notes;
  }

  /** The frame of a suspended function. */
  of({ node, closure, receiver, kind, resume, wait, results, awaits, asyncContext }: Suspended): Frame {
    const { sites, graph, acquisition } = this.#look;
    const isModule = kind === "module";
    const origin = kind === "generator" ? this.#look.object(node) : results.length > 0 && this.#look.object(results[0]);
    const labels = this.#labels.of(asyncContext), age = this.#look.age(wait);
    const found = { isAsync: true, isModule, node, awaits, age, origin: origin || undefined, labels };
    const site = sites.get(resume);
    if (site !== undefined) return this.at(closure, receiver, site, { ...found, url: site.url });
    const parked = acquisition.parked?.get(node);
    if (parked !== undefined) return this.at(closure, receiver, parked, { ...found, isDriven: true });
    const place = graph.functions.place(closure);
    const inspected = place && this.#inspectedPosition(node, place);
    if (inspected !== undefined) return this.at(closure, receiver, inspected, found);
    this.#withoutSite++;
    const position = place && this.#mapped(place);
    return this.at(closure, receiver, position ?? { line: 0, column: 0 }, { ...found, isPlaced: false });
  }

  /** The frame of a function that is suspended at `position`. */
  at(
    closure: number,
    receiver: number,
    site: Position,
    options: FrameOptions,
  ): Frame {
    const { graph: { functions }, lines, acquisition: { locals } } = this.#look;
    const { node, isModule = false, awaits = -1, isPlaced = true, origin, labels } = options;
    const called = this.#called(closure, options.url, isModule);
    const { place, url } = called;
    const method = closure >= 0 && receiver >= 0 ? functions.method(closure, receiver) : undefined;
    const given = isModule ? "" : called.name || method?.name || "";
    const around = given === "" && options.isDriven && place !== undefined
      ? functionAround(lines, url, this.#mapped(place))
      : undefined;
    const name = given || around?.name || "";
    const source: FrameSource = {
      look: this.#look,
      node,
      awaits,
      place,
      position: isPlaced ? site : undefined,
      origin,
      isModule,
      isLocal: this.#look.live !== undefined,
      isFilled: false,
    };
    const frame = new Frame({
      code: name === called.name ? called.code : this.#codes.finder(url, name, place, isModule),
      url,
      line: site.line,
      column: site.column,
      functionName: isModule ? "<module>" : name || "<anonymous>",
      className: method?.className ?? around?.className,
      isAsync: options.isAsync,
      age: options.age,
      hide: called.hide,
      sourceLine: called.sourceLine,
      origin,
      labels,
      contexts: this.#contexts.get(node),
      // Bound: a closure would keep a scope of its own alive for each of many frames.
      locals: locals === undefined ? localsOf.bind(undefined, source) : locals.get.bind(locals, node),
    });
    setSource(frame, source);
    return frame;
  }

  /** What all calls of a function have in common. `siteUrl`: the script of its await, where V8 told. */
  #called(closure: number, siteUrl: string | undefined, isModule: boolean): Called {
    let called = this.#functions.get(closure);
    if (called === undefined || closure < 0) {
      const { graph: { functions }, lines } = this.#look;
      const place = functions.place(closure);
      const url = scriptUrl(siteUrl || place?.url || ""), name = isModule ? "" : functions.name(closure);
      this.#look.files.remember(url);
      called = {
        place,
        url,
        name,
        hide: isInternal(url) || this.#isMarked(closure),
        code: this.#codes.finder(url, name, place, isModule),
        sourceLine: (at) => lines.line(url, at),
      };
      this.#functions.set(closure, called);
    }
    return called;
  }

  /** A frame of V8's own, such as `Promise.all`. */
  native(name: CombinatorKind | "then"): Frame {
    return new Frame({
      code: Code.of({ url: "", name, scriptId: 0, startLine: 0, startColumn: 0 }),
      url: "",
      line: 0,
      column: 0,
      functionName: name,
      className: "Promise",
      isAsync: true,
    });
  }

  /** Without V8's walk, the inspector tells of a bounded number of frames where they are suspended. */
  #inspectedPosition(node: number, { url }: FunctionPlace): Position | undefined {
    const { live, graph, acquisition } = this.#look;
    if (acquisition.sites !== undefined || live?.session === undefined) return undefined;
    if (++this.#inspected > MAX_INSPECTED) return undefined;
    return inspectedPosition(live, graph, node, (raw) => acquisition.mapPosition?.(url, raw.line, raw.column) ?? raw);
  }

  #mapped(place: FunctionPlace): Position {
    return this.#look.acquisition.mapPosition?.(place.url, place.line, place.column) ?? place;
  }

  #isMarked(closure: number): boolean {
    const live = this.#look.object(closure);
    return live !== undefined && Reflect.getOwnPropertyDescriptor(live, HIDE)?.value === true;
  }
}
