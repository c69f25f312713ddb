import { oneLine } from "./one_line.ts";
import { partsOf } from "./given.ts";
import { undisturbed } from "./own_language.ts";

/** One of those who wait in a {@linkcode Deadlock}. */
export interface DeadlockMember {
  /** The function that waits, `Class.method` for a method. */
  readonly name: string;
  /** Id of the stack in which it is drawn; `undefined` where it is not. */
  readonly stack: string | undefined;
  /** URL of its script. */
  readonly url: string;
  /** Line of the `await`, 1-based; 0 when unknown. */
  readonly line: number;
  /** Column of the `await`, 1-based; 0 when unknown. */
  readonly column: number;
  /** What it waits for, in words: `its own promise`, `Mutex "b"`, `load()`. */
  readonly waitsFor: string;
  /** Index of the member who would have to go on first. */
  readonly heldBy: number;
  /** Where that one took what this one waits for: `refund() at bank.ts:20:5`; `""` where it is not taken but made. */
  readonly taken: string;
}

/** What a {@linkcode Deadlock} is made of. */
export interface DeadlockInit {
  /** One word for the sort of circle. */
  kind: string;
  /** One line for people. */
  description: string;
  /** Is it proven? */
  certain: boolean;
  /** Who waits, each for the one named by `heldBy`. */
  members: readonly DeadlockMember[];
}

/**
 * A circle of waits: each member waits for what only the next one can give, so none of them goes on.
 *
 * @example Two functions that await each other
 * ```ts
 * import { extractAll } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * const begun: Record<string, Promise<unknown>> = {};
 * async function ask() {
 *   await null;
 *   await begun.answer;
 * }
 * async function answer() {
 *   await null;
 *   await begun.ask;
 * }
 * begun.ask = ask();
 * begun.answer = answer();
 * await new Promise((resolve) => setTimeout(resolve));
 *
 * const [deadlock] = extractAll().deadlocks;
 * assertEquals([deadlock.kind, deadlock.certain], ["promises", true]);
 * assertEquals(deadlock.members.map(({ name }) => name).sort(), Object.keys(begun).sort());
 * ```
 */
export class Deadlock {
  /**
   * One word for the sort of circle: `"self-await"`, `"promises"`, `"modules"`, `"lock"`, `"stream"`,
   * `"messages"` between threads.
   */
  readonly kind: string;
  /** One line for people, such as `2 tasks wait for each other`. */
  readonly description: string;
  /** Is it proven? If not, the circle stands, but a failure elsewhere could still break it, or the other end of a port is not told. */
  readonly certain: boolean;
  /** Who waits, each for the one named by `heldBy`. */
  readonly members: readonly DeadlockMember[];

  /** A deadlock of these parts. */
  constructor(init: DeadlockInit) {
    const parts = partsOf(init, "a deadlock", (init) => ({
      kind: init.kind,
      description: init.description,
      certain: init.certain,
      members: init.members,
    }));
    this.kind = parts.kind;
    this.description = parts.description;
    this.certain = parts.certain;
    this.members = parts.members;
  }

  /** The description, then a line for each member. */
  toString(): string {
    return undisturbed(() => {
      const head = `${this.certain ? "Deadlock" : "Possible deadlock"}: ${this.description}`;
      return [head, ...this.members.map((member) => oneLine(this.#line(member)))].join("\n");
    });
  }

  #line(member: DeadlockMember): string {
    const holder = this.members[member.heldBy];
    const self = holder === member || holder === undefined;
    const held = member.taken === "" ? "" : `, held by ${self ? "" : `${idOf(holder)}`}${member.taken}`;
    return `${placeOf(member)} waits for ${member.waitsFor}${held}`;
  }
}

function placeOf(member: DeadlockMember): string {
  const { name, url, line, column } = member;
  const file = url.startsWith("data:") ? "data:…" : url.replace(/^.*\//, "");
  const at = line === 0 ? "" : ` at ${file}:${line}${column === 0 ? "" : `:${column}`}`;
  return `${idOf(member)}${name}${at}`;
}

function idOf({ stack }: DeadlockMember): string {
  return stack === undefined ? "" : `#${stack} `;
}
