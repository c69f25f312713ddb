class Pool {
  #free: Array<() => void> = [];
  async take(): Promise<void> {
    const waiting = new Promise<void>((resolve) => this.#free.push(resolve));
    await waiting;
  }
}
const pool = new Pool();
async function query(): Promise<void> {
  await pool.take();
}
const retry = async (times: number): Promise<void> => {
  for (let i = 0; i < times; i++) {
    try {
      await query();
    } finally {
      await null;
    }
  }
};
async function* rows(): AsyncGenerator<number> {
  yield 1;
  await query();
  yield 2;
}
async function read(): Promise<number> {
  let sum = 0;
  for await (const row of rows()) sum += row;
  return sum;
}
/** Starts both; they wait for ever. */
export async function start(): Promise<void> {
  await Promise.all([retry(3), read()]);
}
