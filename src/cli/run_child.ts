/** The script of `dump-stacks run` as a process. */
import { OutputError } from "./output.ts";
import type { RunCommand } from "./run_arguments.ts";
import { UsageError } from "./usage_error.ts";

/** What people may mean by a first word that is no file. */
const NO_SCRIPT: Readonly<Record<string, string>> = {
  deno: "give the script alone",
  node: 'only Deno runs scripts here: start Node by itself, then give its process id ("dump-stacks PID")',
  test: "deno test is not supported: run the tested code from a script, or start deno test with --inspect-wait",
};

/**
 * Find out whether there is such a script, before Deno takes its name for that of a task.
 *
 * @throws when there is not
 */
export async function checkScript(script: string): Promise<void> {
  if (script === "-" || /^[a-z][a-z+.-]+:/i.test(script)) return; // stdin, a URL
  const found = await Deno.stat(script).catch(() => undefined);
  if (found?.isDirectory) {
    throw new OutputError(`Cannot run "${script}" as it is a directory: give the name of a script`);
  }
  if (found !== undefined) return;
  if (NO_SCRIPT[script] !== undefined) throw new UsageError(`Cannot run "${script}": ${NO_SCRIPT[script]}`);
  throw new OutputError(`Cannot run "${script}" as there is no such file: check its name`);
}

/**
 * A script in a synchronous loop would not open its inspector when it is asked to. So it is open from the beginning, at an address that
 * nobody is told but the preload, and that cannot be guessed. It costs nothing as long as nobody is connected.
 */
const SECRET_INSPECTOR = ["--inspect=127.0.0.1:0", "--inspect-publish-uid=none"] as const;

/** Start the script, on the terminal of the command. */
export function startScript(
  { flags, script, args, trace, options: { maxHeap } }: RunCommand,
  handOver: string,
): Deno.ChildProcess {
  const preload = new URL(import.meta.resolve("./run_preload.ts"));
  preload.searchParams.set("file", handOver);
  const own = permissionsFor(flags, handOver, preload.searchParams);
  if (trace) preload.searchParams.set("trace", "");
  if (maxHeap !== undefined) preload.searchParams.set("heap", String(maxHeap));
  const inspect = flags.some((flag) => flag.startsWith("--inspect")) ? [] : SECRET_INSPECTOR;
  const command = ["run", `--preload=${preload.href}`, ...inspect, ...flags, ...own, script, ...args];
  const options = { stdin: "inherit", stdout: "inherit", stderr: "inherit" } as const;
  if (Deno.build.os === "windows") return new Deno.Command(Deno.execPath(), { args: command, ...options }).spawn();
  // Ctrl-\ reaches the script too, which it would end. What a shell ignores stays ignored in what it becomes.
  const ignoring = ["-c", 'trap "" QUIT; exec "$0" "$@"', Deno.execPath(), ...command];
  return new Deno.Command("/bin/sh", { args: ignoring, ...options }).spawn();
}

/**
 * What the preload needs and the script shall not have: these flags. What stands in the address of the preload it gives back before
 * the script starts.
 */
function permissionsFor(flags: readonly string[], handOver: string, address: URLSearchParams): string[] {
  const own: string[] = [];
  if (has(flags, "A", "allow-all")) return own;
  const hasSet = has(flags, "P", "permission-set");
  if (!hasSet && !has(flags, "S", "allow-sys", "deny-sys")) {
    own.push("--allow-sys");
    address.set("sys", "");
  }
  if (has(flags, "W") || flags.includes("--allow-write")) return own;
  own.push(`--allow-write=${handOver}`);
  // To give it back would take away what a list of the user may have in common with it.
  if (!hasSet && !has(flags, "", "allow-write")) address.set("write", "");
  return own;
}

/** Is one of these among the flags? A letter may stand among others. */
function has(flags: readonly string[], letter: string, ...names: string[]): boolean {
  return flags.some((flag) => {
    const [name] = flag.split("=", 1);
    if (name.startsWith("--")) return names.includes(name.slice(2));
    return letter !== "" && name.includes(letter);
  });
}
