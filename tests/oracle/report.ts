/** What the oracle tried and found, for people: at most 100 columns. */
import type { Counts, Tally } from "./compare_many.ts";

const WIDTH = 100;

/** Of so many facts one may be missing with a note, which says why. */
const FACTS_FOR_A_NOTE = 1_000;

/** Is more missing than may be? A few programs do not tell. */
export function lacksTooMuch({ compared, notes }: Tally): boolean {
  return sum(compared) >= 5 * FACTS_FOR_A_NOTE && sum(notes) > sum(compared) / FACTS_FOR_A_NOTE;
}

/** In one line. */
export function lineOfTally({ programs, dumps, compared, dropped, wrong, missing, notes, failed }: Tally): string {
  return `${programs} programs, ${sum(dumps)} dumps, ${sum(compared)} facts (${sum(dropped)} not compared): ` +
    `${wrong} wrong, ${missing} missing (${sum(notes)} more noted); ${failed} failed`;
}

/** All of it. */
export function reportOfTally(tally: Tally): string {
  const { notes, dumps, ages, compared, dropped, constructs } = tally;
  const names = Object.keys(constructs), forms = new Map<string, { seen: number; of: number }>();
  for (const name of names) {
    const [, type, of] = /^(.*) #\d+ of (\d+)$/.exec(name) ?? [];
    if (type !== undefined) forms.set(type, { seen: (forms.get(type)?.seen ?? 0) + 1, of: Number(of) });
  }
  const plain = Object.fromEntries(Object.entries(constructs).filter(([name]) => !name.includes(" #")));
  return [
    "",
    ...paragraph("dumps taken at", dumps),
    ...paragraph("programs by turns run", ages),
    ...paragraph("constructs", plain),
    ...paragraph(
      "forms tried",
      Object.fromEntries([...forms].map(([name, { seen, of }]) => [`of ${of} ${name}`, seen])),
    ),
    ...paragraph("compared", compared),
    ...paragraph("not compared", dropped),
    ...paragraph("missing with a note", notes),
    lineOfTally(tally),
  ].join("\n");
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** `title: 7 of this, 5 of that`, the most frequent first. */
function paragraph(title: string, counts: Counts): string[] {
  const parts = Object.entries(counts).sort(([, a], [, b]) => b - a).map(([name, count]) => `${count} ${name}`);
  const lines = [`${title}:`];
  for (const [i, part] of (parts.length > 0 ? parts : ["none"]).entries()) {
    const text = i < parts.length - 1 ? `${part},` : part, last = lines[lines.length - 1];
    if (last.length + text.length + 1 > WIDTH) lines.push(`  ${text}`);
    else lines[lines.length - 1] = `${last} ${text}`;
  }
  return lines;
}
