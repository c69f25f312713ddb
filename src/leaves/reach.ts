/**
 * Can a function get at a variable of a scope around it? V8 keeps all variables of a scope alive for each function within, also for one
 * that mentions none of them: so that the way in the heap from a timer to a promise leads through its callback's scope does not tell
 * that the callback has anything to do with the promise. The texts tell.
 */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { variablesOf } from "../heap/scopes.ts";
import type { CodeTexts } from "./code_texts.ts";
import type { VariableUse } from "./holders.ts";
import { isProgramText } from "./own_code.ts";

/** Nodes looked at for one question; beyond, the answer is that it can. */
const MAX_NODES = 300;
/** Scopes around a function. */
const MAX_SCOPES = 20;

/** Answers questions about one heap. */
export class Reach implements VariableUse {
  readonly #graph: AwaitGraph;
  readonly #texts: CodeTexts;
  readonly #known = new Map<string, boolean>();

  constructor(graph: AwaitGraph, texts: CodeTexts) {
    this.#graph = graph;
    this.#texts = texts;
  }

  /** May this function use that variable, by its own text or through what it mentions? True where a text is not known. */
  mayUse(closure: number, scope: number, variable: string): boolean {
    const key = `${closure} ${scope} ${variable}`;
    let may = this.#known.get(key);
    if (may === undefined) this.#known.set(key, may = this.#search(closure, scope, variable));
    return may;
  }

  #search(closure: number, scope: number, variable: string): boolean {
    const { heap, functions } = this.#graph;
    if (!isProgramText(functions.place(closure)?.url)) return true;
    const seen = new Set([closure]), open = [closure];
    const add = (node: number) => {
      if (seen.has(node) || !/^(?:object|closure|array)$/.test(heap.type(node))) return;
      seen.add(node);
      open.push(node);
    };
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (seen.size > MAX_NODES) return true;
      if (heap.type(node) !== "closure") {
        for (const { type, to } of heap.edges(node)) if (/^(?:property|element|internal)$/.test(type)) add(to);
        continue;
      }
      const scopes = this.#scopesOf(node);
      if (!isProgramText(functions.place(node)?.url)) continue; // the runtime knows no variables of the program
      const text = this.#texts.of(node);
      if (text === undefined || text.unknown === "scope") return true;
      const mentions = (name: string) => text.names.has(name) || text.unmentioned.has(name);
      if (mentions(variable) && scopes.includes(scope)) return true;
      for (const around of scopes) {
        for (const { name, to } of variablesOf(heap, around)) if (name === "" || mentions(name)) add(to);
      }
    }
    return false;
  }

  #scopesOf(closure: number): number[] {
    const { heap } = this.#graph;
    const scopes: number[] = [];
    let scope = heap.field(closure, "context");
    for (; scope >= 0 && scopes.length < MAX_SCOPES; scope = heap.field(scope, "previous")) scopes.push(scope);
    return scopes;
  }
}
