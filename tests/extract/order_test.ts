/** A look leaves the order alone in which the program goes on. */
import { assertEquals } from "@std/assert";
import { extract, extractAll, type Stack } from "../../mod.ts";
import { takeHeapView } from "../../lowlevel.ts";

/** Modules that one promise holds up, all imported; what waits for them in turn. `look` is called where the first of them goes on. */
async function order(look: () => unknown): Promise<string[]> {
  const gate = Promise.withResolvers<void>(), seen: string[] = [];
  Object.assign(globalThis, { heldUp: gate.promise });
  const all = [1, 2, 3].map(async (number) => {
    await import(`data:text/javascript,await heldUp; // ${number} ${crypto.randomUUID()}`);
    seen.push(`${number} goes on`);
    if (number === 1) look();
    await null;
    seen.push(`${number} ends`);
  });
  await new Promise((resolve) => setTimeout(resolve, 20)); // all are imported
  gate.resolve();
  await Promise.all(all);
  return seen;
}

for (
  const [name, look] of [
    ["extractAll()", extractAll],
    ["extract()", (): Stack => extract(Promise.withResolvers().promise)],
    ["takeHeapView()", takeHeapView],
  ] as const
) {
  Deno.test(`${name} does not change the order in which functions go on that wait for imports`, async () => {
    assertEquals(await order(look), await order(() => {}));
  });
}
