/** What hostile values are made of. fast-check chooses; its tables are a large heap, so values are made in other processes (`values.ts`). */
import fc from "fast-check";

/** What a value is made of: plain data, so that a failure can be told. */
export type Spec =
  | { type: "text"; text: string }
  | { type: "long"; of: string; length: number }
  | { type: "plain"; which: number }
  | { type: "getters"; keys: number; on: Spec | undefined }
  | { type: "proxy"; of: Spec; isRevoked: boolean }
  | { type: "made"; which: number; name: string }
  | { type: "nested"; depth: number; of: Spec }
  | { type: "many"; count: number; name: string }
  | { type: "under"; of: Spec };

const CONTROLS = [
  "\x1b[31m",
  "\x1b]0;title\x07",
  "\u202e",
  "\u2066",
  "\ud800",
  "\udc00",
  "\0",
  "\n",
  "\r\n",
  "\t",
  "\x85",
  "\u2028",
  "\ufeff",
  "\x9b2J",
];
/** Texts as nobody names things. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "",
    "then",
    "__proto__",
    "constructor",
    "prototype",
    "0",
    "-1",
    "toString",
    "[object Object]",
    "a.b",
    "#x",
    "${x}",
  ),
  fc.array(fc.oneof(fc.constantFrom(...CONTROLS), fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 6 }).map((
    parts,
  ) => parts.join("")),
);

const { value } = fc.letrec<{ value: Spec }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", maxDepth: 3, withCrossShrink: true },
    { weight: 2, arbitrary: text.map((text): Spec => ({ type: "text", text })) },
    { weight: 2, arbitrary: fc.nat({ max: 30 }).map((which): Spec => ({ type: "plain", which })) },
    { weight: 5, arbitrary: fc.record({ type: fc.constant("made" as const), which: fc.nat({ max: 60 }), name: text }) },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant("getters" as const),
        keys: fc.nat({ max: 3 }),
        on: fc.option(tie("value"), { nil: undefined }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ type: fc.constant("proxy" as const), of: tie("value"), isRevoked: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("under" as const), of: tie("value") }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant("nested" as const),
        depth: fc.constantFrom(3, 30, 3_000),
        of: tie("value"),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant("many" as const), count: fc.constantFrom(10, 5_000), name: text }),
    },
  ),
}));

/** `count` specifications, the same for the same seed; of each kind of made value one at least, now and then a very long text. */
export function specsOf(seed: number, count: number): Spec[] {
  const specs = fc.sample(value, { seed, numRuns: count });
  if (count > 0) {
    specs[0] = { type: "long", of: CONTROLS[seed % CONTROLS.length], length: seed % 10 === 0 ? 1_000_000 : 20_000 };
  }
  return specs;
}
