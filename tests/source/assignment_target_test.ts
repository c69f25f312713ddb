import { assert, assertEquals } from "@std/assert";
import { parse } from "acorn";
import { describeAssignmentTarget } from "../../src/source/assignment_target.ts";

/** Targets, each with its text if that is another one. */
const TARGETS: readonly (readonly [source: string, described?: string])[] = [
  ["a"],
  ["a.b"],
  ["a.b.c"],
  ["this.a"],
  ["super.a"],
  ["this.#p"],
  ["a.#p.b"],
  ["import.meta.x"],
  ["new.target.x"],
  ["a[0]"],
  ["a[-1]"],
  ["a['b']"],
  ["a[1n]"],
  ["a[true][null]"],
  ["a[b][c.d][this.e]"],
  ["a[f(1)]"],
  ["f().a"],
  ["f(1, 'x', b.c, ...d).a"],
  ["a.b(c)(d).e[0]"],
  ["(a)", "a"],
  ["(a.b)", "a.b"],
  ["[]"],
  ["[a]"],
  ["[a,b]", "[a, b]"],
  ["[a, , b]"],
  ["[a, ,]"],
  ["[, ,]"],
  ["[a, ...b]"],
  ["[...[a, b]]"],
  ["[a.b, c[0], [d]]"],
  ["[a = 1, b = f()]", "[a, b]"],
  ["{}"],
  ["{ a }"],
  ["{ a = 1 }", "{ a }"],
  ["{ a: b }"],
  ["{ a: b.c = 1 }", "{ a: b.c }"],
  ["{ 'a b': c, 1: d, [e]: f, ['g']: h }"],
  ["{ a, ...rest }"],
  ["{ a: { b: [c, { d }] } }"],
];

function targetOf(source: string): unknown {
  const program = parse(`class A extends B { #p; m() { (${source} = 1); } }`, {
    ecmaVersion: "latest",
    sourceType: "module",
  });
  let found: unknown;
  JSON.stringify(program, (key, value) => {
    if (key === "left" && found === undefined) found = value;
    return typeof value === "bigint" ? String(value) : value;
  });
  return found;
}

Deno.test("describeAssignmentTarget() describes each target as it is written, without defaults", () => {
  for (const [source, described] of TARGETS) {
    assertEquals(describeAssignmentTarget(targetOf(source)), described ?? source);
  }
});

Deno.test("describeAssignmentTarget() is undefined where a part is no link of a chain", () => {
  for (
    const source of ["a[b + c]", "a[`b`]", "f(a + b).c", "f(() => 1).a", "new A().b", "(a, b).c", "[a, f(1 + 1).b]"]
  ) {
    assertEquals(describeAssignmentTarget(targetOf(source)), undefined, source);
  }
  for (const source of ["(await a).b", "a`b`.c", "(a ?? b).c", "a[/b/]", "{ [a + b]: c }", "'text'.a"]) {
    assertEquals(describeAssignmentTarget(targetOf(source.replace("await", "void"))), undefined, source);
  }
});

Deno.test("describeAssignmentTarget() is undefined for what is no target, and runs nothing", () => {
  let runs = 0;
  const getters = {
    get type() {
      runs++;
      return "Identifier";
    },
    name: "a",
  };
  const call = { type: "CallExpression", callee: { type: "Identifier", name: "f" }, arguments: [] };
  const odd = [undefined, null, 1, "a", {}, [], getters, call, { type: "Identifier" }, { type: "ArrayPattern" }];
  for (const node of [...odd, { type: "MemberExpression", object: call }, { type: "Literal", value: 1 }]) {
    assertEquals(describeAssignmentTarget(node), undefined);
  }
  assertEquals(runs, 0);
});

Deno.test("describeAssignmentTarget() ends on what goes round in circles", () => {
  const round: Record<string, unknown> = { type: "MemberExpression", property: { type: "Identifier", name: "a" } };
  round.object = round;
  assertEquals(describeAssignmentTarget(round), undefined);
  const pattern: Record<string, unknown> = { type: "ArrayPattern" };
  pattern.elements = [pattern];
  assertEquals(describeAssignmentTarget(pattern), undefined);
  const deep = targetOf("a" + ".b".repeat(40));
  assert(describeAssignmentTarget(deep)?.length === 81);
});
