/** The strings of a heap snapshot, while they come in. */
import { SnapshotError } from "./snapshot_error.ts";

const QUOTE = 34, BACKSLASH = 92, CLOSING = 93;

/** The bytes of the strings, and where each one starts in them. */
export class SnapshotStrings {
  /** Has the end come? */
  isDone = false;
  #bytes = new Uint8Array(0);
  #length = 0;
  #starts = new Uint32Array(1024);
  #count = 0;
  #isInside = false;
  /** Bytes of an escape that are still to come, the backslash taken. */
  #escape = 0;

  /** `room`: bytes that will come, these included. */
  push(bytes: Uint8Array, room: number): void {
    if (this.isDone) return;
    if (this.#bytes.length === 0) this.#bytes = new Uint8Array(room);
    if (this.#length + bytes.length > this.#bytes.length) throw new SnapshotError("it grew while it was read");
    this.#bytes.set(bytes, this.#length);
    for (let at = 0; at < bytes.length && !this.isDone;) {
      at = this.#scan(bytes, at, Math.min(bytes.length, at + 65_536));
    }
    this.#length += bytes.length;
  }

  #scan(bytes: Uint8Array, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      const c = bytes[at];
      if (this.#escape > 0) this.#readEscape(c);
      else if (this.#isInside) {
        if (c === BACKSLASH) this.#escape = 5;
        else if (c === QUOTE) this.#isInside = false;
        else if (c < 32) throw new SnapshotError("its strings are no JSON");
      } else if (c === QUOTE) {
        this.#start(this.#length + at);
        this.#isInside = true;
      } else if (c === CLOSING) {
        this.#start(this.#length + at);
        this.isDone = true;
        return at + 1;
      } else if (c !== 44 && c !== 10 && c !== 13 && c !== 32) throw new SnapshotError("its strings are no JSON");
    }
    return to;
  }

  /** One of `"\/bfnrt`, or `u` and four digits. */
  #readEscape(c: number): void {
    if (this.#escape === 5) {
      if (!isAmong(c, '"\\/bfnrtu')) throw new SnapshotError("its strings are no JSON");
      this.#escape = c === 117 ? 4 : 0;
    } else {
      if (!isAmong(c, "0123456789abcdefABCDEF")) throw new SnapshotError("its strings are no JSON");
      this.#escape--;
    }
  }

  #start(at: number): void {
    if (this.#count === this.#starts.length) {
      const grown = new Uint32Array(2 * this.#count);
      grown.set(this.#starts);
      this.#starts = grown;
    }
    this.#starts[this.#count++] = at;
  }

  /** The last start is the end. */
  finish(): { bytes: Uint8Array; stringAt: Uint32Array } {
    return { bytes: this.#bytes, stringAt: this.#starts.slice(0, this.#count) };
  }
}

function isAmong(code: number, characters: string): boolean {
  return characters.includes(String.fromCharCode(code));
}
