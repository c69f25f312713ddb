/** The dump of a whole program: its main thread, and each of its workers. */
import { Deadlock, type DeadlockMember } from "../model/deadlock.ts";
import { Dump } from "../model/dump.ts";
import { type DumpMaking, dumpOf } from "./dump.ts";
import type { AcquiredProgram } from "./program.ts";
import { dumpOfStack, type LoneStack } from "./running_thread.ts";
import type { ThreadCircle, ThreadMember } from "./thread_circles.ts";
import { type Threads, threadText } from "./threads.ts";
import { nameOf } from "./waits.ts";

/** Who waits, as it is drawn. */
type Drawn = Pick<DeadlockMember, "name" | "stack" | "url" | "line" | "column">;

/** The dump of what was acquired of a main thread and of its workers. */
export function dumpOfProgram(program: AcquiredProgram | LoneStack, options: DumpMaking["options"] = {}): Dump {
  if ("reason" in program) return dumpOfStack(program);
  const { threads, missed, notes, circles, apartMs } = program;
  const members = new Map<ThreadMember, Drawn>();
  const all = threads.all();
  const seen = new Set(all.flatMap((acquisition) => threads.of(acquisition)?.id ?? []));
  const dumps = all.map((acquisition) =>
    dumpOf({ ...acquisition, workers: seen }, { ...options, worker: threads.of(acquisition) }, (look, drawn) => {
      for (const member of circles.flatMap(({ members }) => members)) {
        if (member.acquisition !== acquisition) continue;
        const frame = look.frames.of(member.suspended);
        const { url, line, column } = frame;
        members.set(member, { name: nameOf(frame), stack: drawn.idOf(member.suspended), url, line, column });
      }
    })
  );
  const [dump, ...workers] = dumps;
  return new Dump({
    ...dump,
    notes: [...dump.notes, ...notes, ...threads.notesOn(missed)],
    deadlocks: [...circles.map((circle) => deadlockOf(circle, threads, members, apartMs)), ...dump.deadlocks],
    workers: workers.sort((a, b) => (a.target.worker?.id ?? 0) - (b.target.worker?.id ?? 0)),
  });
}

function deadlockOf(
  { members, isKnown }: ThreadCircle,
  threads: Threads,
  drawn: ReadonlyMap<ThreadMember, Drawn>,
  apartMs: number,
): Deadlock {
  const nameAt = (index: number) => threadText(threads.of(members[index % members.length].acquisition));
  const names = members.map((_, index) => nameAt(index));
  const seconds = (apartMs / 1000).toFixed(1);
  const who = `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  return new Deadlock({
    kind: "messages",
    description: `${who} cannot go on without messages of each other, seen twice, ${seconds} s apart`,
    certain: isKnown,
    members: members.map((member, index) => {
      const { name = "", stack, url = "", line = 0, column = 0 } = drawn.get(member) ?? {};
      const sender = `${nameAt(index + 1)}${member.from === "anyone" ? ", on a port," : ""}`;
      const waitsFor = `what only a message of ${sender} can bring`;
      return { name, stack, url, line, column, waitsFor, heldBy: (index + 1) % members.length, taken: "" };
    }),
  });
}
