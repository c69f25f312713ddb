/** From suspended functions of a heap to frames of the model. */
import type { AwaitSite } from "../heap/await_sites.ts";
import type { AwaitGraph, CombinatorKind, Suspended } from "../heap/await_graph.ts";
import { Code } from "../model/code.ts";
import { Frame } from "../model/frame.ts";
import type { SourceLines } from "../source/lines.ts";
import type { Acquisition } from "../target/target.ts";

/** Makes the frames of one dump. */
export class FrameMaker {
  readonly #graph: AwaitGraph;
  readonly #sites: ReadonlyMap<number, AwaitSite>;
  readonly #lines: SourceLines;
  readonly #mapPosition: Acquisition["mapPosition"];
  readonly #realm: string;
  #withoutSite = 0;

  constructor(
    graph: AwaitGraph,
    sites: ReadonlyMap<number, AwaitSite>,
    options: { lines: SourceLines; mapPosition: Acquisition["mapPosition"]; realm: string },
  ) {
    this.#graph = graph;
    this.#sites = sites;
    this.#lines = options.lines;
    this.#mapPosition = options.mapPosition;
    this.#realm = options.realm;
  }

  /** How many frames show the start of their function, for want of an await position. */
  get withoutSite(): number {
    return this.#withoutSite;
  }

  /** The frame of a suspended function. */
  of(suspended: Suspended): Frame {
    const { heap, functions } = this.#graph;
    const { closure, receiver, kind } = suspended;
    const site = this.#sites.get(suspended.resume);
    const place = closure < 0 ? undefined : functions.place(closure);
    const name = closure < 0 || kind === "module" ? "" : heap.name(closure);
    const url = urlOf(site?.url || place?.url || "");
    let { line, column } = site ?? { line: 0, column: 0 };
    if (site === undefined && place !== undefined) {
      this.#withoutSite++;
      ({ line, column } = this.#mapPosition?.(place.url, place.line, place.column) ?? place);
    }
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
      functionName: kind === "module" ? "<module>" : name || "<anonymous>",
      className: closure >= 0 && receiver >= 0 ? functions.className(closure, receiver) : undefined,
      isAsync: true,
      hide: isInternal(url),
      lineText: () => lines.line(url, line),
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

/** Code of the runtime. */
export function isInternal(url: string): boolean {
  return /^(?:ext|node|deno|checkin|internal):/.test(url);
}

/** CallSites give paths for files, scripts of the heap give URLs. */
function urlOf(script: string): string {
  return script.startsWith("/") ? new URL(`file://${encodeURI(script).replace(/[?#]/g, encodeURIComponent)}`).href : script;
}
