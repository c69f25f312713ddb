// Many callers share one load in flight, and that load never ends.
// https://github.com/apollographql/GitHunt-API/issues/256

class Cache<T> {
  #inFlight = new Map<string, Promise<T>>();

  constructor(readonly load: (key: string) => Promise<T>) {}

  async get(key: string): Promise<T> {
    let value = this.#inFlight.get(key);
    if (!value) this.#inFlight.set(key, value = this.load(key));
    return await value; // <- stuck: Cache.get
  }

  get size(): number {
    return this.#inFlight.size;
  }
}

class Replica {
  #queries = new Map<string, (row: string) => void>();

  async query(key: string): Promise<string> {
    return await new Promise<string>((resolve) => this.#queries.set(key, resolve)); // <- stuck: Replica.query
  }
}

const replica = new Replica();
const users = new Cache<string>((key) => replica.query(key));

async function renderComment(author: string): Promise<string> {
  return `<p>${await users.get(author)}</p>`; // <- stuck: renderComment
}

async function renderPage(authors: string[]): Promise<string> {
  return (await Promise.all(authors.map(renderComment))).join("");
}

setInterval(() => console.error("loads in flight:", users.size), 5_000);
setTimeout(() => console.log("ready"), 300);
console.log(await renderPage(["ada", "ada", "ada", "grace", "ada"]));
