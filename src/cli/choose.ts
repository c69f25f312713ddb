/** The tasks of a dump that `--where` and `--older` ask for. */
import { type DumpFilter, filterDump } from "../extract/filter.ts";
import type { Dump } from "../model/dump.ts";
import { say } from "./report.ts";

/** The tasks that were asked for. */
export function choose(dump: Dump, filter: DumpFilter | undefined): Dump {
  if (filter === undefined) return dump;
  const chosen = filterDump(dump, filter);
  const { unknownAge = 0 } = chosen.selection ?? {};
  if (unknownAge > 0) {
    const tasks = unknownAge === 1 ? "1 task" : `${unknownAge} tasks`;
    say(`--older leaves out ${tasks} of unknown age: trace() was not on in the program when they began to wait`);
  }
  return chosen;
}
