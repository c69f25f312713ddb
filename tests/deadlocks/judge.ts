/** What must be found in a program, read from the marks in its text. Shares no code with the product. */

/** The marks of a file: for each circle the lines of its awaits, one entry for each member, in order. */
export function marksOf(text: string): Map<string, number[]> {
  const found = new Map<string, number[]>();
  text.split("\n").forEach((line, index) => {
    for (const mark of /\/\/ <- (.+)$/.exec(line)?.[1].split(" ") ?? []) {
      found.set(mark, [...found.get(mark) ?? [], index + 1]);
    }
  });
  return found;
}

/** What was found, in the same form. */
export interface Found {
  description: string;
  url: string;
  lines: number[];
}

/** The marks that nothing matches, and what no mark asked for. */
export function compare(
  marks: ReadonlyMap<string, number[]>,
  found: readonly Found[],
): { missing: string[]; extra: string[] } {
  const rest = [...found];
  const missing: string[] = [];
  for (const [mark, lines] of marks) {
    const at = rest.findIndex((circle) => String(circle.lines.toSorted((a, b) => a - b)) === String(lines));
    if (at < 0) missing.push(`${mark} (lines ${lines.join(", ")})`);
    else rest.splice(at, 1);
  }
  return { missing, extra: rest.map(({ description }) => description) };
}
