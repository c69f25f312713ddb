/**
 * Which values of an async context are shown without being asked for. A store often holds tokens, or the whole request: so a value
 * is shown only when its name says that it names or numbers the work. What its name gives away as a secret never is.
 */
import { clip } from "../model/one_line.ts";

/** Stands for a value whose name lets it be shown, but which is a secret. */
export const REDACTED = "<redacted>";

/** Characters of a value. */
const LONGEST = 100;

/** Last word of names whose values identify a piece of work. Names that end in `id` or `name` do so, too. */
const TELLING = new Set([
  ..."account action attempt batch command customer event handler host index iteration job label locale method".split(
    " ",
  ),
  ..."op operation org organization partition path pathname phase pid priority queue region request retry".split(" "),
  ..."role route run service shard stage state status step tag task tenant topic trace transaction type".split(" "),
  ..."uri url user uuid verb version worker workspace zone".split(" "),
]);

/** Words that say that it is a storage, not what is in it: `requestIdStorage`. */
const STORAGE = new Set("als async context ctx local storage store".split(" "));

const SECRET =
  /token|secret|passw|passphrase|pwd|auth|cookie|key|session|cred|signature|jwt|bearer|csrf|xsrf|otp|ssn|iban|private/i;

/** What gives itself away, whatever its name. */
const SECRET_VALUE =
  /\beyJ[\w-]{8,}\.|\b(?:Bearer|Basic) \S|-----BEGIN |\b(?:sk|pk|rk)_(?:live|test)_|\bgh[opsu]_\w{20}|\bxox[abp]-|\bAKIA[0-9A-Z]{12}/;

/** Objects of a store whose inside is shown: what stands in a logger or a pool says nothing of the work. */
const TELLING_OBJECT = new Set(
  "account customer event job message org params req request route span task tenant trace user".split(" "),
);

/**
 * The value as it may be shown; `undefined` when it may not be. `path`: the names that lead to it, the last one its own.
 */
export function shownValue(path: readonly string[], text: string): string | undefined {
  const [outer, inner] = path;
  if (inner !== undefined && !TELLING_OBJECT.has(outer.toLowerCase())) return undefined;
  const last = lastWord(inner ?? outer);
  if (!TELLING.has(last) && !/(?:id|name)$/.test(last)) return undefined;
  if (SECRET.test(path.join(" ")) || SECRET_VALUE.test(text)) return REDACTED;
  const isAddress = /^(?:path|pathname|route|uri|url)$/.test(last);
  return clip(isAddress ? withoutSecrets(text) : text, LONGEST);
}

/** The name of a span as it may be shown: instrumentation makes some of addresses. */
export function shownSpan(name: string): string {
  return SECRET_VALUE.test(name) ? REDACTED : clip(name.replace(/\?\S*/, ""), LONGEST);
}

function lastWord(name: string): string {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z\d]+/);
  return words.findLast((word) => word !== "" && !STORAGE.has(word)) ?? "";
}

/** An address without user, query and fragment. */
function withoutSecrets(address: string): string {
  return address.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//");
}
