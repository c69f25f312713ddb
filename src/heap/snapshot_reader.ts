/**
 * A heap snapshot read while it comes in, piece by piece: from a file that may be larger than what should stand in memory. What
 * is kept are the numbers, as columns, and the bytes of the strings; the result is the same as that of `parseSnapshot`, which needs all
 * bytes at once.
 *
 * A file may be anything: cut off, edited, of another program. So all numbers that lead somewhere are checked here, once, and the
 * rest of the library can rely on them.
 */
import type { Snapshot } from "./snapshot.ts";
import { checkStart, EDGE_FIELDS, indexOf, NODE_FIELDS, parseHead, type SnapshotHead } from "./snapshot_head.ts";
import { SnapshotError } from "./snapshot_error.ts";
import { SnapshotStrings } from "./snapshot_strings.ts";

const QUOTE = 34, CLOSING = 93;
/** Far more than what stands before the first number. */
const LONGEST_HEAD = 1_000_000;
/** Numbers that are read before they go into their columns. */
const PORTION = 12_000;
/** What takes the next bytes: from an index on, to the index behind what it has taken, as another part takes the rest. */
type Part = (bytes: Uint8Array, at: number) => number;

/** Takes the bytes of one snapshot, in order. */
export class SnapshotReader {
  readonly #size: number;
  #part: Part = (bytes, at) => this.#readHead(bytes, at);
  #where = "before its numbers";
  #taken = 0;
  #head: SnapshotHead | undefined;
  #headBytes = new Uint8Array(0);
  #columns: Columns | undefined;
  readonly #locations: number[] = [];
  #strings: SnapshotStrings | undefined;

  /** `size`: how many bytes will come. */
  constructor(size: number) {
    this.#size = size;
  }

  /** How much memory the whole will take, once that is known: by the counts in the first bytes. */
  get memory(): number | undefined {
    if (this.#head === undefined) return undefined;
    const { nodeCount, edgeCount } = this.#head;
    return nodeCount * 21 + edgeCount * 9 + edgeCount * 4; // and who refers to whom
  }

  /**
   * Take the next bytes.
   *
   * @throws {SnapshotError} when it is no heap snapshot
   */
  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at = this.#part(bytes, at);
    this.#taken += bytes.length;
  }

  /**
   * The snapshot, when all bytes have come.
   *
   * @throws {SnapshotError} when something is missing
   */
  finish(): Snapshot {
    if (this.#taken === 0) throw new SnapshotError("it is empty");
    if (this.#head === undefined && this.#taken < LONGEST_HEAD) checkStart(this.#headBytes);
    const head = this.#head, columns = this.#columns, strings = this.#strings;
    if (head === undefined || columns === undefined || strings === undefined || !strings.isDone) {
      throw new SnapshotError(`it ends ${this.#where}: it was cut off`);
    }
    const { stringAt, bytes } = strings.finish();
    columns.check(head, stringAt.length - 1);
    const { nodeTypes, edgeTypes, nodeFields, locationFields } = head;
    return {
      ...columns.all,
      bytes,
      stringAt,
      stringCount: stringAt.length - 1,
      nodeCount: head.nodeCount,
      edgeCount: head.edgeCount,
      nodeTypes,
      edgeTypes,
      locations: Uint32Array.from(this.#locations),
      locationFields,
      nodeFieldCount: nodeFields.length,
    };
  }

  #readHead(bytes: Uint8Array, at: number): number {
    // The start of another sort of file is told before the whole of it has been searched.
    const all = new Uint8Array(this.#headBytes.length + bytes.length - at);
    all.set(this.#headBytes);
    all.set(bytes.subarray(at), this.#headBytes.length);
    const key = '"nodes":[';
    const found = indexOf(all, key);
    if (found < 0) {
      checkStart(all);
      if (all.length > LONGEST_HEAD) throw new SnapshotError("it has no nodes: it is no heap snapshot");
      this.#headBytes = all;
      return bytes.length;
    }
    checkStart(all);
    const text = new TextDecoder().decode(all.subarray(0, found));
    const head = this.#head = parseHead(text);
    // Each number takes a digit and a comma, so a count that is too high shows before memory is taken for it.
    const least = 2 * (head.nodeCount * head.nodeFields.length + head.edgeCount * head.edgeFields.length);
    if (least > this.#size) {
      throw new SnapshotError(
        `it is too short for its ${head.nodeCount} nodes and ${head.edgeCount} edges: it was cut off`,
      );
    }
    const columns = this.#columns = new Columns(head);
    this.#where = "within its nodes";
    const edges = () => this.#seek(['"edges":['], () => this.#readNumbers("within its edges", columns.edges, rest));
    const rest = () =>
      this.#seek(['"locations":[', '"strings":['], (key) => {
        if (key.startsWith('"l')) this.#readNumbers("within its locations", (n) => this.#addLocations(n), rest);
        else this.#readStrings();
      });
    this.#readNumbers("within its nodes", columns.nodes, edges);
    return at + found + key.length - this.#headBytes.length;
  }

  #addLocations(numbers: Float64Array): void {
    for (const number of numbers) this.#locations.push(number);
  }

  /** Read numbers up to the closing bracket. */
  #readNumbers(where: string, take: (numbers: Float64Array) => void, then: () => void): void {
    this.#where = where;
    const numbers = new Float64Array(PORTION);
    let count = 0, value = 0, isInside = false;
    this.#part = (bytes, at) => {
      let position = at;
      while (position < bytes.length) {
        // Each portion is a call of its own: one long loop would spend its time between the interpreter and on-stack replacement.
        position = portion(bytes, position);
        if (bytes[position] !== CLOSING && count < PORTION) return position;
        take(numbers.subarray(0, count));
        count = 0;
        if (bytes[position] !== CLOSING) continue;
        then();
        return position + 1;
      }
      return position;
    };

    /** Up to the end of the portion, of the bytes, or of the numbers. */
    const portion = (bytes: Uint8Array, from: number): number => {
      let at = from;
      for (; at < bytes.length; at++) {
        const c = bytes[at];
        if (c >= 48 && c <= 57) {
          value = value * 10 + c - 48;
          isInside = true;
          continue;
        }
        if (isInside) {
          numbers[count++] = value;
          value = 0;
          isInside = false;
        }
        if (c === CLOSING) return at;
        if (c !== 44 && c !== 10 && c !== 13 && c !== 32) throw new SnapshotError(`it has no number ${where}`);
        if (count === PORTION) return at + 1;
      }
      return at;
    };
  }

  /** Skip what stands before one of these keys. Before the strings there is no text in which one could stand. */
  #seek(keys: readonly string[], then: (key: string) => void): void {
    const matched = keys.map(() => 0);
    this.#part = (bytes, from) => {
      for (let at = from; at < bytes.length; at++) {
        const c = bytes[at];
        for (let i = 0; i < keys.length; i++) {
          matched[i] = c === keys[i].charCodeAt(matched[i]) ? matched[i] + 1 : c === QUOTE ? 1 : 0;
          if (matched[i] < keys[i].length) continue;
          then(keys[i]);
          return at + 1;
        }
      }
      return bytes.length;
    };
  }

  #readStrings(): void {
    this.#where = "within its strings";
    const strings = this.#strings = new SnapshotStrings();
    this.#part = (bytes, at) => {
      // The rest of this piece, and all that follow.
      strings.push(bytes.subarray(at), this.#size - this.#taken - at);
      return bytes.length;
    };
  }
}

/** The numbers of nodes and edges, as columns. */
class Columns {
  readonly all: Pick<
    Snapshot,
    "nodeType" | "nodeName" | "nodeId" | "nodeSize" | "firstEdge" | "edgeType" | "edgeName" | "edgeTo"
  >;
  readonly #counts: { nodes: number; edges: number };
  #nodeNumbers = 0;
  #edgeNumbers = 0;
  /** Takes the next numbers of nodes. */
  readonly nodes: (numbers: Float64Array) => void;
  /** Takes the next numbers of edges. */
  readonly edges: (numbers: Float64Array) => void;

  constructor({ nodeCount, edgeCount, nodeFields, edgeFields }: SnapshotHead) {
    const all = this.all = {
      nodeType: new Uint8Array(nodeCount),
      nodeName: new Uint32Array(nodeCount),
      nodeId: new Uint32Array(nodeCount),
      nodeSize: new Uint32Array(nodeCount),
      firstEdge: new Uint32Array(nodeCount + 1),
      edgeType: new Uint8Array(edgeCount),
      edgeName: new Uint32Array(edgeCount),
      edgeTo: new Uint32Array(edgeCount),
    };
    this.#counts = { nodes: nodeCount, edges: edgeCount };
    const ofNode = NODE_FIELDS.map((field) => nodeFields.indexOf(field));
    const ofEdge = EDGE_FIELDS.map((field) => edgeFields.indexOf(field));
    const nodeColumns = [all.nodeType, all.nodeName, all.nodeId, all.nodeSize, new Uint32Array(nodeCount)];
    const edgeColumns = [all.edgeType, all.edgeName, all.edgeTo];
    const edgeNumbers = nodeColumns[4];
    this.nodes = (numbers) => {
      this.#nodeNumbers = distribute(numbers, this.#nodeNumbers, nodeFields.length, ofNode, nodeColumns);
    };
    this.edges = (numbers) => {
      this.#edgeNumbers = distribute(numbers, this.#edgeNumbers, edgeFields.length, ofEdge, edgeColumns);
    };
    this.#finish = () => {
      for (let n = 0; n < nodeCount; n++) all.firstEdge[n + 1] = all.firstEdge[n] + edgeNumbers[n];
    };
  }

  readonly #finish: () => void;

  /** Find out whether all numbers are there, and lead to what is there. */
  check({ nodeFields, edgeFields, nodeTypes, edgeTypes }: SnapshotHead, stringCount: number): void {
    const { nodes, edges } = this.#counts;
    if (this.#nodeNumbers !== nodes * nodeFields.length) {
      throw new SnapshotError("it has not the number of nodes it tells");
    }
    if (this.#edgeNumbers !== edges * edgeFields.length) {
      throw new SnapshotError("it has not the number of edges it tells");
    }
    this.#finish();
    const { nodeType, nodeName, firstEdge, edgeType, edgeName, edgeTo } = this.all;
    if (firstEdge[nodes] !== edges) throw new SnapshotError("its nodes have another number of edges than it tells");
    const isIndexed = edgeTypes.map((type) => type === "element" || type === "hidden");
    for (let n = 0; n < nodes; n++) {
      if (nodeType[n] >= nodeTypes.length || nodeName[n] >= stringCount) {
        throw new SnapshotError(`its node ${n} has a type or a name that is not there`);
      }
    }
    const width = nodeFields.length;
    for (let e = 0; e < edges; e++) {
      const to = edgeTo[e] / width;
      if (
        !(to < nodes) || to !== Math.floor(to) || edgeType[e] >= edgeTypes.length ||
        (edgeName[e] >= stringCount && !isIndexed[edgeType[e]])
      ) throw new SnapshotError(`its edge ${e} has a type, a name or an end that is not there`);
      edgeTo[e] = to;
    }
  }
}

/** Put numbers into the columns of their fields; returns how many numbers there are by now. */
function distribute(
  numbers: Float64Array,
  before: number,
  width: number,
  fields: readonly number[],
  columns: readonly (Uint8Array | Uint32Array)[],
): number {
  for (let i = 0; i < fields.length; i++) {
    const column = columns[i];
    // The first number of this field: rows may be cut by the end of a portion.
    const first = (fields[i] - before % width + width) % width;
    let row = Math.floor((before + first) / width);
    for (let at = first; at < numbers.length; at += width) column[row++] = numbers[at];
  }
  return before + numbers.length;
}
