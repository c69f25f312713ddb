/** The arguments of `dump-stacks run`: its own, those of Deno, the script, and what the script gets. */
import { type Command, type DumpOptions, readArguments, VALUES } from "./arguments.ts";
import { parseDuration } from "./duration.ts";
import { UsageError } from "./usage_error.ts";

/** What is to be run, and how it is dumped. */
export interface RunCommand {
  kind: "run";
  /** How long after the start a dump is taken; `undefined` for never. */
  afterMs: number | undefined;
  options: Omit<DumpOptions, "target">;
  /** Flags of `deno run`. */
  flags: string[];
  script: string;
  args: string[];
}

/** Options of `run` itself that take a value, with what it looks like. */
const OWN_VALUES: Readonly<Record<string, string>> = { after: "5s" };

/** What is handed to `deno run`, as of Deno 2.9.6. */
const DENO_FLAGS = new RegExp(
  "^(?:--(?:(?:allow|deny|ignore|unstable|inspect)-.+|permission-set|no-prompt|config|no-config|import-map|node-modules-.+|" +
    "no-npm|no-remote|vendor|lock|no-lock|frozen.*|cached-only|reload|cert|unsafely-ignore-.+|min-dep-age|location|v8-flags|seed|" +
    "preload|require|conditions|env-file|ext|no-code-cache|no-check|use-env-proxy|coverage|quiet|log-level|inspect)|" +
    "-[APRWINESqcrL]+)$",
);

/** Those whose value is the next argument, unless it stands behind `=`. */
const DENO_VALUES = new Set(
  ("-L --log-level --ext --import-map --node-modules-linker -c --config --cert --min-dep-age --inspect-publish-uid " +
    "--location --seed --preload --require --conditions").split(" "),
);

/** What `run` does not do, with the reason and what to do instead. */
const REFUSED: Readonly<Record<string, string>> = {
  "--watch": "does not restart a program: start deno run --watch by itself with --inspect, then give its host:port",
  "--watch-hmr":
    "does not restart a program: start deno run --watch-hmr by itself with --inspect, then give its host:port",
  "--hmr": "does not restart a program: start deno run --hmr by itself with --inspect, then give its host:port",
  "--check": "does not check types, as that would check this command too: run deno check first",
};

/**
 * Read the arguments behind `run`.
 *
 * @throws {UsageError} when they make no sense
 */
export function readRunArguments(args: readonly string[]): RunCommand | Exclude<Command, { kind: "dump" }> {
  const flags: string[] = [], dumpArgs: string[] = [];
  const own: Record<string, string> = {};
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at];
    if (arg === "--") {
      at++;
      break;
    }
    if (!arg.startsWith("-") || arg === "-") break;
    const [name] = arg.split("=", 1);
    const option = name === "-o" ? "output" : name.slice(2);
    const hasValue = arg !== name;
    if (REFUSED[name] !== undefined) throw new UsageError(`"run" with ${name} ${REFUSED[name]}`);
    if (DENO_FLAGS.test(name)) {
      flags.push(arg);
      if (DENO_VALUES.has(name) && !hasValue && at + 1 < args.length) flags.push(args[++at]);
    } else if (name === "--trace") {
      throw new UsageError("--trace is not supported yet: leave it out");
    } else if (option in OWN_VALUES) {
      own[option] = hasValue ? arg.slice(name.length + 1) : args[++at] ?? "";
      if (own[option] === "") throw new UsageError(`--${option} needs a value: --${option}=${OWN_VALUES[option]}`);
    } else {
      dumpArgs.push(arg);
      if (option in VALUES && !hasValue && at + 1 < args.length) dumpArgs.push(args[++at]);
    }
  }
  const command = readArguments(dumpArgs);
  if (command.kind !== "dump") return command;
  const { target: _, ...options } = command.options;
  const [script, ...rest] = args.slice(at);
  if (script === undefined) throw new UsageError('"run" needs a script: dump-stacks run [OPTIONS] SCRIPT [ARGS...]');
  const afterMs = own.after === undefined ? undefined : parseDuration(own.after, "--after");
  return { kind: "run", afterMs, options, flags, script, args: rest };
}
