/** Programs with workers, each in a process of its own, looked at by the address of their inspector. */
import { fileURLToPath } from "node:url";
import { acquireProgram } from "../../src/extract/program.ts";
import { dumpOfProgram } from "../../src/extract/program_dump.ts";
import type { Dump } from "../../src/model/dump.ts";
import { attachToInspector } from "../../src/target/attach.ts";
import { parseInspectorAddress } from "../../src/target/inspector_list.ts";
import { Target } from "../cli/command.ts";

/** Path of a program in `programs/`. */
export function programPath(name: string): string {
  return fileURLToPath(new URL(`programs/${name}`, import.meta.url));
}

/** Start a program, and wait until it has printed "ready". */
export async function start(name: string): Promise<Target> {
  const args = ["run", "--no-config", "--no-prompt", "--no-check", "--allow-all", "--inspect=127.0.0.1:0"];
  return await new Target(Deno.execPath(), [...args, programPath(name)]).prints("ready");
}

/** The dump of a program. */
export async function look(target: Target, { timeoutMs = 60_000 } = {}): Promise<Dump> {
  const { address } = await target.inspector();
  const where = parseInspectorAddress(address);
  if (where === undefined) throw new Error(`Cannot attach to ${address}`);
  await using attachment = await attachToInspector(where, { timeoutMs });
  const until = performance.now() + timeoutMs;
  return dumpOfProgram(await acquireProgram(attachment.session, { kind: "inspector", until }));
}
