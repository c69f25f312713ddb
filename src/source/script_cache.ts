/** What was read of scripts, each text once in a process. */

/** What gives the text of a script. */
export interface Texts {
  /** The whole text; `undefined` when it cannot be read. */
  text(url: string): string | undefined;
}

/** Most scripts, and most characters of their texts, that are remembered. */
const MOST_SCRIPTS = 256;
const MOST_CHARACTERS = 8_000_000;

/** Remembers what was read of the scripts that were used last. */
export class ScriptCache<Reading> {
  readonly #read: (url: string, text: string) => Reading | undefined;
  readonly #known = new Map<string, { text: string; reading: Reading | undefined }>();
  #characters = 0;

  /** `read` gives `undefined` for a text that is not understood. */
  constructor(read: (url: string, text: string) => Reading | undefined) {
    this.#read = read;
  }

  /** What there is to read of a script; `undefined` when it cannot be read or is not understood. */
  of(texts: Texts, url: string): Reading | undefined {
    const text = texts.text(url);
    if (text === undefined) return undefined;
    const found = this.#known.get(url);
    if (found !== undefined) this.#forget(url, found.text);
    const entry = found?.text === text ? found : { text, reading: this.#try(url, text) };
    this.#known.set(url, entry); // anew, so that the last in order is the last one used
    this.#characters += text.length;
    for (const [oldest, { text }] of this.#known) {
      if (this.#known.size <= MOST_SCRIPTS && this.#characters <= MOST_CHARACTERS) break;
      this.#forget(oldest, text);
    }
    return entry.reading;
  }

  #try(url: string, text: string): Reading | undefined {
    try {
      return this.#read(url, text);
    } catch {
      return undefined; // A dump goes on without the syntax of a script that surprises us.
    }
  }

  #forget(url: string, text: string): void {
    this.#known.delete(url);
    this.#characters -= text.length;
  }
}
