/** What makes drawings of real programs comparable: paths and, where they do not count, positions. */

/** The drawing with the names of files alone. */
export function withoutPaths(lines: readonly string[]): string {
  return lines.join("").replaceAll(/(?:file:\/\/)?\/[^\s()]*\/(?=[\w.]+\.ts:)/g, "");
}

/** The same without lines and columns. */
export function withoutPositions(drawing: string): string {
  return drawing.replaceAll(/\.ts:\d+(?::\d+)?/g, ".ts:LINE:COL").replaceAll(/\(line \d+\)/g, "(line N)");
}

/** The text of a template: without its first line break, and without the indentation of its last line. */
export function drawn(template: string): string {
  const indentation = /\n( *)$/.exec(template)?.[1] ?? "";
  return template.replace(/^\n/, "").replace(/ *$/, "").replaceAll(new RegExp(`^${indentation}`, "gm"), "");
}
