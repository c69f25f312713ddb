// One is about to go on, and another one that waits for its result opens the gate.
import { gate } from "./shut.ts";
import { report } from "./report.ts";

{
  const quick = async () => {
    await Promise.resolve();
  };
  const main = async () => {
    await quick();
    gate.leave();
  };
  main();
}
report();
