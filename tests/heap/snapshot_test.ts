/** `parseSnapshot` against `JSON.parse`, which shares no code with it. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import v8 from "node:v8";
import { findStrings, parseSnapshot, type Snapshot, snapshotString } from "../../src/heap/snapshot.ts";
import { type Columns, EDGE_TYPES, fakeHeap, heapBytes, type Layout, NODE_TYPES } from "../fixtures/fake_heap.ts";

/** Compare every column with what `JSON.parse` reads from the same bytes. */
function assertSame(snapshot: Snapshot, bytes: Uint8Array): void {
  const { snapshot: { meta, node_count, edge_count }, nodes, edges, locations, strings } = JSON.parse(
    new TextDecoder().decode(bytes),
  );
  const width = meta.node_fields.length;
  const column = (field: string) => {
    const at = meta.node_fields.indexOf(field);
    return Array.from({ length: node_count }, (_, n) => nodes[n * width + at]);
  };
  const link = (at: number) => Array.from({ length: edge_count }, (_, e) => edges[e * 3 + at]);
  assertColumn(snapshot.nodeType, column("type"), "nodeType");
  assertColumn(snapshot.nodeName, column("name"), "nodeName");
  assertColumn(snapshot.nodeId, column("id"), "nodeId");
  assertColumn(snapshot.nodeSize, column("self_size"), "nodeSize");
  assertColumn(snapshot.edgeType, link(0), "edgeType");
  assertColumn(snapshot.edgeName, link(1), "edgeName");
  assertColumn(snapshot.edgeTo, link(2).map((to) => to / width), "edgeTo");
  let edge = 0;
  const first = [0, ...column("edge_count").map((count) => edge += count)];
  assertColumn(snapshot.firstEdge, first, "firstEdge");
  assertColumn(snapshot.locations, locations, "locations");
  assertEquals(snapshot.nodeCount, node_count);
  assertEquals(snapshot.edgeCount, edge_count);
  assertEquals(snapshot.stringCount, strings.length);
  assertEquals(snapshot.nodeFieldCount, width);
  assertEquals(snapshot.nodeTypes, meta.node_types[0]);
  assertEquals(snapshot.edgeTypes, meta.edge_types[0]);
  assertEquals(snapshot.locationFields, meta.location_fields);
  for (let s = 0; s < strings.length; s++) {
    if (snapshotString(snapshot, s) !== strings[s]) assertEquals(snapshotString(snapshot, s), strings[s]);
  }
}

function assertColumn(found: ArrayLike<number>, wanted: readonly number[], name: string): void {
  assertEquals(found.length, wanted.length, name);
  for (let i = 0; i < wanted.length; i++) {
    if (found[i] !== wanted[i]) assertEquals(found[i], wanted[i], `${name}[${i}]`);
  }
}

Deno.test("parseSnapshot() reads a heap of this process as JSON.parse does", () => {
  const kept = ['quote " backslash \\ newline \n', "déjà vu \u{1F600}", "\ud800 alone", "", '],["nodes":['];
  const bytes = (v8.getHeapSnapshot() as unknown as { read(): Uint8Array }).read();
  assertSame(parseSnapshot(bytes), bytes);
  assert(kept.length > 0);
});

const text = fc.oneof(
  // Not the unit "binary" or "grapheme": their tables make the heap of this process 20 times larger.
  fc.string(),
  fc.string({ unit: fc.constantFrom(...'a"\\/\n\t\0\u007f\u00e9\u2028\ufffd', "\u{1f600}", "\ud800") }),
  fc.constantFrom("", '"', "\\", '\\"', "]", '"nodes":[', '"strings":[', "\u2028", "code", "context", "\n"),
);

const columns: fc.Arbitrary<Columns> = fc.record({
  strings: fc.array(text, { minLength: 1, maxLength: 12 }),
  nodes: fc.array(fc.tuple(fc.nat(NODE_TYPES.length - 1), fc.nat(), fc.nat(), fc.nat(), fc.nat(3)), { maxLength: 12 }),
  links: fc.array(fc.tuple(fc.nat(EDGE_TYPES.length - 1), fc.nat(), fc.nat()), { minLength: 36, maxLength: 36 }),
  locations: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(), fc.nat()), { maxLength: 4 }),
}).map(({ strings, nodes, links, locations }) => ({
  rows: nodes.flatMap(([type, name, id, size, count]) => [type, name % strings.length, id, size, count, 0]),
  edges: links.slice(0, nodes.reduce((sum, [, , , , count]) => sum + count, 0))
    .flatMap(([type, name, to]) => [type, name % strings.length, 6 * (to % nodes.length)]),
  locations: locations.flat(),
  strings,
}));

const layouts: fc.Arbitrary<Layout> = fc.record({ separator: fc.constantFrom(",", ",\n") });

Deno.test("parseSnapshot() reads any snapshot as JSON.parse does, in both layouts", () => {
  fc.assert(
    fc.property(columns, layouts, (made, layout) => {
      const bytes = heapBytes(made, layout);
      assertSame(parseSnapshot(bytes), bytes);
    }),
    { numRuns: 300 },
  );
});

Deno.test("findStrings() finds what is there, and nothing else", () => {
  const ascii = fc.string({ unit: fc.constantFrom(..."abc/ ") });
  fc.assert(
    fc.property(columns, layouts, fc.array(ascii, { minLength: 1 }), fc.array(ascii), (made, layout, added, wanted) => {
      const strings = [...new Set([...made.strings, ...added])];
      const texts = [...new Set([...added, ...wanted])];
      const found = findStrings(parseSnapshot(heapBytes({ ...made, strings }, layout)), texts);
      assertEquals(found, texts.map((each) => strings.indexOf(each)));
    }),
    { numRuns: 300 },
  );
});

Deno.test("findStrings() finds the last string of the file", () => {
  for (const separator of [",", ",\n"] as const) {
    const snapshot = parseSnapshot(
      fakeHeap({ a: { type: "object", name: "first" }, b: { type: "object", name: "last" } }, {
        separator,
      }),
    );
    assertEquals(findStrings(snapshot, ["last", "first", "las", "ast", "lastx"]), [1, 0, -1, -1, -1]);
  }
});

Deno.test("findStrings() is not misled by escapes", () => {
  const snapshot = parseSnapshot(
    heapBytes({ rows: [], edges: [], locations: [], strings: ['code"', "\\code", "cod\\e", "code"] }, {
      separator: ",",
    }),
  );
  assertEquals(findStrings(snapshot, ["code"]), [3]);
});

const whole = fakeHeap({
  root: { type: "synthetic", edges: [["element", 1, "leaf"], ["property", "name", "leaf"]] },
  leaf: { type: "object", name: "Leaf" },
});

Deno.test("parseSnapshot() throws a clear error for a truncated file, wherever it ends", () => {
  const accepted: string[] = [];
  for (let length = 0; length < whole.length - 2; length++) {
    try {
      parseSnapshot(whole.slice(0, length));
      accepted.push(new TextDecoder().decode(whole.slice(Math.max(0, length - 20), length)));
    } catch (error) {
      assert(error instanceof Error);
      assert(error.message.startsWith("Cannot read the heap snapshot as "), error.message);
    }
  }
  assertEquals(accepted, []);
});

Deno.test("parseSnapshot() throws a clear error when a count is too high for the file", () => {
  for (const count of ["node_count", "edge_count"]) {
    const text = new TextDecoder().decode(whole).replace(`"${count}":2`, `"${count}":9`);
    const bytes = new TextEncoder().encode(text);
    assertThrows(() => parseSnapshot(bytes), Error, "Cannot read the heap snapshot as ");
  }
});

Deno.test("parseSnapshot() throws a clear error for what is no snapshot", () => {
  for (const other of ["", "{}", "[]", "not JSON"]) {
    assertThrows(() => parseSnapshot(new TextEncoder().encode(other)), Error, "Cannot read the heap snapshot as ");
  }
});

Deno.test({
  name: "parseSnapshot() throws a clear error for JSON with nodes that is no snapshot",
  fn() {
    const bytes = new TextEncoder().encode('{"nodes":[]}');
    assertThrows(() => parseSnapshot(bytes), Error, "Cannot read the heap snapshot as ");
  },
});
