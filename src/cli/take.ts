/** The dump of a program that is attached to: its main thread and its workers. */
import { acquireProgram } from "../extract/program.ts";
import { dumpOfProgram } from "../extract/program_dump.ts";
import type { Dump } from "../model/dump.ts";
import type { Attachment } from "../target/attach.ts";
import { explained } from "./explained.ts";
import { say } from "./report.ts";

/** How it is taken. */
export interface TakeOptions {
  kind: "pid" | "inspector";
  pid?: number;
  title?: string;
  /** By `performance.now()`: when all must be done. */
  until: number;
  locals: boolean;
  /** MB of used heap that are looked at. */
  maxHeap?: number;
}

/** Take the dump, and leave the program as it was. */
export async function takeDump(attachment: Attachment, options: TakeOptions): Promise<Dump> {
  const { kind, pid, title, until, locals, maxHeap } = options;
  attachment.notes.forEach(say);
  let program: Parameters<typeof dumpOfProgram>[0];
  try {
    const acquiring = acquireProgram(attachment.session, { kind, pid, title, until, withLocals: locals, maxHeap });
    program = await (kind === "pid" ? explained(acquiring, pid) : acquiring);
  } finally {
    const left = await attachment.detach();
    if (left !== undefined) say(left);
  }
  return dumpOfProgram(program, { allLabels: locals });
}
