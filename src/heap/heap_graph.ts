/** A snapshot with names looked up: typed arrays below, questions by name above. Pure functions over one snapshot. */
import { findStrings, isString, nodesWithEdge, type Snapshot, snapshotString } from "./snapshot.ts";

/** Names of edges that carry meaning, as indexes of strings; -1 where this heap has none. */
const EDGE_NAMES = [
  "function",
  "context",
  "extension",
  "parameters_and_registers",
  "receiver",
  "reactions_or_result",
  "code",
  "shared",
  "map",
  "instance_type_name",
  "__proto__",
  "constructor",
  "name",
  "source",
  "previous",
  "elements",
  "stack",
  "bound_function",
  "bound_this",
  "atomics_waitasync_promises",
  "scope_info",
] as const;

/** Names of nodes, and of properties, that are always asked for: all are looked up in one go. */
const NODE_NAMES = [
  "(Micro tasks)",
  "system / PromiseReaction",
  "system / SourceTextModule",
  "system / NativeContext",
  "system / PromiseCapability",
  "#stackscopeSince",
  "TCPConnectWrap",
  "PipeConnectWrap",
];

/** So many that an answer about them is remembered: thousands may wait for what is in one array. */
const MANY_EDGES = 64;

/** So many questions for retainers are answered by V8's own search of all edges: an index takes as long as 25 of them. */
const FEW_QUESTIONS = 8;

type EdgeName = typeof EDGE_NAMES[number];

/** One edge of a node. `name` is a number for elements and hidden fields. */
export interface Edge {
  type: string;
  name: string | number;
  to: number;
}

/** An edge that leads to a node. */
export interface Retainer {
  /** Index of the edge. */
  edge: number;
  /** Node from which it starts. */
  from: number;
}

/** A heap snapshot as a graph. Nodes are indexes. */
export class HeapGraph {
  readonly snapshot: Snapshot;
  readonly #edgeNames: Record<EdgeName, number>;
  readonly #strings = new Map<number, string>();
  readonly #internal: number;
  readonly #hidden: number;
  readonly #property: number;
  readonly #variable: number;
  /** Index of the string that is a name; -1 for names that this heap does not have. */
  readonly #indexes = new Map<string, number>();
  /** Prototypes of nodes with many edges. */
  readonly #prototypes = new Map<number, number>();
  /** Names of the variables of blocks, by node of what describes the scope. */
  readonly #blockNames = new Map<number, ReadonlyMap<number, string>>();
  #questions = 0;
  #retainers: RetainerIndex | undefined;

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
    const found = findStrings(snapshot, [...EDGE_NAMES, ...NODE_NAMES]);
    this.#edgeNames = Object.fromEntries(EDGE_NAMES.map((name, i) => [name, found[i]])) as Record<EdgeName, number>;
    this.#internal = snapshot.edgeTypes.indexOf("internal");
    this.#hidden = snapshot.edgeTypes.indexOf("hidden");
    this.#property = snapshot.edgeTypes.indexOf("property");
    this.#variable = snapshot.edgeTypes.indexOf("context");
    [...EDGE_NAMES, ...NODE_NAMES].forEach((name, i) => this.#indexes.set(name, found[i]));
  }

  /** One of the snapshot's strings. */
  string(index: number): string {
    let text = this.#strings.get(index);
    if (text === undefined) this.#strings.set(index, text = snapshotString(this.snapshot, index));
    return text;
  }

  /** Type of a node: `"object"`, `"closure"`, `"native"`, … */
  type(node: number): string {
    return this.snapshot.nodeTypes[this.snapshot.nodeType[node]];
  }

  /** Name of a node: for an object its constructor, for a closure its function. */
  name(node: number): string {
    return this.string(this.snapshot.nodeName[node]);
  }

  /** V8's id of the object. */
  id(node: number): number {
    return this.snapshot.nodeId[node];
  }

  /** All edges of a node. */
  edges(node: number): Iterable<Edge> {
    const { firstEdge } = this.snapshot;
    return new Steps(firstEdge[node], firstEdge[node + 1], this.#edge);
  }

  readonly #edge = (edge: number): Edge => {
    const { edgeType, edgeName, edgeTo, edgeTypes } = this.snapshot;
    const type = edgeTypes[edgeType[edge]];
    const isIndexed = type === "element" || type === "hidden";
    return { type, name: isIndexed ? edgeName[edge] : this.string(edgeName[edge]), to: edgeTo[edge] };
  };

  /** Where the fields of a node lead for which V8 has no name. */
  hidden(node: number): number[] {
    const { firstEdge, edgeType, edgeTo } = this.snapshot;
    const found: number[] = [];
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) if (edgeType[e] === this.#hidden) found.push(edgeTo[e]);
    return found;
  }

  /** Where V8's own field `name` of a node leads; -1 when there is none. */
  field(node: number, name: EdgeName): number {
    const { firstEdge, edgeType, edgeName, edgeTo } = this.snapshot;
    const wanted = this.#edgeNames[name];
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
      if (edgeName[e] === wanted && edgeType[e] === this.#internal) return edgeTo[e];
    }
    return -1;
  }

  /** Is this edge V8's own field `name`? */
  isField(edge: number, name: EdgeName): boolean {
    const { edgeType, edgeName } = this.snapshot;
    return edgeType[edge] === this.#internal && edgeName[edge] === this.#edgeNames[name];
  }

  /**
   * The name of the variable that an edge is; `""` where V8 does not tell it, `undefined` for what is no variable of a scope.
   *
   * Those of functions and modules are named. Those of blocks, loops and classes are fields without a name: each has the number that
   * its name has in the description of the scope (V8 15.0).
   */
  variable(edge: number): string | undefined {
    const { edgeType, edgeName } = this.snapshot;
    if (edgeType[edge] === this.#variable) return this.string(edgeName[edge]);
    if (edgeType[edge] !== this.#hidden) return undefined;
    const info = this.field(this.#ownerOf(edge), "scope_info");
    if (info < 0) return undefined;
    let names = this.#blockNames.get(info);
    if (names === undefined) this.#blockNames.set(info, names = this.#namesIn(info));
    return names.get(edgeName[edge]) ?? "";
  }

  /** The names that the description of a scope lists, by their numbers. */
  #namesIn(info: number): ReadonlyMap<number, string> {
    const { firstEdge, edgeType, edgeName, edgeTo } = this.snapshot;
    const names = new Map<number, string>();
    for (let e = firstEdge[info]; e < firstEdge[info + 1]; e++) {
      if (edgeType[e] === this.#hidden && this.type(edgeTo[e]) === "string") {
        names.set(edgeName[e], this.name(edgeTo[e]));
      }
    }
    return names;
  }

  /** Where the property `name` of an object leads; -1 when there is none, or it is a primitive without a node. */
  property(node: number, name: string): number {
    const edge = this.#find(node, name, this.#property, this.#property);
    return edge < 0 ? -1 : this.snapshot.edgeTo[edge];
  }

  /** The edge to the property of an object, or to the variable of a scope, of this name; -1 when there is none. */
  member(node: number, name: string): number {
    return this.#find(node, name, this.#property, this.#variable);
  }

  #find(node: number, name: string, type: number, otherType: number): number {
    const { firstEdge, edgeType, edgeName } = this.snapshot;
    const known = this.#indexes.get(name);
    if (known === -1) return -1;
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
      if (edgeType[e] !== type && edgeType[e] !== otherType) continue;
      if (known === undefined ? !isString(this.snapshot, edgeName[e], name) : edgeName[e] !== known) continue;
      this.#indexes.set(name, edgeName[e]); // each text is in a snapshot once
      return e;
    }
    return -1;
  }

  /** Nodes with V8's own field `name`, each with where it leads: `[node, to, ...]`. */
  nodesWithField(name: EdgeName): number[] {
    return nodesWithEdge(this.snapshot, this.#internal, this.#edgeNames[name]);
  }

  /** Nodes with the property that has the string of this index for name, each with where it leads: `[node, to, ...]`. */
  nodesWithProperty(name: number): number[] {
    return nodesWithEdge(this.snapshot, this.#property, name);
  }

  /** All nodes of this name. */
  nodesNamed(name: string): number[] {
    const { nodeName } = this.snapshot;
    const wanted = this.stringIndex(name);
    const found: number[] = [];
    if (wanted < 0) return found;
    for (let node = nodeName.indexOf(wanted); node >= 0; node = nodeName.indexOf(wanted, node + 1)) found.push(node);
    return found;
  }

  /** Index of a text, plain ASCII, among the strings; -1 when it is not there. */
  stringIndex(text: string): number {
    let index = this.#indexes.get(text);
    if (index === undefined) {
      [index] = findStrings(this.snapshot, [text]);
      this.#indexes.set(text, index);
    }
    return index;
  }

  /** Indexes of the strings that begin so; plain ASCII. */
  stringsWith(start: string): number[] {
    const { bytes, stringAt, stringCount } = this.snapshot;
    const found: number[] = [];
    const first = start.charCodeAt(0), second = start.charCodeAt(1);
    for (let s = 0; s < stringCount; s++) {
      const from = stringAt[s] + 1;
      if (bytes[from] !== first || bytes[from + 1] !== second) continue;
      let same = 2;
      while (same < start.length && bytes[from + same] === start.charCodeAt(same)) same++;
      if (same === start.length) found.push(s);
    }
    return found;
  }

  /** V8's instance type of an object, such as `JS_PROMISE_TYPE`; `""` where the snapshot does not tell. */
  instanceType(node: number): string {
    const map = this.field(node, "map");
    const name = map < 0 ? -1 : this.field(map, "instance_type_name");
    return name < 0 ? "" : this.name(name);
  }

  /** Where the prototype of an object leads; -1 when unknown. */
  prototype(node: number): number {
    const { firstEdge } = this.snapshot;
    if (firstEdge[node + 1] - firstEdge[node] < MANY_EDGES) return this.property(node, "__proto__");
    let found = this.#prototypes.get(node);
    if (found === undefined) this.#prototypes.set(node, found = this.property(node, "__proto__"));
    return found;
  }

  /** Edges that lead to `node`, weak ones left out. After some questions, an index over all edges answers. */
  retainers(node: number): Iterable<Retainer> {
    if (this.#retainers === undefined && this.#questions++ < FEW_QUESTIONS) return this.#search(node);
    const { first } = this.#retainers ??= this.#retainerIndex();
    return new Steps(first[node], first[node + 1], this.#retainer);
  }

  readonly #retainer = (at: number): Retainer => {
    const { edges, owners } = this.#retainers ??= this.#retainerIndex();
    return { edge: edges[at], from: owners[at] };
  };

  *#search(node: number): Generator<Retainer> {
    const { edgeTo, edgeType, edgeTypes } = this.snapshot;
    const weak = edgeTypes.indexOf("weak");
    for (let e = edgeTo.indexOf(node); e >= 0; e = edgeTo.indexOf(node, e + 1)) {
      if (edgeType[e] !== weak) yield { edge: e, from: this.#ownerOf(e) };
    }
  }

  /** The nodes with a property of this name, a plain ASCII text. */
  *ownersOf(name: string): Generator<number> {
    const { edgeCount, edgeName, edgeType, edgeTypes } = this.snapshot;
    const [wanted] = findStrings(this.snapshot, [name]);
    const property = edgeTypes.indexOf("property");
    for (let e = 0; wanted >= 0 && e < edgeCount; e++) {
      if (edgeName[e] === wanted && edgeType[e] === property) yield this.#ownerOf(e);
    }
  }

  /**
   * How an edge reads in a path: a property's or variable's name, an index in brackets; `""` for V8's own fields. `owner`: the node from
   * which it starts, where that is known.
   */
  step(edge: number, owner?: number): string {
    const { edgeType, edgeName, edgeTypes, nodeType, nodeTypes } = this.snapshot;
    const type = edgeTypes[edgeType[edge]];
    if (type === "element") return `[${edgeName[edge]}]`;
    if (type === "context" || type === "hidden") return this.variable(edge) ?? "";
    if (type === "property") return this.string(edgeName[edge]).replace(/^<symbol (.*)>$/, "[$1]");
    // The backing store of an array has its elements as fields with numbers for names.
    if (type !== "internal") return "";
    const node = owner ?? this.#ownerOf(edge);
    if (nodeTypes[nodeType[node]] !== "array" || this.name(node) !== "(object elements)") return "";
    const name = this.string(edgeName[edge]);
    return /^\d+$/.test(name) ? `[${name}]` : "";
  }

  /** The node from which an edge starts. */
  #ownerOf(edge: number): number {
    const { firstEdge, nodeCount } = this.snapshot;
    let low = 0, high = nodeCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (firstEdge[middle] <= edge) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #retainerIndex(): RetainerIndex {
    const { nodeCount, edgeCount, firstEdge, edgeType, edgeTo, edgeTypes } = this.snapshot;
    const weak = edgeTypes.indexOf("weak");
    const first = new Uint32Array(nodeCount + 1);
    for (let e = 0; e < edgeCount; e++) if (edgeType[e] !== weak) first[edgeTo[e] + 1]++;
    for (let n = 0; n < nodeCount; n++) first[n + 1] += first[n];
    const next = first.slice(0, nodeCount);
    const edges = new Uint32Array(first[nodeCount]), owners = new Uint32Array(first[nodeCount]);
    for (let owner = 0; owner < nodeCount; owner++) {
      for (let e = firstEdge[owner]; e < firstEdge[owner + 1]; e++) {
        if (edgeType[e] === weak) continue;
        const at = next[edgeTo[e]]++;
        edges[at] = e;
        owners[at] = owner;
      }
    }
    return { first, edges, owners };
  }
}

/** For each node, from `first` on: the edges that lead to it, and where they start. */
interface RetainerIndex {
  readonly first: Uint32Array;
  readonly edges: Uint32Array;
  readonly owners: Uint32Array;
}

/** Steps of a walk. By hand, as a look takes millions of them: each step of a generator makes one object more. */
class Steps<Item> implements IterableIterator<Item, undefined> {
  #at: number;
  readonly #end: number;
  readonly #item: (at: number) => Item;
  readonly #result: { done: boolean; value: Item | undefined } = { done: false, value: undefined };

  constructor(at: number, end: number, item: (at: number) => Item) {
    this.#at = at;
    this.#end = end;
    this.#item = item;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<Item, undefined> {
    const result = this.#result;
    result.done = this.#at >= this.#end;
    result.value = result.done ? undefined : this.#item(this.#at++);
    return result as IteratorResult<Item, undefined>;
  }
}
