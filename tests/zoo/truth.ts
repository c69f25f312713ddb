/**
 * What must be found in a program of the zoo, read from the marks in its source text.
 *
 * This is the judge of the zoo: it shares no code with the product.
 */

export interface Culprit {
  className: string | undefined;
  functionName: string;
  line: number;
  /** Of the `await`; `undefined` where only the line is certain. */
  column: number | undefined;
  /** The source line as a dump shows it. */
  text: string;
}

const mark = /\/\/ <- stuck( \(line only\))?: (?:([\w$]+)\.)?(\S+)$/;

/** The marked lines: `await reply; // <- stuck: Client.call`. The mark names the function that waits there. */
export function culpritsOf(source: string): Culprit[] {
  return source.split(/\r?\n/).flatMap((text, index): Culprit[] => {
    const found = mark.exec(text);
    if (!found) return [];
    const [, lineOnly, className, functionName] = found;
    const awaits = [...text.slice(0, found.index).matchAll(/\bawait\b/g)];
    if (awaits.length !== 1) {
      throw new Error(`Cannot read a mark as its line must have one await: line ${index + 1} has ${awaits.length}`);
    }
    const column = lineOnly ? undefined : awaits[0].index + 1;
    return [{ className, functionName, line: index + 1, column, text: text.trim() }];
  });
}
