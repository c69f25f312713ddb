/** What `import` of the front door adds to a program that does nothing else: whole processes, one and the other by turns. */
import { fileURLToPath } from "node:url";
import { median, tell, timeProcess } from "./measurement.ts";

const ROUNDS = 26; // the first one fills Deno's cache, and is dropped

const ours: number[] = [], floor: number[] = [];
const directory = await Deno.makeTempDir();
try {
  const empty = `${directory}/empty.ts`, importing = `${directory}/importing.ts`;
  await Deno.writeTextFile(empty, "export {};\n");
  await Deno.writeTextFile(importing, `import ${JSON.stringify(new URL("../mod.ts", import.meta.url).href)};\n`);
  const config = `--config=${fileURLToPath(new URL("../deno.json", import.meta.url))}`;
  for (let round = 0; round < ROUNDS; round++) {
    floor.push(await timeProcess(["run", config, empty]));
    ours.push(await timeProcess(["run", config, importing]));
  }
} finally {
  await Deno.remove(directory, { recursive: true });
}
tell([{
  what: "import of mod.ts",
  unit: "ms",
  ours: median(ours.slice(1)),
  floor: median(floor.slice(1)),
  floorIs: "empty module",
  compare: "difference",
  goal: 10,
}]);
