/**
 * A heap snapshot as flat columns, read from bytes.
 *
 * `JSON.parse` is no way to read a snapshot: above 512 MB the bytes cannot become one string, and below it the numbers
 * become boxed arrays. Here the integers of `nodes`, `edges` and `locations` go straight from the bytes into typed
 * arrays, and a string is decoded when somebody asks for it.
 *
 * `parseSnapshot` refers to nothing outside itself: its source text is also sent to other processes, where the safety
 * rule must be checked in the turn in which the snapshot was taken (see `await_walk.ts`).
 */

/** The columns of one snapshot. A node is named by its index, an edge by its index. */
export interface Snapshot {
  readonly bytes: Uint8Array;
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Index into `nodeTypes`. */
  readonly nodeType: Uint8Array;
  /** Index of the node's name among the strings. */
  readonly nodeName: Uint32Array;
  /** V8's id of the object, the same in later snapshots. */
  readonly nodeId: Uint32Array;
  /** Bytes of the object itself. */
  readonly nodeSize: Uint32Array;
  /** The edges of node `n` are `firstEdge[n]` up to, not including, `firstEdge[n + 1]`. */
  readonly firstEdge: Uint32Array;
  /** Index into `edgeTypes`. */
  readonly edgeType: Uint8Array;
  /** For element and hidden edges a number, otherwise the index of the edge's name among the strings. */
  readonly edgeName: Uint32Array;
  /** Index of the node that the edge leads to. */
  readonly edgeTo: Uint32Array;
  readonly nodeTypes: readonly string[];
  readonly edgeTypes: readonly string[];
  /** Position of a closure or generator: `locationFields` numbers an entry, the first is an index into `nodes`. */
  readonly locations: Uint32Array;
  readonly locationFields: readonly string[];
  /** Number of fields of a node in the file: `locations` counts in them. */
  readonly nodeFieldCount: number;
  /** Where each string starts in `bytes`, at its opening quote; one entry more, for the end. */
  readonly stringAt: Uint32Array;
  readonly stringCount: number;
}

/** Read a snapshot, as V8 serializes it. Throws an `Error` that names what is missing when it is not one. */
export function parseSnapshot(bytes: Uint8Array): Snapshot {
  const QUOTE = 34, BACKSLASH = 92, BRACKET = 93;

  function find(key: string, from: number): number {
    const first = key.charCodeAt(0);
    for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
      let i = 1;
      while (i < key.length && bytes[at + i] === key.charCodeAt(i)) i++;
      if (i === key.length) return at + key.length;
    }
    throw new Error(`Cannot read the heap snapshot as '${key}' is missing`);
  }

  const nodesAt = find('"nodes":[', 0);
  const headText = new TextDecoder().decode(bytes.subarray(0, nodesAt - '"nodes":['.length));
  const head = JSON.parse(headText.replace(/,\s*$/, "") + "}").snapshot;
  const meta = head?.meta;
  if (!Array.isArray(meta?.node_fields)) throw new Error("Cannot read the heap snapshot as 'meta' is missing");
  const fields: string[] = meta.node_fields;
  const width = fields.length;
  const nodeCount: number = head.node_count, edgeCount: number = head.edge_count;

  const nodeType = new Uint8Array(nodeCount), nodeName = new Uint32Array(nodeCount);
  const nodeId = new Uint32Array(nodeCount), nodeSize = new Uint32Array(nodeCount);
  const firstEdge = new Uint32Array(nodeCount + 1);
  const TYPE = fields.indexOf("type"), NAME = fields.indexOf("name"), ID = fields.indexOf("id");
  const SIZE = fields.indexOf("self_size"), EDGES = fields.indexOf("edge_count");
  // In portions, each a call of its own: V8 drops compiled code when it takes a snapshot, and one long loop would spend
  // its time between the interpreter and on-stack replacement.
  const PORTION = 2_000;
  const numbers = new Float64Array(PORTION * Math.max(width, 3));
  let at = nodesAt;
  for (let n = 0; n < nodeCount; n += PORTION) {
    const to = Math.min(nodeCount, n + PORTION);
    readNumbers((to - n) * width);
    fillNodes(n, to);
  }

  const edgeType = new Uint8Array(edgeCount),
    edgeName = new Uint32Array(edgeCount),
    edgeTo = new Uint32Array(edgeCount);
  at = find('"edges":[', at);
  for (let e = 0; e < edgeCount; e += PORTION) {
    const to = Math.min(edgeCount, e + PORTION);
    readNumbers((to - e) * 3);
    for (let i = 0; e + i < to; i++) {
      edgeType[e + i] = numbers[3 * i];
      edgeName[e + i] = numbers[3 * i + 1];
      edgeTo[e + i] = numbers[3 * i + 2] / width;
    }
  }

  /** The next numbers, from `at` on. */
  function readNumbers(count: number): void {
    let position = at;
    for (let i = 0; i < count; i++) {
      let c = bytes[position];
      while (c < 48 || c > 57) c = bytes[++position];
      let value = 0;
      while (c >= 48 && c <= 57) {
        value = value * 10 + c - 48;
        c = bytes[++position];
      }
      if (c === undefined) throw new Error("Cannot read the heap snapshot as it ends within its numbers");
      numbers[i] = value;
    }
    at = position;
  }

  function fillNodes(from: number, to: number): void {
    for (let n = from, i = 0; n < to; n++, i += width) {
      nodeType[n] = numbers[i + TYPE];
      nodeName[n] = numbers[i + NAME];
      nodeId[n] = numbers[i + ID];
      nodeSize[n] = numbers[i + SIZE];
      firstEdge[n + 1] = firstEdge[n] + numbers[i + EDGES];
    }
  }

  const locationFields: string[] = meta.location_fields ?? [];
  const locations: number[] = [];
  at = find('"locations":[', at);
  for (let inside = false, value = 0;; at++) {
    const c = bytes[at];
    if (c >= 48 && c <= 57) {
      value = value * 10 + c - 48;
      inside = true;
    } else {
      if (inside) locations.push(value);
      inside = false;
      value = 0;
      if (c === BRACKET) break;
      if (c === undefined) throw new Error("Cannot read the heap snapshot as it ends within 'locations'");
    }
  }

  const starts: number[] = [];
  at = find('"strings":[', at);
  while (readStrings(PORTION));
  starts.push(at);

  /** The next strings, from `at` on; are there more? */
  function readStrings(count: number): boolean {
    let position = at;
    for (let n = 0; n < count; position++) {
      const c = bytes[position];
      if (c === BRACKET) {
        at = position;
        return false;
      }
      if (c === undefined) throw new Error("Cannot read the heap snapshot as it ends within 'strings'");
      if (c !== QUOTE) continue;
      starts.push(position);
      n++;
      for (position++; bytes[position] !== QUOTE; position++) {
        if (bytes[position] === BACKSLASH) position++;
        if (position >= bytes.length) throw new Error("Cannot read the heap snapshot as it ends within a string");
      }
    }
    at = position;
    return true;
  }

  return {
    bytes,
    nodeCount,
    edgeCount,
    nodeType,
    nodeName,
    nodeId,
    nodeSize,
    firstEdge,
    edgeType,
    edgeName,
    edgeTo,
    nodeTypes: meta.node_types[0],
    edgeTypes: meta.edge_types[0],
    locations: Uint32Array.from(locations),
    locationFields,
    nodeFieldCount: width,
    stringAt: Uint32Array.from(starts),
    stringCount: starts.length - 1,
  };
}

/** Decode one string. Refers to nothing outside itself. */
export function snapshotString(snapshot: Snapshot, index: number): string {
  const { bytes, stringAt } = snapshot;
  const from = stringAt[index];
  // Up to the next string's quote, then back over the separator to the closing quote.
  let to = stringAt[index + 1];
  while (bytes[to - 1] !== 34) to--;
  // Thousands are numbers of elements: a decoder takes longer than these few letters.
  let text = "";
  if (to - from < 12) {
    let at = from + 1;
    for (; at < to - 1 && bytes[at] >= 32 && bytes[at] < 127 && bytes[at] !== 92; at++) {
      text += String.fromCharCode(bytes[at]);
    }
    if (at === to - 1) return text;
  }
  return JSON.parse(new TextDecoder().decode(bytes.subarray(from, to)));
}

/** Is this the text of a string? Without decoding it, if `text` is plain ASCII. */
export function isString(snapshot: Snapshot, index: number, text: string): boolean {
  const { bytes, stringAt } = snapshot;
  const from = stringAt[index] + 1;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 32 || c > 126 || c === 34 || c === 92) return snapshotString(snapshot, index) === text;
    if (bytes[from + i] !== c) return false;
  }
  return bytes[from + text.length] === 34;
}

/** The index of each of `texts` among the strings, -1 where there is none. `texts` are plain ASCII. Self-contained. */
export function findStrings(snapshot: Snapshot, texts: readonly string[]): number[] {
  const { bytes, stringAt, stringCount } = snapshot;
  // One string in a thousand gets beyond the first look, which is at its length and its first character.
  const key = (length: number, first: number) => (length * 61 + first) & 1023;
  const wanted = new Uint8Array(1024);
  const byKey = new Map<number, number[]>();
  texts.forEach((text, i) => {
    const at = key(text.length, text.length > 0 ? text.charCodeAt(0) : 34);
    wanted[at] = 1;
    byKey.set(at, [...byKey.get(at) ?? [], i]);
  });
  const found = texts.map(() => -1);
  // Between the ends of two strings stands `",`, in Node with a line break; behind the last one something else.
  let separator = 2;
  if (stringCount > 1) { while (bytes[stringAt[1] - separator] !== 34) separator++; }
  for (let s = 0; s < stringCount; s++) {
    const from = stringAt[s] + 1, length = stringAt[s + 1] - from - separator;
    if (wanted[(length * 61 + bytes[from]) & 1023] === 1 || s === stringCount - 1) match(s, from);
  }
  return found;

  function match(s: number, from: number): void {
    const isLast = s === stringCount - 1, at = key(stringAt[s + 1] - from - separator, bytes[from]);
    for (const i of isLast ? texts.keys() : byKey.get(at) ?? []) {
      const text = texts[i];
      let same = 0;
      while (same < text.length && bytes[from + same] === text.charCodeAt(same)) same++;
      if (same === text.length && bytes[from + same] === 34) found[i] = s;
    }
  }
}

/**
 * Nodes with an edge of this type and name, each with where that leads: `[node, to, node, to, ...]`. Asked of the columns in
 * V8's own code: a loop of ours over all edges begins in the interpreter, as V8 drops compiled code when it takes a
 * snapshot. Self-contained.
 */
export function nodesWithEdge(snapshot: Snapshot, type: number, name: number): number[] {
  const { firstEdge, edgeType, edgeName, edgeTo, nodeCount } = snapshot;
  const found: number[] = [];
  if (name < 0) return found;
  let node = 0;
  for (let e = edgeName.indexOf(name); e >= 0; e = edgeName.indexOf(name, e + 1)) {
    if (edgeType[e] !== type) continue;
    let high = nodeCount - 1;
    while (node < high) {
      const middle = (node + high + 1) >> 1;
      if (firstEdge[middle] <= e) node = middle;
      else high = middle - 1;
    }
    found.push(node, edgeTo[e]);
  }
  return found;
}
