/** Source lines, read when they are asked for, without ever asking for a permission. */
import { textOfDataUrl } from "./data_url.ts";

interface SourceFile {
  text: string;
  lines?: readonly string[];
}

/** Why the text of a file is not that of the script that was loaded from it; `undefined` when it is, as far as one can tell. */
export type Doubt = (url: string, text: string) => string | undefined;

/** Reads lines of source files; one per dump, so that each file is read once. */
export class SourceLines {
  readonly #files = new Map<string, SourceFile | undefined>();
  readonly #unread = new Map<string, string>();
  #doubt: Doubt | undefined;

  /** The line, stripped; `""` when it cannot be read or does not exist. */
  line(url: string, line: number): string {
    return this.#line(url, line).trim();
  }

  /** The text of a line from a position on; `""` when it cannot be read. */
  rest(url: string, { line, column }: { line: number; column: number }): string {
    return this.#line(url, line).slice(Math.max(0, column - 1));
  }

  /** The whole text, as V8 counts its columns: without a byte order mark; `undefined` when it cannot be read. */
  text(url: string): string | undefined {
    return this.#file(url)?.text;
  }

  /** Files that could not be read, with the reason. */
  get unread(): ReadonlyMap<string, string> {
    return this.#unread;
  }

  /** Each file that is read from now on is shown to `doubt` first. */
  doubtedBy(doubt: Doubt): void {
    this.#doubt = doubt;
  }

  /** From now on there is nothing to be read of this file. */
  refuse(url: string, reason: string): void {
    if (this.#unread.has(nameOf(url))) return; // it is gone, which says more
    this.#files.set(url, undefined);
    this.#unread.set(nameOf(url), reason);
  }

  #line(url: string, line: number): string {
    if (line <= 0) return "";
    const file = this.#file(url);
    if (file === undefined) return "";
    file.lines ??= file.text.split(/\r\n|[\n\r\u2028\u2029]/);
    return file.lines[line - 1] ?? "";
  }

  #file(url: string): SourceFile | undefined {
    if (url.startsWith("data:")) return this.#data(url);
    if (!url.startsWith("file://")) return undefined;
    if (/#\d+-\d+\.\w+$/.test(url)) return undefined; // a documentation test: its lines are not those of the file
    if (this.#files.has(url)) return this.#files.get(url);
    let read: SourceFile | undefined;
    try {
      const file = new URL(url);
      const { state } = Deno.permissions.querySync({ name: "read", path: file });
      const text = state === "granted" ? Deno.readTextFileSync(file).replace(/^\uFEFF/, "") : undefined;
      const problem = text === undefined ? "no permission to read it" : this.#doubt?.(url, text);
      if (problem !== undefined) this.#unread.set(nameOf(url), problem);
      else if (text !== undefined) read = { text };
    } catch (error) {
      this.#unread.set(nameOf(url), error instanceof Deno.errors.NotFound ? "the file is gone" : "it cannot be read");
    }
    this.#files.set(url, read);
    return read;
  }

  #data(url: string): SourceFile | undefined {
    if (this.#files.has(url)) return this.#files.get(url);
    const text = textOfDataUrl(url);
    const file = text === undefined ? undefined : { text };
    this.#files.set(url, file);
    return file;
  }
}

/** The path of a file. */
function nameOf(url: string): string {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return url;
  }
}
