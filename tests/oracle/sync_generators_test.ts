/**
 * Generators without `async`: no dump shows them, as nobody waits there. `extract()` of one does: random ones, some of which delegate,
 * keep their own truth about where they stand.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { extract, unwrapStackItem } from "../../mod.ts";
import { placeText } from "./waits.ts";

type Step = { type: "yield"; form: number } | { type: "delegate"; inner: Tree } | {
  type: "block";
  form: number;
  steps: Step[];
};

/** A generator. */
interface Tree {
  form: number;
  steps: Step[];
}

const { tree } = fc.letrec<{ tree: Tree; step: Step }>((tie) => ({
  step: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    { weight: 3, arbitrary: fc.record({ type: fc.constant("yield" as const), form: fc.nat() }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant("delegate" as const), inner: tie("tree") }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant("block" as const),
        form: fc.nat(),
        steps: fc.array(tie("step"), { minLength: 1, maxLength: 2 }),
      }),
    },
  ),
  tree: fc.record({ form: fc.nat(), steps: fc.array(tie("step"), { minLength: 1, maxLength: 3 }) }),
})) as unknown as { tree: fc.Arbitrary<Tree> };

/** One call. */
interface Activation {
  readonly name: string;
  site: number;
  inner: Activation | undefined;
  isDone: boolean;
}

/** What the generators call. */
class Recorder {
  readonly tops: { activation: Activation; generator: Generator }[] = [];

  top(name: string, fn: (a: Activation) => Generator, calls: number): void {
    const activation = enter(name), generator = fn(activation);
    this.tops.push({ activation, generator });
    for (let i = 0; i < calls; i++) generator.next();
  }

  /** It is about to yield. */
  at(activation: Activation, site: number): number {
    activation.site = site;
    activation.inner = undefined;
    return site;
  }

  /** It is about to delegate to another one. */
  delegate(activation: Activation, site: number, name: string, fn: (a: Activation) => Generator): Generator {
    activation.site = site;
    activation.inner = enter(name);
    return fn(activation.inner);
  }

  done(activation: Activation): void {
    activation.isDone = true;
  }
}

function enter(name: string): Activation {
  return { name, site: -1, inner: undefined, isDone: false };
}

const YIELDS = [
  "¦;",
  "const v = ¦;",
  "const v = [1, (¦)];",
  "const v‹: number› = (¦)‹ as number›;",
  "if (¦) String(1);",
];
const BLOCKS = [["{", "}"], ["try {", "} finally { String(0); }"], ["for (let i = 0; i < 2; i++) {", "}"]];

/** The text of a module, and where in it each `yield` stands. */
function render(
  trees: readonly { tree: Tree; calls: number }[],
): { text: string; sites: [line: number, column: number][] } {
  const sites: [line: number, column: number][] = [];
  let text = "export default ($: any) => {\n", functions = 0;
  for (const { tree, calls } of trees) {
    text += "$.top(";
    generator(tree);
    text += `, ${calls});\n`;
  }
  return { text: `${text}};\n`, sites };

  function site(): number {
    const lines = text.split("\n");
    return sites.push([lines.length, lines[lines.length - 1].length + 1]) - 1;
  }

  function generator({ form, steps }: Tree): void {
    const own = `g${++functions}`;
    const [shown, before, behind] = [
      [own, `function* ${own}(a: any) `, ""],
      [own, `{ *${own}(a: any) `, `}.${own}`],
      [`C${own}.${own}`, `(a: any) => new (class C${own} { *${own}(a: any) `, `})().${own}(a)`],
    ][form % 3];
    text += `"${shown}", ${before}{ try {\n`;
    steps.forEach(step);
    text += `} finally { $.done(a); } } ${behind}`;
  }

  function step(of: Step): void {
    if (of.type === "yield") {
      const [before, behind] = YIELDS[of.form % YIELDS.length].replace(/[‹›]/g, "").split("¦");
      text += `{ ${before}`;
      text += `yield $.at(a, ${site()})${behind} }\n`;
    } else if (of.type === "delegate") {
      text += `yield* $.delegate(a, ${site()}, `;
      generator(of.inner);
      text += ");\n";
    } else {
      const [before, behind] = BLOCKS[of.form % BLOCKS.length];
      text += `${before}\n`;
      of.steps.forEach(step);
      text += `${behind}\n`;
    }
  }
}

/** All of them as one item, so that one look is enough. */
class Bag {
  readonly generators: readonly Generator[];
  constructor(generators: readonly Generator[]) {
    this.generators = generators;
  }
}

Deno.test("extract() of random generators says where they stand, and where those stand to which they delegate", async () => {
  const trees = fc.sample(fc.record({ tree, calls: fc.nat({ max: 4 }) }), { seed: 20251121, numRuns: 200 });
  const { text, sites } = render(trees), path = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(path, text);
  const recorder = new Recorder();
  (await import(`file://${path}`)).default(recorder);
  const truth = recorder.tops.flatMap(({ activation }) => {
    const places: string[] = [];
    let at: Activation | undefined = activation;
    for (; at !== undefined && at.site >= 0 && !at.isDone; at = at.inner) {
      const [line, column] = sites[at.site];
      places.push(placeText(at.name, "", line, column));
    }
    return places;
  });
  using _ = unwrapStackItem.register(Bag, ({ generators }) => [...generators]);
  const { frames, error } = extract(new Bag(recorder.tops.map(({ generator }) => generator)));
  await Deno.remove(path);
  assertEquals(error, undefined);
  const shown = frames.map(({ className, functionName, line, column }) =>
    placeText(className === undefined ? functionName : `${className}.${functionName}`, "", line, column)
  );
  assertEquals(shown, truth);
  assert(truth.length > 200 && new Set(truth).size > 100, `${truth.length} frames`);
});
