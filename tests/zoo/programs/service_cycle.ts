// Two services wait for each other to be created.
// https://github.com/nodejs/node/issues/25504

type Factory = (container: Container) => Promise<unknown>;

class Container {
  #instances = new Map<string, Promise<unknown>>();

  constructor(readonly factories: Record<string, Factory>) {}

  get(name: string): Promise<unknown> {
    let instance = this.#instances.get(name);
    if (!instance) {
      const create = this.factories[name];
      instance = Promise.resolve(this).then(create);
      this.#instances.set(name, instance);
    }
    return instance;
  }

  get created(): number {
    return this.#instances.size;
  }
}

async function createDatabase(container: Container): Promise<string> {
  const config: unknown = await container.get("config"); // <- stuck: createDatabase
  return `database with ${config}`;
}

async function createConfig(container: Container): Promise<string> {
  const secrets: unknown = await container.get("secrets"); // <- stuck: createConfig
  return `config with ${secrets}`;
}

async function createSecrets(container: Container): Promise<string> {
  return `secrets from ${await container.get("database")}`; // <- stuck: createSecrets
}

const container = new Container({
  database: createDatabase,
  config: createConfig,
  secrets: createSecrets,
});
setInterval(() => console.error("services:", container.created), 5_000);
setTimeout(() => console.log("ready"), 300);
await container.get("database");
