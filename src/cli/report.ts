/** What goes wrong, in one line on stderr, and the exit status for it. */
import { oneLine } from "../model/one_line.ts";
import { inWordsOfCommand } from "../target/heap_limit.ts";
import { TargetError } from "../target/target_error.ts";
import { OutputError } from "./output.ts";
import { UsageError } from "./usage_error.ts";

/** Say something beside the dump. */
export function say(text: string): void {
  writeStderr(`dump-stacks: ${oneLine(text)}`);
}

/** Say what went wrong. Returns the exit status. */
export function report(error: unknown): number {
  if (isDebugging()) writeStderr(Deno.inspect(error));
  if (error instanceof UsageError) {
    say(`${error.message} (see --help)`);
    return 2;
  }
  if (error instanceof TargetError || error instanceof OutputError) {
    say(inWordsOfCommand(error.message));
  } else if (error instanceof Deno.errors.NotCapable) {
    say(`A permission is missing (${error.message.split(",")[0]}): start the command with deno run --allow-all`);
  } else {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    say(`Internal error, please report it with the output of STACKSCOPE_DEBUG=1: ${message.split("\n")[0]}`);
  }
  return 1;
}

function writeStderr(text: string): void {
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(text + "\n"));
  } catch {
    // nobody reads it: the exit status says the rest
  }
}

function isDebugging(): boolean {
  const variable = "STACKSCOPE_DEBUG";
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" && Boolean(Deno.env.get(variable));
}
