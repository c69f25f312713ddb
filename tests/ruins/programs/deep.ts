/** Looks at itself with ever less room left on the stack. Prints what came of each look. */
import { extract, extractAll, extractSince } from "../../../mod.ts";

const door = Promise.withResolvers<void>();

async function waits(): Promise<void> {
  await door.promise;
}

const waiting = waits();

/** Act with so many words of the stack taken. */
function below(words: number, action: () => void): void {
  Reflect.apply(action, undefined, new Array(words).fill(0));
}

/** How many words of the stack are free. */
function freeWords(): number {
  let fits = 0;
  for (let step = 2 ** 20; step >= 16; step /= 2) {
    try {
      below(fits + step, () => {});
      fits += step;
    } catch {
      // too many
    }
  }
  return fits;
}

const LOOKS: Record<string, () => string> = {
  extractAll: () => extractAll().notes[0] ?? "seen",
  extract: () => extract(waiting).error?.message ?? "seen",
  extractSince: () => extractSince(undefined).error?.message ?? "seen",
};

const free = freeWords();
const tried: Record<string, Record<string, string>> = {};
for (const [name, look] of Object.entries(LOOKS)) {
  const said: Record<string, string> = tried[name] = {};
  for (const left of [256, 128, 64, 16, 4, 2, 1]) {
    try {
      below(free - left * 1024 / 8, () => said[left] = look());
    } catch (error) {
      said[left] = `threw ${error}`;
    }
  }
}
console.log(JSON.stringify(tried));
door.resolve();
await waiting;
console.log("end");
