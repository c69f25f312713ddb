/** Source lines, read when they are asked for, without ever asking for a permission. */

/** Reads lines of source files; one per dump, so that each file is read once. */
export class SourceLines {
  readonly #files = new Map<string, readonly string[] | undefined>();
  readonly #unread = new Map<string, string>();

  /** The line, stripped; `""` when it cannot be read or does not exist. */
  line(url: string, line: number): string {
    if (line <= 0 || !url.startsWith("file://")) return "";
    return this.#lines(url)?.[line - 1]?.trim() ?? "";
  }

  /** The text of a line from a position on; `""` when it cannot be read. */
  rest(url: string, { line, column }: { line: number; column: number }): string {
    if (line <= 0 || !url.startsWith("file://")) return "";
    return this.#lines(url)?.[line - 1]?.slice(Math.max(0, column - 1)) ?? "";
  }

  /** Files that could not be read, with the reason. */
  get unread(): ReadonlyMap<string, string> {
    return this.#unread;
  }

  #lines(url: string): readonly string[] | undefined {
    if (/#\d+-\d+\.\w+$/.test(url)) return undefined; // a documentation test: its lines are not those of the file
    if (this.#files.has(url)) return this.#files.get(url);
    let lines: readonly string[] | undefined;
    try {
      const file = new URL(url);
      const { state } = Deno.permissions.querySync({ name: "read", path: file });
      if (state === "granted") lines = Deno.readTextFileSync(file).split(/\r\n|[\n\r\u2028\u2029]/);
      else this.#unread.set(decodeURIComponent(file.pathname), "no permission to read it");
    } catch (error) {
      this.#unread.set(url, error instanceof Deno.errors.NotFound ? "the file is gone" : "it cannot be read");
    }
    this.#files.set(url, lines);
    return lines;
  }
}
