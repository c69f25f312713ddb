/** What is seen without `--allow-sys`, as JSON on stdout. */
import { extract, extractAll } from "../../../mod.ts";
import { Thing } from "../held.ts";

const { promise, resolve } = Promise.withResolvers<void>();

async function waits(): Promise<void> {
  using held = new Thing();
  await promise;
  void held;
}

const waiting = waits();
const { frames, error } = extract(waiting);
console.log(JSON.stringify({
  frames: frames.map(({ functionName }) => functionName),
  contexts: frames.flatMap(({ contexts }) => contexts.map(({ obj, typeName }) => typeName ?? obj?.constructor.name)),
  error: error?.message ?? null,
  notes: extractAll().notes,
}));
resolve();
await waiting;
