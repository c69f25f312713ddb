/** `SnapshotReader` against `parseSnapshot`, and against files that somebody broke. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import v8 from "node:v8";
import { parseSnapshot, type Snapshot, snapshotString } from "../../src/heap/snapshot.ts";
import { SnapshotError } from "../../src/heap/snapshot_error.ts";
import { SnapshotReader } from "../../src/heap/snapshot_reader.ts";
import { type Columns, EDGE_TYPES, fakeHeap, heapBytes, NODE_TYPES } from "../fixtures/fake_heap.ts";

/** Read bytes in pieces of at most `size`. */
function read(bytes: Uint8Array, size: number): Snapshot {
  const reader = new SnapshotReader(bytes.length);
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return reader.finish();
}

const COLUMNS = [
  "nodeType",
  "nodeName",
  "nodeId",
  "nodeSize",
  "firstEdge",
  "edgeType",
  "edgeName",
  "edgeTo",
  "locations",
];

function assertSame(found: Snapshot, wanted: Snapshot): void {
  for (const name of COLUMNS as (keyof Snapshot)[]) {
    const [a, b] = [found[name] as Uint32Array, wanted[name] as Uint32Array];
    assertEquals(a.length, b.length, name);
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) assertEquals(a[i], b[i], `${name}[${i}]`);
  }
  const { nodeTypes, edgeTypes, locationFields, nodeFieldCount, stringCount, nodeCount, edgeCount } = found;
  assertEquals(
    { nodeTypes, edgeTypes, locationFields, nodeFieldCount, stringCount, nodeCount, edgeCount },
    {
      nodeTypes: wanted.nodeTypes,
      edgeTypes: wanted.edgeTypes,
      locationFields: wanted.locationFields,
      nodeFieldCount: wanted.nodeFieldCount,
      stringCount: wanted.stringCount,
      nodeCount: wanted.nodeCount,
      edgeCount: wanted.edgeCount,
    },
  );
  for (let s = 0; s < stringCount; s++) {
    if (snapshotString(found, s) !== snapshotString(wanted, s)) {
      assertEquals(snapshotString(found, s), snapshotString(wanted, s));
    }
  }
}

Deno.test("SnapshotReader reads a heap of this process as parseSnapshot() does", () => {
  const bytes = (v8.getHeapSnapshot() as unknown as { read(): Uint8Array }).read();
  assertSame(read(bytes, 1_000_003), parseSnapshot(bytes));
});

const columns: fc.Arbitrary<Columns> = fc.record({
  strings: fc.array(
    fc.constantFrom("", "a", '"', "\\", '\\"', "]", '"nodes":[', '"strings":[', "\u00e9\n", "\u{1f600}"),
    {
      minLength: 1,
      maxLength: 8,
    },
  ),
  nodes: fc.array(fc.tuple(fc.nat(NODE_TYPES.length - 1), fc.nat(), fc.nat(), fc.nat(), fc.nat(3)), {
    minLength: 1,
    maxLength: 12,
  }),
  links: fc.array(fc.tuple(fc.nat(EDGE_TYPES.length - 1), fc.nat(), fc.nat()), { minLength: 36, maxLength: 36 }),
  locations: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(), fc.nat()), { maxLength: 4 }),
}).map(({ strings, nodes, links, locations }) => ({
  rows: nodes.flatMap(([type, name, id, size, count]) => [type, name % strings.length, id, size, count, 0]),
  edges: links.slice(0, nodes.reduce((sum, [, , , , count]) => sum + count, 0))
    .flatMap(([type, name, to]) => [type, name % strings.length, 6 * (to % nodes.length)]),
  locations: locations.flat(),
  strings,
}));

Deno.test("SnapshotReader reads any snapshot as parseSnapshot() does, in pieces of any size and in both layouts", () => {
  const layouts = fc.record({ separator: fc.constantFrom(",", ",\n") });
  fc.assert(fc.property(columns, layouts, fc.integer({ min: 1, max: 200 }), (made, layout, size) => {
    const bytes = heapBytes(made, layout);
    assertSame(read(bytes, size), parseSnapshot(bytes));
  }));
});

const whole = fakeHeap({
  root: { type: "synthetic", edges: [["element", 1, "leaf"], ["property", "name", "leaf"]] },
  leaf: { type: "object", name: "Leaf" },
});

Deno.test("SnapshotReader says where a file ends that was cut off", () => {
  for (let length = 0; length < whole.length - 2; length++) {
    const error = assertThrows(() => read(whole.slice(0, length), 64), SnapshotError);
    assert(
      /^it (?:is empty|ends .*: it was cut off|is too short for .*)$/.test(error.message),
      `${length}: ${error.message}`,
    );
  }
});

Deno.test("SnapshotReader lets nothing pass that leads nowhere", () => {
  const digit = (byte: number) => byte >= 48 && byte <= 57;
  const at = fc.nat(whole.length - 1), bytes = fc.nat(255);
  let refused = 0, passed = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(at, bytes), { minLength: 1, maxLength: 3 }), fc.boolean(), (changes, isNumber) => {
      const broken = whole.slice();
      for (const [at, byte] of changes) {
        if (!isNumber || digit(broken[at])) {
          broken[at] = isNumber ? 48 + byte % 10 : byte;
        }
      }
      let snapshot: Snapshot;
      try {
        snapshot = read(broken, 100);
      } catch (error) {
        assert(error instanceof SnapshotError, `${error}`);
        refused++;
        return;
      }
      passed++;
      const { nodeCount, edgeCount, stringCount, firstEdge, edgeTo, nodeName, nodeType, nodeTypes } = snapshot;
      assertEquals(firstEdge[nodeCount], edgeCount);
      assert(edgeTo.every((node) => node < nodeCount) && nodeName.every((name) => name < stringCount));
      assert(nodeType.every((type) => type < nodeTypes.length));
      for (let s = 0; s < stringCount; s++) assertEquals(typeof snapshotString(snapshot, s), "string");
    }),
    { numRuns: 2000 },
  );
  assert(refused > 100 && passed > 100, `${refused} refused, ${passed} passed`);
});
