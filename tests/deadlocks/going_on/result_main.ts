// One is about to go on, and another one that waits for its result opens the gate.
import { gate } from "./shut.ts";
import { report } from "./report.ts";

{
  async function quick(): Promise<void> {
    await Promise.resolve();
  }
  async function main(): Promise<void> {
    await quick();
    gate.leave();
  }
  main();
}
report();
