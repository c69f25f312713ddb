// Three of the four parts of a Promise.all are done, the fourth never will be.
// https://github.com/nodejs/node/issues/29355

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

class FeatureFlags {
  #listeners: ((flags: string[]) => void)[] = [];

  get listeners(): number {
    return this.#listeners.length;
  }

  async load(): Promise<string[]> {
    const changed = new Promise<string[]>((resolve) => this.#listeners.push(resolve));
    const flags: string[] = await changed; // <- stuck: FeatureFlags.load
    return flags.sort();
  }
}

async function loadUser(): Promise<string> {
  await sleep(20);
  return "ada";
}

async function loadCart(user: Promise<string>): Promise<string[]> {
  await sleep(10);
  return [`book for ${await user}`];
}

async function renderHome(flags: FeatureFlags): Promise<string> {
  const user = loadUser();
  const parts = await Promise.all([user, loadCart(user), flags.load(), sleep(5)]); // <- stuck: renderHome
  return parts.join("\n");
}

const flags = new FeatureFlags();
setInterval(() => console.error("waiting for flags:", flags.listeners), 5_000);
setTimeout(() => console.log("ready"), 300);
console.log(await renderHome(flags));
