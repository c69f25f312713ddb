/** generic-pool: each has one connection and wants a second one. */
import { load } from "./packages.js";

const { createPool } = await load("generic-pool");

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

const pool = createPool({ create: () => Promise.resolve({}), destroy: () => Promise.resolve() }, { max: 2 });
async function order() {
  const connection = await pool.acquire();
  await pause();
  const second = await pool.acquire(); // <- pool pool
  pool.release(second);
  pool.release(connection);
}
order();
order();
