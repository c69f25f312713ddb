/** The program around a trick: one takes the gate twice, and only the trick could let it go on. */

/** With names of its own, as a name that one program mentions may be what another one hides. `isInner`: not at the top of a module. */
export function programOf(code: string, number: number, { isInner = false } = {}): string {
  const text = `${GATE}\n${code}\n`;
  const imports = [...text.matchAll(/\bimport (?:[^;"(]+ from )?"[^"]+";/g)].map(([statement]) => statement);
  const inner = imports.reduce((rest, statement) => rest.replace(statement, ""), text);
  const placed = number % 2 === 0 ? `{\n${inner}}\n` : `async function main() {\n${inner}}\nmain();\n`;
  return (isInner && !/\bexport (?:{|function)/.test(code) ? `${imports.join("\n")}\n${placed}` : text).replace(
    /\b(?:enter|leave|queue|shut|gate|Gate|theGate|keepme|fr|within|inTime)\b/g,
    (name) => `${name}${number}`,
  )
    .replace(/(["'}])ve(["'`])/g, `$1ve${number}$2`).replace(/"ve\(\)"/g, `"ve${number}()"`).replaceAll(
      /le\\u0061ve/g,
      `le\\u0061ve${number}`,
    )
    .replace(/"\.\/(\w+)\.js"/g, `"./$1${number}.js"`);
}

/** Modules that a trick may import. */
export function helpersOf(number: number): Record<string, string> {
  return {
    [`shared${number}.js`]: `let held;
export function share(gate) { held = gate; }
export function free() { held?.leave${number}(); }\n`,
    [`standard${number}.js`]: `let held;
class Table { share(gate) { held = gate; } free() { held?.leave${number}(); } }
export default new Table();\n`,
    [`alias${number}.js`]: `let held;
export function share(gate) { held = gate; }
export const handlers = new (class { free() { held?.leave${number}(); } })();\n`,
  };
}

const GATE = `class Gate {
  #queue = [];
  #shut = false;
  enter() {
    if (this.#shut) return new Promise((resolve) => this.#queue.push(resolve));
    this.#shut = true;
    return Promise.resolve();
  }
  leave() {
    const first = this.#queue.shift();
    if (first) first();
    else this.#shut = false;
  }
  async within(body) {
    await this.enter();
    try {
      return await body();
    } finally {
      this.leave();
    }
  }
  inTime(patience) {
    return Promise.race([this.enter(), new Promise((_, reject) => setTimeout(() => reject(new Error("late")), patience))]);
  }
}
const gate = new Gate();
async function twice() {
  await gate.enter();
  await null;
  await gate.enter();
  gate.leave();
  gate.leave();
}
twice();`;
