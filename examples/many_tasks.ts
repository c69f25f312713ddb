/** Which of three hundred tasks is it? Those that are alike are drawn once, after the one for which they wait. */
import { extractAll } from "@stackscope/stackscope";

let last = Promise.resolve();
const disk = Promise.withResolvers<void>();

async function inTurn(work: () => Promise<void>) {
  const before = last;
  const turn = Promise.withResolvers<void>();
  last = turn.promise;
  await before;
  await work();
  turn.resolve();
}

async function backUp() {
  await inTurn(() => disk.promise);
}

async function save(order: number) {
  await inTurn(() => disk.promise.then(() => void order));
}

async function expire(order: number) {
  await new Promise((resolve) => setTimeout(resolve, 1000 + order));
}

const orders = Array.from({ length: 150 }, (_, order) => order);
const work = [backUp(), ...orders.map(save), ...orders.map(expire)];
await Promise.resolve(); // The backup goes on, as it has its turn.
console.log(extractAll().formatGrouped().join(""));

disk.resolve();
await Promise.all(work);

// Output:
// deno 2.9.6, pid 4711: 301 tasks wait in 452 frames, in 3 groups
//
// What most wait for:
// - 151 x inTurn at many_tasks.ts:12:3: a promise held by disk.promise
// - 150 x expire at many_tasks.ts:25:3: setTimeout 1000 to 1149 ms
//
// #1 backUp, waiting in inTurn; 150 others wait for it
// ╠ backUp in many_tasks at /srv/stackscope/examples/many_tasks.ts:17:3
// ║ └ await inTurn(() => disk.promise);
// ╠ inTurn in many_tasks at /srv/stackscope/examples/many_tasks.ts:12:3
// ║ └ await work();
// ╚ a promise held by disk.promise
//
// 150 x save (#2, #3, #4, ...), waiting in inTurn
// ╠ save in many_tasks at /srv/stackscope/examples/many_tasks.ts:21:3
// ║ └ await inTurn(() => disk.promise.then(() => void order));
// ╠ inTurn in many_tasks at /srv/stackscope/examples/many_tasks.ts:11:3
// ║ └ await before;
// ╚ 149 x a promise that inTurn at many_tasks.ts:11:3 can settle, by a local (149 different)
// ╚ 1 x a promise that inTurn at many_tasks.ts:12:3 can settle, by a local (#1)
//
// 150 x expire (#152, #153, #154, ...)
// ╠ expire in many_tasks at /srv/stackscope/examples/many_tasks.ts:25:3
// ║ └ await new Promise((resolve) => setTimeout(resolve, 1000 + order));
// ╚ setTimeout 1000 to 1149 ms
