/** A gate that is shut. */
import { Gate } from "./gate.ts";

export const gate = new Gate();
async function twice(): Promise<void> {
  await gate.enter();
  await null;
  await gate.enter();
  gate.leave();
}
twice();
await new Promise((resolve) => setTimeout(resolve, 10));
