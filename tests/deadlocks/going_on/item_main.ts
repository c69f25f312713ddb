// A generator is about to go on, and the one who waits for its next item opens the gate.
import { gate } from "./shut.ts";
import { report } from "./report.ts";

async function* items(): AsyncGenerator<number> {
  yield 1;
}
{
  const main = async () => {
    for await (const _ of items()) gate.leave();
  };
  main();
}
report();
