/** Who holds the lock? Two orders wait for it, and the dump says at each of them that the backup has it. */
import { extractAll } from "@stackscope/stackscope";
import { Mutex } from "./mutex.ts";

const database = new Mutex("database");
const disk = Promise.withResolvers<void>();

async function backUp() {
  using _lock = await database.acquire("the backup");
  await disk.promise;
}

async function save(order: number) {
  using _lock = await database.acquire(`order ${order}`);
}

const work = [backUp(), save(1), save(2)];
await Promise.resolve(); // The backup goes on with the lock.
console.log(String(extractAll()));

disk.resolve();
await Promise.all(work);

// Output:
// deno 2.9.6, pid 4711: 3 tasks wait in 5 frames
//
// #1 backUp
// ╠ backUp in lock_holder at /srv/stackscope/examples/lock_holder.ts:10:3
// ║ ├ using _lock = await database.acquire("the backup");  # _lock: Lock (line 9)
// ║ ├── wanted by order 1
// ║ ├── wanted by order 2
// ║ └ await disk.promise;
// ╚ a promise held by disk.promise
//
// #2 save
// ╠ save in lock_holder at /srv/stackscope/examples/lock_holder.ts:14:17
// ║ └ using _lock = await database.acquire(`order ${order}`);
// ╠ Mutex.acquire in mutex at /srv/stackscope/examples/mutex.ts:22:7
// ║ └ await turn.promise;
// ╚ mutex "database", held by the backup
//
// #3 save
// ╠ save in lock_holder at /srv/stackscope/examples/lock_holder.ts:14:17
// ║ └ using _lock = await database.acquire(`order ${order}`);
// ╠ Mutex.acquire in mutex at /srv/stackscope/examples/mutex.ts:22:7
// ║ └ await turn.promise;
// ╚ mutex "database", held by the backup
