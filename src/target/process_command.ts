/** What a command line says about a Deno or Node process. Pure: it reads strings, not processes. */

/** A runtime that we know how to look into. */
export type Runtime = "deno" | "node";

/** A Deno command line, as far as it matters to an attach. */
export interface DenoCommand {
  /** `"run"` also where it is implied. */
  subcommand: string;
  /** The script, the task, the first operand. */
  operand: string | undefined;
  /** Restarts on changes of files. */
  watch: boolean;
}

/** An inspector that a command line asks for. Port 0 stands for any free port. */
export interface InspectFlag {
  hostname: string;
  port: number;
}

/** Subcommands of Deno 2.9.6. Any other first operand is a script or a task. */
const SUBCOMMANDS = new Set(
  ("run watch serve eval fmt lint test upgrade cache check info doc task bench compile coverage repl install uninstall " +
    "types completions init create jupyter publish add remove outdated update deploy sandbox clean list link unlink " +
    "approve-scripts lsp vendor bundle audit why transpile bump-version ci desktop pack x help").split(" "),
);

/** Flags of Deno 2.9.6 whose value is the next argument. */
const WITH_VALUE = new Set(
  ("-L --log-level --ext --import-map --node-modules-linker -c --config --cert --min-dep-age --inspect-publish-uid " +
    "--location --seed --preload --require --conditions --port --host --filter --reporter --junit-path --retry " +
    "--repeats --shard --related --coverage-threshold --cwd -f").split(" "),
);

/** The runtime of an executable, by its file name: `deno`, `deno-canary`, `node`, `nodejs`, `node20`. */
export function runtimeOf(executable: string): Runtime | undefined {
  const name = executable.split(/[/\\]/).at(-1) ?? "";
  const match = /^(deno|node|nodejs)([-_.\d].*)?$/i.exec(name);
  if (match === null) return undefined;
  return match[1].toLowerCase() === "deno" ? "deno" : "node";
}

/** Read the command line of a `deno` process. */
export function readDenoCommand(argv: readonly string[]): DenoCommand {
  const operands: string[] = [];
  let watch = false;
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i];
    if (arg === "--") {
      operands.push(...argv.slice(i + 1));
      break;
    }
    if (arg.startsWith("-") && arg !== "-") {
      if (/^--watch(-hmr|-exclude)?(=|$)|^--unstable-hmr$/.test(arg)) watch = true;
      if (WITH_VALUE.has(arg)) i++;
      continue;
    }
    operands.push(arg);
    const script = operands.length === 1 ? !SUBCOMMANDS.has(arg) : true;
    if (script) break; // what follows is the program's own
  }
  const [first, second] = operands;
  if (first === undefined) return { subcommand: "repl", operand: undefined, watch };
  if (!SUBCOMMANDS.has(first)) return { subcommand: "run", operand: first, watch };
  return { subcommand: first, operand: second, watch: watch || first === "watch" };
}

/** The command line of a Node process that is only a shell around another program: npm, npx, the npm package of Deno. */
export function isNodeWrapper(argv: readonly string[]): boolean {
  if (/^(npm|npx|pnpm|yarn)(\s|$)/.test(argv[0] ?? "")) return true; // npm writes its own title over the arguments
  const script = argv.slice(1).find((arg) => !arg.startsWith("-")) ?? "";
  return /(^|[/\\])(npm|npx|pnpm|yarn|corepack)(-cli)?(\.c?js)?$/.test(script) ||
    /[/\\]deno([/\\]bin\.cjs)?$/.test(script);
}

/** The `--inspect` that is in force: the last one of `NODE_OPTIONS` and the arguments before the script. */
export function readInspectFlag(
  runtime: Runtime,
  argv: readonly string[],
  nodeOptions: string | undefined,
): InspectFlag | undefined {
  const { operand } = runtime === "deno"
    ? readDenoCommand(argv)
    : { operand: argv.slice(1).find((arg) => !arg.startsWith("-")) };
  const end = operand === undefined ? argv.length : argv.indexOf(operand, 1);
  const own = argv.slice(1, end === -1 ? argv.length : end);
  let found: InspectFlag | undefined;
  for (const arg of [...(nodeOptions ?? "").split(/\s+/), ...own]) {
    const match = /^--inspect(?:-brk|-wait)?(?:=(.*))?$/.exec(arg);
    if (match !== null) found = readHostPort(match[1] ?? "");
  }
  return found;
}

function readHostPort(text: string): InspectFlag {
  const port = /(?:^|:)(\d+)$/.exec(text);
  const hostname = (port === null ? text : text.slice(0, port.index)).replace(/^\[|\]$/g, "");
  return { hostname: hostname || "127.0.0.1", port: port === null ? 9229 : Number(port[1]) };
}

/** Whether a version such as `"2.9.2"` is at least another. Pre-releases count as their release. */
export function isAtLeast(version: string, least: string): boolean {
  const a = numbers(version);
  const b = numbers(least);
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return a[i] > b[i];
  return true;
}

/** Version in the first line of `deno --version` or `node --version`. */
export function readVersion(runtime: Runtime, output: string): string | undefined {
  const pattern = runtime === "deno" ? /^deno (\d+\.\d+\.\d+\S*)/ : /^v(\d+\.\d+\.\d+\S*)/;
  return pattern.exec(output)?.[1];
}

function numbers(version: string): number[] {
  const [major = "0", minor = "0", patch = "0"] = version.split(/[.+-]/);
  return [Number(major), Number(minor), Number(patch)];
}
