/** From suspended functions of a heap to frames of the model. */
import type { AwaitSite } from "../heap/await_sites.ts";
import type { AwaitGraph, CombinatorKind, Suspended } from "../heap/await_graph.ts";
import { Code } from "../model/code.ts";
import type { Context } from "../model/context.ts";
import { Frame } from "../model/frame.ts";
import type { SourceLines } from "../source/lines.ts";
import type { Acquisition, Position } from "../target/target.ts";
import { isInternal } from "./internal.ts";

/** Makes the frames of one dump. */
export class FrameMaker {
  readonly #graph: AwaitGraph;
  readonly #sites: ReadonlyMap<number, AwaitSite>;
  readonly #lines: SourceLines;
  readonly #mapPosition: Acquisition["mapPosition"];
  readonly #locals: Acquisition["locals"];
  readonly #realm: string;
  readonly #contexts = new Map<number, Context[]>();
  #withoutSite = 0;

  constructor(
    graph: AwaitGraph,
    sites: ReadonlyMap<number, AwaitSite>,
    options: { lines: SourceLines; acquisition: Acquisition; realm: string },
  ) {
    this.#graph = graph;
    this.#sites = sites;
    this.#lines = options.lines;
    this.#mapPosition = options.acquisition.mapPosition;
    this.#locals = options.acquisition.locals;
    this.#realm = options.realm;
  }

  /** Let the frame of a suspended function have a context. */
  addContext({ node }: Suspended, context: Context): void {
    this.#contexts.set(node, [...this.#contexts.get(node) ?? [], context]);
  }

  /** How many frames show the start of their function, for want of an await position. */
  get withoutSite(): number {
    return this.#withoutSite;
  }

  /** The frame of a suspended function. */
  of({ node, closure, receiver, kind, resume }: Suspended): Frame {
    const site = this.#sites.get(resume);
    if (site !== undefined) {
      return this.at(closure, receiver, site, { isAsync: true, url: site.url, isModule: kind === "module", node });
    }
    this.#withoutSite++;
    const place = this.#graph.functions.place(closure);
    const position = place && (this.#mapPosition?.(place.url, place.line, place.column) ?? place);
    const at = position ?? { line: 0, column: 0 };
    return this.at(closure, receiver, at, { isAsync: true, isModule: kind === "module", node });
  }

  /** The frame of a function that is suspended at `position`. */
  at(
    closure: number,
    receiver: number,
    { line, column }: Position,
    options: { isAsync: boolean; url?: string; isModule?: boolean; node?: number },
  ): Frame {
    const { heap, functions } = this.#graph;
    const place = functions.place(closure);
    const isModule = options.isModule ?? false;
    const method = closure >= 0 && receiver >= 0 ? functions.method(closure, receiver) : undefined;
    const name = closure < 0 || isModule ? "" : heap.name(closure) || method?.name || "";
    const url = urlOf(options.url || place?.url || "");
    const lines = this.#lines;
    return new Frame({
      code: Code.of({
        url,
        name,
        scriptId: place?.scriptId ?? 0,
        startLine: place?.line ?? 0,
        startColumn: place?.column ?? 0,
      }, this.#realm),
      url,
      line,
      column,
      functionName: isModule ? "<module>" : name || "<anonymous>",
      className: method?.className,
      isAsync: options.isAsync,
      hide: isInternal(url),
      sourceLine: (at) => lines.line(url, at),
      contexts: options.node === undefined ? undefined : this.#contexts.get(options.node),
      locals: () => options.node === undefined ? undefined : this.#locals?.get(options.node),
    });
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
}

/** CallSites give paths for files, scripts of the heap give URLs. */
function urlOf(script: string): string {
  return script.startsWith("/")
    ? new URL(`file://${encodeURI(script).replace(/[?#]/g, encodeURIComponent)}`).href
    : script;
}
