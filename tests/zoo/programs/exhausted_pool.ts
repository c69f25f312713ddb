// All connections are inside transactions, and each transaction makes one query outside of its own.
// https://github.com/knex/knex/issues/1040

class Connection {
  async query(sql: string): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, 10));
    return sql;
  }
}

class Pool {
  #idle: Connection[];
  #queue: ((connection: Connection) => void)[] = [];

  constructor(max: number) {
    this.#idle = Array.from({ length: max }, () => new Connection());
  }

  async #acquire(): Promise<Connection> {
    const connection = this.#idle.pop();
    if (connection) return connection;
    const released = new Promise<Connection>((resolve) => this.#queue.push(resolve));
    return await released; // <- stuck: Pool.#acquire
  }

  async transaction(body: (trx: Connection) => Promise<void>): Promise<void> {
    const connection = await this.#acquire();
    await body(connection);
    const next = this.#queue.shift();
    if (next) next(connection);
    else this.#idle.push(connection);
  }
}

const pool = new Pool(3);

async function placeOrder(id: number): Promise<void> {
  await pool.transaction(async (trx) => {
    await trx.query(`insert into orders values (${id})`);
    await pool.transaction(async (other) => void await other.query("update stock"));
  });
}

for (let id = 1; id <= 5; id++) placeOrder(id);
setInterval(() => console.error("pool:", pool), 5_000);
setTimeout(() => console.log("ready"), 300);
