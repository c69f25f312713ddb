/** What a call may do: give a result, or throw one clear line, or what the program itself threw. */
import { THROWN } from "./traps.ts";

/** How a call ended. */
export interface Outcome {
  sprung: string[];
  result?: unknown;
  thrown?: unknown;
}

/** Calls whose argument is the caller's own, made to be read: what its getters do is the caller's affair. */
const READS_ITS_ARGUMENT =
  /^(?:extractUntil\(_, value|extract\(slice, value|extractStack\(_, value|filterDump\(|customize\(|formatList|StackSummary|new |format\(value|asSummary\(value|Code\.of|extractChild|fillContext|.*\.register\(|a hook that writes|contexts of a hook|items of a hook|lowlevel (?:codeDispatch|new|HeapView|getCode|parseHeapSnapshot|innermostFrame|IdentityMap|describeAssignmentTarget|analyze)|yieldsFrames|elaborate|unwrap|nameStackItem|dumpOn)/;
const LONGEST_MESSAGE = 1_000;

/** What is wrong with an outcome, in words. */
export function judge(outcome: Outcome, call: string): string[] {
  const problems: string[] = [];
  const mayRun = READS_ITS_ARGUMENT.test(call);
  for (const sprung of outcome.sprung) {
    const isOfValue = !/^(?:get )?[%\w :.]+\.[\w.(): ]+ </.test(sprung);
    if (!mayRun || !isOfValue) problems.push(`ran: ${sprung}`);
  }
  if (!("thrown" in outcome)) return problems;
  const { thrown } = outcome;
  if (thrown === THROWN) {
    if (!mayRun) problems.push("threw what the program threw");
    return problems;
  }
  if (!(thrown instanceof Error)) return [...problems, `threw no error but ${typeof thrown}`];
  const { name, message } = thrown;
  if (!message.startsWith("Cannot ") || /[\n\r]/.test(message) || message.length > LONGEST_MESSAGE) {
    problems.push(`threw ${name}: ${JSON.stringify(message.slice(0, 300))}${placeOf(thrown)}`);
  }
  return problems;
}

function placeOf(error: Error): string {
  const [, place = ""] = /\/((?:src|glue|mod)[^)\n]*)/.exec(String(error.stack)) ?? [];
  return place === "" ? "" : ` < ${place}`;
}
