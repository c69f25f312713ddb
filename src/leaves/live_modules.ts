/** What live code gets of modules: the variables that it imports, and what it imports when it runs. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { isOpenModule } from "../heap/idle_generators.ts";
import type { CodeText } from "./code_texts.ts";
import { CODE, type LiveNames, OPEN } from "./live_names.ts";
import { moduleWaits } from "./module_waits.ts";
import { cellsOf, exportedCells, moduleUrls, valueOfCell } from "./module_cells.ts";

/** The modules of a heap. */
export class LiveModules {
  readonly #graph: AwaitGraph;
  readonly #names: LiveNames;
  readonly #reach: (node: number, how: number) => void;
  readonly #cellNames: ReadonlyMap<number, string>;
  #urls: ReadonlyMap<string, number> | undefined;
  #notBegun: number[] | undefined;
  #going: readonly number[] | undefined;
  /** What modules export, some live text that is not known may use. */
  isImported = false;

  constructor(graph: AwaitGraph, names: LiveNames, reach: (node: number, how: number) => void) {
    this.#graph = graph;
    this.#names = names;
    this.#reach = reach;
    this.#cellNames = exportedCells(graph);
  }

  /** A search begins, with what is known by now. */
  pass(): void {
    if (this.isImported) this.#allOf(this.#cellNames);
  }

  /** Exported and imported variables of a module stand in cells. */
  mention(module: number, { names, escapingVariables, hasAliases, unknown }: CodeText): void {
    for (const [cell] of cellsOf(this.#graph, module)) {
      const exported = this.#cellNames.get(cell);
      const isOther = hasAliases || exported === undefined || exported === "default" || unknown === "scope";
      if (!isOther && !names.has(exported)) continue;
      this.#reach(valueOfCell(this.#graph, cell), isOther || escapingVariables.has(exported) ? OPEN : CODE);
    }
  }

  /** A module that is there gives what it exports. One that is not may use what all modules export. */
  import(specifier: string, from: string): void {
    this.#urls ??= moduleUrls(this.#graph);
    const url = specifier === "" ? undefined : URL.parse(specifier, from.replace(/[:@]\d+:\d+$/, ""))?.href;
    const module = url === undefined ? undefined : this.#urls.get(url);
    if (module !== undefined) this.exports(module);
    else this.#names.isOpen = this.isImported = true;
  }

  #allOf(cells: Iterable<readonly [cell: number, label: string]>): void {
    for (const [cell, label] of cells) {
      if (label !== "") this.#names.property(label, valueOfCell(this.#graph, cell), OPEN);
    }
  }

  /** The generators of modules that have not begun: what they import is in a top-level await. */
  notBegun(): readonly number[] {
    if (this.#notBegun === undefined) {
      const { heap, suspended } = this.#graph;
      const generators = heap.nodesWithField("parameters_and_registers");
      this.#notBegun = [];
      for (let i = 0; i < generators.length; i += 2) {
        const node = generators[i];
        if (!suspended.has(node) && isOpenModule(heap, node)) this.#notBegun.push(node);
      }
    }
    return this.#notBegun;
  }

  /** The generators of modules that run, or will in a moment. */
  going(): readonly number[] {
    return this.#going ??= moduleWaits(this.#graph).going();
  }

  /** Live code has a module as an object. */
  exports(module: number): void {
    this.#allOf(cellsOf(this.#graph, module));
  }
}
