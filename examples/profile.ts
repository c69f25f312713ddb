/**
 * Who calls the parser so often? Counted as a profiler does it: from the innermost frame outward, as far as needed, with
 * nothing kept but names. These steps never throw and run no code of the program, so they may stand anywhere.
 */
import { frameCode, innermostFrame, nextFrame } from "@stackscope/stackscope/lowlevel";

const samples = new Map<string, number>();

function sample(depth: number) {
  const names: string[] = [];
  let frame = innermostFrame(); // this function itself
  for (let steps = 0; steps < depth && frame !== undefined; steps++) {
    frame = nextFrame(frame);
    const name = frame && frameCode(frame)?.name;
    if (name !== undefined) names.unshift(name);
  }
  const path = names.join(" > ");
  samples.set(path, (samples.get(path) ?? 0) + 1);
}

function parse(text: string) {
  sample(2);
  return text.split(",");
}

function importRows(rows: string[]) {
  return rows.map(parse);
}

function readHeader(row: string) {
  return parse(row);
}

readHeader("id,name");
importRows(["1,Ada", "2,Grace", "3,Joan"]);
for (const [path, count] of samples) console.log(`${count} ${path}`);

// Output:
// 1 readHeader > parse
// 3 map > parse
