/** What a call may do: give a result, or throw one clear line, or what the program itself threw. */
import { THROWN } from "./traps.ts";

/** How a call ended. */
export interface Outcome {
  sprung: string[];
  result?: unknown;
  thrown?: unknown;
}

/** What may be read of an argument that is the caller's own, made to be read: what its getters do is the caller's affair. */
const ITERATION = "Symbol\\(Symbol\\.iterator\\)|next|done|value|return";
const RECORD = "url|line|column|name|lineText|lookupLine|locals";
const READ_OF_ARGUMENTS: readonly (readonly [calls: RegExp, parts: string])[] = [
  [/^extractUntil\(_, value|^extract\(slice, value|^extractStack\(_, value/, "limit"],
  [/^(?:formatList|StackSummary)/, `frames|${ITERATION}|${RECORD}`],
  [/^new FrameSummary/, RECORD],
  [/^items of a hook/, ITERATION],
  [/^new Frame\(/, "code|url|hide"],
  [/^lowlevel new FrameDetails/, "stack"],
  [/^lowlevel new IdentityMap|^lowlevel IdentityMap/, ITERATION],
  [/^Code\.of/, "url|name"],
  [/^customize\(/, "hide|0"],
  [/^filterDump\(_, { where/, `0|${ITERATION}`],
  [/^lowlevel codeDispatch|\.register\(/, "name|matches|0"],
  [/^filterDump\(_|^format\(value|^asSummary\(value|^new Leaf|^extractSnapshot\(_/, "signal"],
];
const LONGEST_MESSAGE = 1_000;

/** What is wrong with an outcome, in words. */
export function judge(outcome: Outcome, call: string): string[] {
  const problems: string[] = [];
  const [, parts] = READ_OF_ARGUMENTS.find(([calls]) => calls.test(call)) ?? [];
  const mayRun = parts === undefined
    ? undefined
    : new RegExp(`^[\\w ]+: (?:trap get(?:OwnPropertyDescriptor)?|(?:${parts}) is (?:read|called))( <|$)`);
  for (const sprung of outcome.sprung) if (mayRun?.test(sprung) !== true) problems.push(`ran: ${sprung}`);
  if (!("thrown" in outcome)) return problems;
  const { thrown } = outcome;
  if (thrown === THROWN) {
    if (mayRun === undefined) problems.push("threw what the program threw");
    return problems;
  }
  if (!(thrown instanceof Error)) return [...problems, `threw no error but ${typeof thrown}`];
  const { name, message } = thrown;
  if (mayRun?.test("list: next is called") && /called on incompatible receiver/.test(message)) return problems; // by its `next`
  if (!message.startsWith("Cannot ") || /[\n\r]/.test(message) || message.length > LONGEST_MESSAGE) {
    problems.push(`threw ${name}: ${JSON.stringify(message.slice(0, 300))}${placeOf(thrown)}`);
  }
  return problems;
}

function placeOf(error: Error): string {
  const [, place = ""] = /\/((?:src|glue|mod)[^)\n]*)/.exec(String(error.stack)) ?? [];
  return place === "" ? "" : ` < ${place}`;
}
