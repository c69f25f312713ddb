/** Functions and scripts of a heap: names, classes, places. */
import type { HeapGraph } from "./heap_graph.ts";
import { stringAt } from "./plain_values.ts";

/** Where a function starts in the script as V8 runs it; 1-based. */
export interface FunctionPlace {
  scriptId: number;
  url: string;
  line: number;
  column: number;
}

/** A method, by the names of its class and its own. */
export interface Method {
  /** `undefined` for a function of a plain object. */
  className: string | undefined;
  name: string;
}

/** The URL of a script by its name: CommonJS modules of Node are named by path. */
export function urlOfScript(name: string): string {
  return name.startsWith("/") ? "file://" + encodeURI(name) : name;
}

/** Answers of one heap about its functions, each looked up once. */
export class Functions {
  readonly #graph: HeapGraph;
  /** Where the location of a node begins in the snapshot's list, by node, plus one; 0 for none. */
  readonly #locationAt: Uint32Array;
  /** Nodes with a location, in the order of the list. */
  readonly #located: number[] = [];
  readonly #fields: Record<"scriptId" | "script" | "line" | "column", number>;
  readonly #places = new Map<number, FunctionPlace>();
  readonly #builtins = new Map<number, string>();
  readonly #urls = new Map<number, string>();
  readonly #inherited = new Map<string, string | null>();

  constructor(graph: HeapGraph) {
    this.#graph = graph;
    const { locations, locationFields, nodeFieldCount, nodeCount } = graph.snapshot;
    const width = locationFields.length;
    const [OBJECT, scriptId, script, line, column] = [
      "object_index",
      "script_id",
      "script_object_index",
      "line",
      "column",
    ].map((field) => locationFields.indexOf(field));
    this.#fields = { scriptId, script, line, column };
    this.#locationAt = new Uint32Array(nodeCount);
    for (let at = 0; at + width <= locations.length; at += width) {
      const node = locations[at + OBJECT] / nodeFieldCount;
      if (!Number.isInteger(node) || node >= nodeCount) continue; // a file may have been edited
      this.#locationAt[node] = at + 1;
      this.#located.push(node);
    }
  }

  /** One field of the location of a node; -1 without a location. */
  #location(node: number, field: "scriptId" | "script" | "line" | "column"): number {
    const at = node < 0 ? 0 : this.#locationAt[node] ?? 0, offset = this.#fields[field];
    return at === 0 || offset < 0 ? -1 : this.#graph.snapshot.locations[at - 1 + offset];
  }

  /** Where a closure (or the function of a generator) starts; `undefined` for builtins. */
  place(node: number): FunctionPlace | undefined {
    const scriptId = this.#location(node, "scriptId");
    if (scriptId < 0) return undefined;
    let place = this.#places.get(node);
    if (place === undefined) {
      const line = this.#location(node, "line") + 1, column = this.#location(node, "column") + 1;
      this.#places.set(node, place = { scriptId, url: this.#url(this.script(node)), line, column });
    }
    return place;
  }

  /** The script of a closure, or of the function of a generator; -1 when unknown. */
  script(node: number): number {
    const { nodeCount, nodeFieldCount } = this.#graph.snapshot;
    const script = this.#location(node, "script") / nodeFieldCount;
    return script >= 0 && Number.isInteger(script) && script < nodeCount ? script : this.#scriptOf(node);
  }

  /** Where functions start, each place once. */
  *places(): Generator<FunctionPlace> {
    const seen = new Set<string>();
    for (const node of this.#located) {
      const [scriptId, line, column] = (["scriptId", "line", "column"] as const).map((it) => this.#location(node, it));
      const key = `${scriptId}:${line}:${column}`;
      const place = seen.has(key) ? undefined : this.place(node);
      seen.add(key);
      if (place !== undefined) yield place;
    }
  }

  /** URLs of all scripts that functions come from. */
  urls(): Set<string> {
    return new Set(this.scripts().map(([url]) => url));
  }

  /** All scripts that functions come from: the URL and the node of each. */
  scripts(): [url: string, script: number][] {
    const nodes = new Map<number, number>();
    for (const node of this.#located) {
      const scriptId = this.#location(node, "scriptId");
      if (!nodes.has(scriptId)) nodes.set(scriptId, node);
    }
    return Array.from(nodes.values(), (node) => {
      const script = this.script(node);
      return [this.#url(script), script];
    });
  }

  #scriptOf(node: number): number {
    const shared = this.#graph.field(node, "shared");
    if (shared < 0) return -1;
    for (const { to } of this.#graph.edges(shared)) {
      // Node before 22 names the node like the script itself.
      if (/^system \/ Script\b/.test(this.#graph.name(to)) || this.#isScript(to)) return to;
    }
    return -1;
  }

  #isScript(node: number): boolean {
    const source = this.#graph.field(node, "source");
    return source >= 0 && this.#graph.type(source).includes("string") && this.#graph.field(node, "name") >= 0;
  }

  #url(script: number): string {
    if (script < 0) return "";
    let url = this.#urls.get(script);
    if (url === undefined) {
      const name = this.#graph.field(script, "name");
      // A program may have put the name together, as Jest does.
      url = (name >= 0 ? stringAt(this.#graph, name) : undefined) ??
        /^system \/ Script \/ (.*)$/s.exec(this.#graph.name(script))?.[1] ?? "";
      url = urlOfScript(url);
      this.#urls.set(script, url);
    }
    return url;
  }

  /** Name of a function; `""` when it has none. That of a computed name stands in a property: V8 sets it as the program runs. */
  name(closure: number): string {
    if (closure < 0) return "";
    const graph = this.#graph, given = graph.name(closure);
    if (given !== "") return given;
    for (const { type, name, to } of graph.edges(closure)) {
      if (type === "property" && name === "name") return graph.type(to).includes("string") ? graph.name(to) : "";
    }
    return "";
  }

  /** Name of a builtin's code, such as `AsyncFunctionAwaitResolveClosure`; `""` for other functions. */
  builtin(closure: number): string {
    const code = this.#graph.field(closure, "code");
    if (code < 0) return "";
    let name = this.#builtins.get(code);
    if (name === undefined) {
      name = /^(?:system \/ Code \/ )?\(?(\w+)[ \w]*\(?builtin\)?/.exec(this.#graph.name(code))?.[1] ?? "";
      this.#builtins.set(code, name);
    }
    return name;
  }

  /**
   * The class and name of a method that was called on `receiver`. The class is the constructor found for the receiver, or
   * for a static method the class itself. `undefined` when `closure` is no method of it.
   */
  method(closure: number, receiver: number): Method | undefined {
    const graph = this.#graph;
    const className = graph.name(receiver);
    const ownName = graph.name(closure);
    if (className === "" || className === "Object") {
      // A plain object is no class, but it may know the computed name of a nameless function.
      const shared = graph.field(closure, "shared");
      const key = ownName === "" && className === "Object" ? this.#keyIn(receiver, shared, closure) : undefined;
      return key === undefined ? undefined : { className: undefined, name: key };
    }
    // A private method is no property: it stands in the scope of its class.
    if (ownName.startsWith("#")) return { className, name: ownName };
    const shared = graph.field(closure, "shared");
    const name = this.#keyIn(receiver, shared, closure) ??
      this.#inheritedName(graph.prototype(receiver), shared, closure);
    return name === undefined ? undefined : { className, name };
  }

  /** The key of a function in a chain of prototypes; many receivers share one chain. */
  #inheritedName(prototype: number, shared: number, closure: number): string | undefined {
    const key = `${prototype}:${closure}`;
    let name = this.#inherited.get(key);
    if (name === undefined) {
      name = null;
      for (let object = prototype, hops = 0; object >= 0 && hops < 50 && name === null; hops++) {
        name = this.#keyIn(object, shared, closure) ?? null;
        object = this.#graph.prototype(object);
      }
      this.#inherited.set(key, name);
    }
    return name ?? undefined;
  }

  /** Methods that one function made have one code, so the closure itself comes first. */
  #keyIn(object: number, shared: number, closure: number): string | undefined {
    const graph = this.#graph;
    let found: string | undefined, isUnclear = false;
    for (const { type, name, to } of graph.edges(object)) {
      if (type !== "property" || graph.type(to) !== "closure" || graph.field(to, "shared") !== shared) continue;
      const key = String(name).replace(/^<symbol (.*)>$/, "[$1]");
      if (to === closure) return key;
      if (found !== undefined) isUnclear = true;
      found ??= key;
    }
    return isUnclear ? undefined : found;
  }
}
