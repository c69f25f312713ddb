/**
 * TypeScript as Deno makes JavaScript of it, for a program that ran once: `deno transpile` emits what `deno run` would (2.9.6; it is
 * experimental there, so whoever asks compares what comes with what ran).
 */
import type nodeModule from "node:module";
import type nodeUrl from "node:url";
import { hostProcess } from "../heap/host_process.ts";
import { awaited, type Steps } from "../model/steps.ts";
import type { Position } from "./target.ts";

/** JavaScript, and where it comes from. */
export interface Emitted {
  /** The text, as V8 gets it. */
  readonly text: string;
  /** From a place in it to the original. */
  map(position: Position): Position | undefined;
}

const MAP_COMMENT = "\n//# sourceMappingURL=data:application/json;base64,";

/** May Deno be started? */
export function mayTranspile(): boolean {
  return Deno.permissions.querySync({ name: "run", command: Deno.execPath() }).state === "granted";
}

/** What Deno makes of a file, in steps; `undefined` where it makes nothing, or may not be started. */
export function* transpile(url: string): Steps<Emitted | undefined> {
  if (!mayTranspile()) return undefined;
  try {
    // Not imported: to load these changes the globals of the runtime.
    const path = (hostProcess().getBuiltinModule("node:url") as typeof nodeUrl).fileURLToPath(url);
    const command = new Deno.Command(Deno.execPath(), {
      args: ["transpile", "--quiet", "--no-lock", "--no-remote", "--no-npm", "--source-map=inline", path],
      cwd: path.replace(/[^/\\]*$/, ""),
      stdin: "null",
      stderr: "null",
    });
    const { success, stdout } = yield* awaited(command.output());
    return success ? readEmitted(new TextDecoder().decode(stdout)) : undefined;
  } catch {
    return undefined; // no such file, or a version of Deno without this command
  }
}

function readEmitted(output: string): Emitted | undefined {
  const end = output.lastIndexOf(MAP_COMMENT);
  if (end < 0) return undefined;
  const bytes = Uint8Array.fromBase64(output.slice(end + MAP_COMMENT.length).trim());
  const { SourceMap } = hostProcess().getBuiltinModule("node:module") as typeof nodeModule;
  const map = new SourceMap(JSON.parse(new TextDecoder().decode(bytes)));
  return {
    text: output.slice(0, end + 1),
    map({ line, column }) {
      const entry = map.findEntry(line - 1, column - 1);
      if (!("originalLine" in entry)) return undefined;
      return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
    },
  };
}
