/** tarn, of knex: the same, but it gives up after an hour, so nobody is stuck. */
import { load } from "./packages.js";

const { Pool } = await load("tarn");

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

const pool = new Pool({ create: () => ({}), destroy() {}, min: 0, max: 2, acquireTimeoutMillis: 3_600_000 });
async function order() {
  const connection = await pool.acquire().promise;
  await pause();
  const second = await pool.acquire().promise;
  pool.release(second);
  pool.release(connection);
}
order();
order();
