/** What a call may do: give a result, or throw one clear line, or what the program itself threw. */
import { type Outcome, THROWN } from "./traps.ts";

/** What may be read of an argument that is the caller's own, made to be read: what its getters do is the caller's affair. */
const ITERATION = "Symbol\\(Symbol\\.iterator\\)|next|done|value|return";
const RECORD = "url|line|column|name|lineText|lookupLine|locals";
const READ_OF_ARGUMENTS: readonly { calls: RegExp; mayRun: RegExp }[] = ([
  [/^extractUntil\(_, value|^extract\(slice, value|^extractStack\(_, value/, "limit"],
  [/^(?:formatList|StackSummary)/, `frames|${ITERATION}|${RECORD}`],
  [/^new FrameSummary/, RECORD],
  [/^items of a hook/, ITERATION],
  [/^new Frame\(/, "code|url|hide"],
  [/^new Stack\(/, "frames"],
  [/^new Context\(/, "hide"],
  [/^new StackSlice\(/, "limit"],
  [/^lowlevel new FrameDetails/, "stack"],
  [/^lowlevel new IdentityMap|^lowlevel IdentityMap/, ITERATION],
  [/^Code\.of/, "url|name"],
  [/^customize\(/, "hide|0"],
  [/^filterDump\(_, { where/, `0|${ITERATION}`],
  [/^lowlevel codeDispatch|\.register\(/, "name|matches|0"],
  [/^filterDump\(_|^format\(value|^asSummary\(value|^new Leaf|^extractSnapshot\(_/, "signal"],
] as const).map(([calls, parts]) => ({
  calls,
  mayRun: new RegExp(`^[\\w ]+: (?:trap get(?:OwnPropertyDescriptor)?|(?:${parts}) is (?:read|called))( <|$)`),
}));
/** A list that the caller gave is gone through as a loop of the caller would go: by its own iterator, be it that of a patched language. */
const LISTS = /^formatList|^StackSummary|^items of a hook|^lowlevel IdentityMap|^filterDump\(_, { where/;
const ITERATES =
  /^(?:[\w%.]+\.Symbol\(Symbol\.iterator\)(?: is read)?|next \d\.next|Object\.prototype\.(?:done|next|value|return) is read) </;
const LONGEST_MESSAGE = 1_000;
/** Messages of V8 begin like ours where something went wrong within. */
const OF_V8 =
  /^Cannot (?:(?:read|set) propert|(?:add|define|delete|redefine) property|destructure|convert|assign to|access '|mix BigInt|use 'in')/;
const OwnError = Error, { stringify } = JSON;

/** What is wrong with an outcome, in words. */
export function judge(outcome: Outcome, call: string): string[] {
  const problems: string[] = [];
  const mayRun = READ_OF_ARGUMENTS.find(({ calls }) => calls.test(call))?.mayRun;
  const isList = LISTS.test(call);
  for (const sprung of outcome.sprung) {
    if (mayRun?.test(sprung) || isList && ITERATES.test(sprung)) continue;
    problems.push(`ran: ${sprung}`);
  }
  if (!("thrown" in outcome)) return problems;
  const { thrown } = outcome;
  if (thrown === THROWN) {
    if (mayRun === undefined) problems.push("threw what the program threw");
    return problems;
  }
  if (!(thrown instanceof OwnError)) return [...problems, `threw no error but ${typeof thrown}`];
  const { name, message } = thrown;
  if (isList && /called on incompatible receiver|is not a typed array/.test(message)) return problems; // by its iterator
  if (!isClear(message)) {
    problems.push(`threw ${name}: ${stringify(message.slice(0, 300))}${placeOf(thrown)}`);
  }
  return problems;
}

function isClear(message: string): boolean {
  return message.startsWith("Cannot ") && !OF_V8.test(message) && !/[\n\r]/.test(message) &&
    message.length <= LONGEST_MESSAGE;
}

function placeOf(error: Error): string {
  const [, place = ""] = /\/((?:src|glue|mod)[^)\n]*)/.exec(`${error.stack}`) ?? [];
  return place === "" ? "" : ` < ${place}`;
}
