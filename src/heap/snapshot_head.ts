/** What a heap snapshot begins with: how many numbers will come, and what they mean. */
import { SnapshotError } from "./snapshot_error.ts";

const START = '{"snapshot":';

/** Columns that are read; V8 may have more. */
export const NODE_FIELDS = ["type", "name", "id", "self_size", "edge_count"] as const;
/** Those of edges. */
export const EDGE_FIELDS = ["type", "name_or_index", "to_node"] as const;

/** What stands before the numbers. */
export interface SnapshotHead {
  nodeCount: number;
  edgeCount: number;
  nodeFields: string[];
  edgeFields: string[];
  nodeTypes: string[];
  edgeTypes: string[];
  locationFields: string[];
}

/** Where a key stands; -1 where it does not. */
export function indexOf(bytes: Uint8Array, key: string): number {
  const first = key.charCodeAt(0);
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let i = 1;
    while (i < key.length && bytes[at + i] === key.charCodeAt(i)) i++;
    if (i === key.length) return at;
  }
  return -1;
}

/** What other files begin with, and what to do with them. */
const OTHERS: readonly [start: RegExp, what: string][] = [
  [/^PK/, "it is a zip archive: unpack it first"],
  [/^\s*\{\s*"head"/, "it is a profile of samples, not a snapshot: take a heap snapshot"],
  [/^\s*\{\s*"nodes":\s*\[\s*\{/, "it is a profile, not a heap snapshot"],
];
const GZIP = [0x1f, 0x8b];

/**
 * Is it the start of a heap snapshot? More of it may come.
 *
 * @throws {SnapshotError} when it is not
 */
export function checkStart(bytes: Uint8Array): void {
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, 64));
  if (bytes[0] === GZIP[0] && bytes[1] === GZIP[1]) {
    throw new SnapshotError("it is compressed: unpack it with gunzip first");
  }
  for (const [start, what] of OTHERS) if (start.test(text)) throw new SnapshotError(what);
  const start = text.replace(/\s+/g, "").slice(0, START.length);
  if (START.startsWith(start)) return;
  throw new SnapshotError(/^[[{]/.test(start) ? "it is JSON, but no heap snapshot" : "it is no heap snapshot");
}

/** What the text before the numbers tells. */
export function parseHead(text: string): SnapshotHead {
  let head: Record<string, unknown>;
  try {
    head = JSON.parse(text.replace(/,\s*$/, "") + "}").snapshot;
  } catch {
    throw new SnapshotError("what stands before its nodes is no JSON");
  }
  const meta = head?.meta as Record<string, unknown> | undefined;
  const nodeFields = texts(meta, "node_fields"), edgeFields = texts(meta, "edge_fields");
  for (const field of NODE_FIELDS) if (!nodeFields.includes(field)) throw missing(`node field "${field}"`);
  for (const field of EDGE_FIELDS) if (!edgeFields.includes(field)) throw missing(`edge field "${field}"`);
  return {
    nodeCount: count(head.node_count, "node_count"),
    edgeCount: count(head.edge_count, "edge_count"),
    nodeFields,
    edgeFields,
    nodeTypes: texts({ types: at(meta?.node_types, nodeFields.indexOf("type")) }, "types", "node_types"),
    edgeTypes: texts({ types: at(meta?.edge_types, edgeFields.indexOf("type")) }, "types", "edge_types"),
    locationFields: meta?.location_fields === undefined ? [] : texts(meta, "location_fields"),
  };
}

function at(list: unknown, index: number): unknown {
  return Array.isArray(list) ? list[index] : undefined;
}

function texts(from: Record<string, unknown> | undefined, key: string, name = key): string[] {
  const list = from?.[key];
  if (!Array.isArray(list) || !list.every((text) => typeof text === "string")) throw missing(`'${name}'`);
  return list;
}

function count(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) throw missing(`'${name}'`);
  return value;
}

function missing(what: string): SnapshotError {
  return new SnapshotError(`its ${what} is missing: it is of a version of V8 that is not known here, or was edited`);
}
