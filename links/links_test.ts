import * as std from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";
import { unicodeWidth } from "@std/cli/unicode-width";
import * as colors from "@std/fmt/colors";

// The compiler believes the hand-written .d.ts files; these tests hold them against the code.

/** Fails to compile unless the two types are the same. */
function assertType<Expected>() {
  return <Actual>(
    _value: Actual,
    ..._: [Expected] extends [Actual] ? [Actual] extends [Expected] ? [] : ["too wide"] : ["too narrow"]
  ) => {};
}

Deno.test("each declared name is exported", async () => {
  const modules = {
    "assert/mod.d.ts": std,
    "cli/parse_args.d.ts": { parseArgs },
    "fmt/colors.d.ts": colors,
  };
  for (const [path, module] of Object.entries(modules)) {
    const text = await Deno.readTextFile(new URL(path, import.meta.url));
    const names = [...text.matchAll(/^export (?:function|class|const) (\w+)/gm)].map(([, name]) => name);
    std.assert(names.length > 0, path);
    for (const name of names) std.assertEquals(typeof Reflect.get(module, name), "function", `${path}: ${name}`);
  }
});

Deno.test("parseArgs() gives the declared types", () => {
  const args = parseArgs(["--locals", "--format=flat", "--env=A", "--env=B", "--no-contexts", "4711", "--", "x"], {
    "--": true,
    alias: { locals: "l" },
    boolean: ["locals", "contexts", "hidden"],
    string: ["format", "output", "env"],
    collect: ["env"],
    negatable: ["contexts"],
    default: { contexts: true, format: "tree" },
  });
  assertType<boolean>()(args.locals);
  assertType<boolean>()(args.l);
  assertType<boolean>()(args.contexts);
  assertType<boolean>()(args.hidden);
  assertType<string>()(args.format);
  assertType<string | undefined>()(args.output);
  assertType<string[]>()(args.env);
  assertType<(string | number)[]>()(args._);
  assertType<string[]>()(args["--"]);
  assertType<unknown>()(args.other);
  std.assertEquals(args, {
    _: [4711],
    "--": ["x"],
    locals: true,
    l: true,
    contexts: false,
    hidden: false,
    format: "flat",
    env: ["A", "B"],
  });
});

Deno.test("parseArgs() without options gives unknown values", () => {
  const args = parseArgs(["--after=5s", "main.ts"]);
  assertType<unknown>()(args.after);
  std.assertEquals(args, { _: ["main.ts"], after: "5s" });
});

Deno.test("assertThrows() returns the error with its class", () => {
  const error = std.assertThrows(() => JSON.parse("{"), SyntaxError);
  assertType<SyntaxError>()(error);
  std.assertThrows(() => std.assertEquals(1, 2), std.AssertionError);
});

Deno.test("assertInstanceOf() narrows", () => {
  const value: unknown = new URL("file:///a");
  std.assertInstanceOf(value, URL);
  assertType<URL>()(value);
});

Deno.test("stripAnsiCode() removes what the colours add", () => {
  // Not with `colors.red()`: under NO_COLOR that adds nothing, whatever the setting.
  std.assertEquals(colors.stripAnsiCode("\x1b[1m\x1b[31mx\x1b[39m\x1b[22m y"), "x y");
});

Deno.test("unicodeWidth() counts columns", () => {
  const widths: [string, number][] = [
    ["", 0],
    ["hello", 5],
    ["天地", 4],
    ["ｆｗ", 4],
    ["e\u0301", 1],
    ["\u1112\u1161\u11ab", 2],
    ["🦕", 2],
    ["a\tb\n", 2],
    ["├╴", 2],
  ];
  for (const [text, width] of widths) std.assertEquals(unicodeWidth(text), width, JSON.stringify(text));
});
