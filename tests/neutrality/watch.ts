/** A process that is looked at: the log of its programs, the events at which to look, and what the looks saw. */
import { type Look, lookAs } from "./looks.ts";
import type { Seen, WaysToWatch } from "./plan.ts";

/** The log of one process, at whose events it is looked at. */
export class Watch {
  readonly seen: Seen;
  readonly #plan: WaysToWatch;
  readonly #look: Look;
  readonly #moments: ReadonlySet<number>;
  readonly #lines: string[] = [];
  /** Rejections that are not told in order. */
  readonly #apart: string[] = [];
  #state: "loading" | "on" | "looking" | "over" = "loading";

  private constructor(plan: WaysToWatch, seen: Seen, look: Look) {
    this.seen = seen;
    this.#plan = plan;
    this.#look = look;
    this.#moments = new Set(plan.moments);
    globalThis.addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      this.#tell(`unhandled ${event.reason}`);
    });
    globalThis.addEventListener("rejectionhandled", (event) => this.#tell(`handled ${event.reason}`));
  }

  /** Look in such a way, once it is started. `items`: things to extract. */
  static async begin(plan: WaysToWatch, items: () => object[]): Promise<Watch> {
    const seen: Seen = { dumps: 0, frames: 0, events: 0, errors: [] };
    return new Watch(plan, seen, await lookAs(plan.how, seen, items));
  }

  /** All is loaded. The order in which that happens depends on the file system. */
  start(): void {
    this.#state = "on";
  }

  /** Something happened. */
  log(event: string): void {
    if (this.#state === "loading") return;
    this.#lines.push(this.#state === "looking" ? `${event} WHILE LOOKING` : event);
    if (!this.#moments.has(this.seen.events++) || this.#state !== "on") return;
    this.#state = "looking";
    try {
      this.#look.take();
    } catch (error) {
      this.seen.errors.push(String(error));
    }
    this.#state = "on";
  }

  /** Tell what happened since the last time. */
  print(title: string): void {
    console.log([`-- ${title}`, ...this.#lines.splice(0), ...this.#apart.splice(0).sort()].join("\n"));
  }

  /** Until who started us says so: a dump by pid is taken meanwhile. */
  async pause(): Promise<void> {
    if (!this.#plan.pauses) return;
    await Deno.stderr.write(new TextEncoder().encode("paused\n"));
    await Deno.stdin.read(new Uint8Array(1));
  }

  /** What looks keep for a short time only is let go of. */
  rest(): void {
    if (this.#state === "on") this.#look.rest?.();
  }

  /** No more looks. */
  async end(): Promise<void> {
    this.#state = "over";
    await this.#look.end();
  }

  /** Tell what the looks saw: a test whose dumps see nothing proves nothing. */
  report(): void {
    if (this.#plan.seen !== "") Deno.writeTextFileSync(this.#plan.seen, JSON.stringify(this.seen));
  }

  #tell(rejection: string): void {
    if (this.#plan.rejections === "apart") this.#apart.push(rejection);
    else this.log(rejection);
  }
}
