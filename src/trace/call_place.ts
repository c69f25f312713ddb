/** The stack of an error that was captured raw: read late, and without a word to the program. */

/** One call as plain data, which keeps nothing alive. */
export interface CallPlace {
  /** As V8 writes it; `""` for nameless functions and modules. */
  name: string;
  /** URL or path of the script; `""` for V8's own functions. */
  script: string;
  /** 1-based, in the original source; 0 for V8's own functions. */
  line: number;
  column: number;
}

/** What V8 tells of one call. Holds on to the function. */
interface CallSite {
  getFunctionName(): string | null;
  getScriptNameOrSourceURL(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  isAsync(): boolean;
}

const { defineProperty, deleteProperty, getOwnPropertyDescriptor } = Reflect;
/** V8 reads the limit here, whatever the program has put under this name since. */
const IntrinsicError = Error;

/** Calls that are captured. What the runtime puts between the program and an op takes some. */
export const MOST_CAPTURED = 31;
/** The same where only the innermost matter: of a deep stack that takes a third of the time. */
export const FEW_CAPTURED = 13;
/** What a program has that has never said. */
const DEFAULT_LIMIT = 10;
/** Calls of our own. */
const MOST_SKIPPED = 5;

/** May the limit be changed for a moment without running code of the program? Looked up now and then. */
let isLimitOurs = false;

/** Look again whether the limit of captured calls may be changed. */
export function checkLimit(): void {
  const limit = getOwnPropertyDescriptor(IntrinsicError, "stackTraceLimit");
  isLimitOurs = limit?.writable === true && typeof limit.value === "number";
}

/**
 * So many calls of the running stack, as V8 keeps them: 1.5 us, in a deep stack more. It holds on to functions and receivers. The
 * first call is this function.
 */
export function captureRaw(most: number): Error {
  if (!isLimitOurs) return new IntrinsicError();
  const limit = IntrinsicError.stackTraceLimit;
  IntrinsicError.stackTraceLimit = most;
  const raw = new IntrinsicError();
  IntrinsicError.stackTraceLimit = limit;
  return raw;
}

/** The calls of a raw stack, one by one as they are asked for. */
export class RawCalls {
  #sites: readonly CallSite[];
  #plain: readonly CallPlace[] | undefined;
  readonly #most: number;
  #depth: number | undefined;

  /** `most`: how many were to be captured; `skip`: calls of our own at the inner end. */
  constructor(raw: Error, most: number, skip: number) {
    this.#sites = sitesOf(raw).slice(skip);
    this.#most = (isLimitOurs ? most : DEFAULT_LIMIT) - MOST_SKIPPED;
  }

  get length(): number {
    return this.#plain?.length ?? this.#sites.length;
  }

  /** Hold on to nothing of the program: keep the runtime's calls at the inner end, and so many of the program, as plain data. */
  letGo(most: number): void {
    if (this.#plain !== undefined) return;
    void this.depth;
    const first = this.at(0), places = this.inner(most);
    if (first !== undefined) places[0] = first;
    this.#plain = places;
    this.#sites = [];
  }

  /** How many calls ran, before those that awaited; -1 when there was no room for all of them. */
  get depth(): number {
    return this.#depth ??= this.#findDepth();
  }

  #findDepth(): number {
    let ran = 0, end = this.#sites.length;
    while (ran < end) {
      const middle = (ran + end) >> 1;
      if (this.#sites[middle].isAsync()) end = middle;
      else ran = middle + 1;
    }
    const isWhole = ran < this.#sites.length || ran < this.#most;
    return isWhole ? ran : -1;
  }

  /** A call without its position, which costs most. */
  functionAt(index: number): Pick<CallPlace, "name" | "script"> | undefined {
    if (this.#plain !== undefined) return this.#plain[index];
    const site = this.#sites[index];
    if (site === undefined) return undefined;
    return { name: site.getFunctionName() ?? "", script: site.getScriptNameOrSourceURL() ?? "" };
  }

  /** A call. */
  at(index: number): CallPlace | undefined {
    if (this.#plain !== undefined) return this.#plain[index];
    const called = this.functionAt(index), site = this.#sites[index];
    if (called === undefined || site === undefined) return undefined;
    return { ...called, line: site.getLineNumber() ?? 0, column: site.getColumnNumber() ?? 0 };
  }

  /** The runtime's calls at the inner end, without positions, and the first calls of the program. */
  inner(most: number): CallPlace[] {
    const places: CallPlace[] = [];
    for (let index = 0; !this.#isOfProgram(index) && index < this.length; index++) {
      places.push({ ...this.functionAt(index) ?? { name: "", script: "" }, line: 0, column: 0 });
    }
    return [...places, ...this.ofProgram(most)];
  }

  /** The first calls of the program, without the runtime's before them. */
  ofProgram(most: number): CallPlace[] {
    let from = 0;
    while (from < this.length && !this.#isOfProgram(from)) from++;
    const places: CallPlace[] = [];
    for (let index = from; index < Math.min(from + most, this.length); index++) {
      const place = this.at(index);
      if (place !== undefined) places.push(place);
    }
    return places;
  }

  #isOfProgram(index: number): boolean {
    return /^(?!ext:|node:)./.test(this.functionAt(index)?.script ?? "");
  }
}

/** What the program has put into `Error.prepareStackTrace` is put back as it was, and not called. */
function sitesOf(raw: Error): readonly CallSite[] {
  // Deno calls the function that stands in the global `Error`, so that is where ours must stand.
  const holder = getOwnPropertyDescriptor(globalThis, "Error")?.value;
  if (typeof holder !== "function") return [];
  const prepare = getOwnPropertyDescriptor(holder, "prepareStackTrace");
  let sites: readonly CallSite[] = [];
  const value = (error: unknown, found: readonly CallSite[]) => {
    if (error === raw) sites = found;
    return "";
  };
  const isFixed = prepare?.configurable === false;
  try {
    const isOurs = defineProperty(
      holder,
      "prepareStackTrace",
      isFixed ? { value } : { value, configurable: true, writable: true },
    );
    if (isOurs) void raw.stack;
  } catch {
    return []; // a proxy in place of `Error`, or a torn stack
  } finally {
    if (prepare === undefined) deleteProperty(holder, "prepareStackTrace");
    else defineProperty(holder, "prepareStackTrace", prepare);
  }
  return sites;
}
