// The worker waits for something itself, so that the reply to the main thread never comes.
// https://github.com/denoland/deno/issues/14318

const source = `
  const cache = new Map();
  self.onmessage = async ({ data: { id, image } }) => {
    await cache.get(image) ?? await new Promise((loaded) => cache.set(image, loaded));
    self.postMessage({ id, thumbnail: image + ".small" });
  };
`;

interface Done {
  id: number;
  thumbnail: string;
}

class Thumbnailer {
  #worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" });
  #jobs = new Map<number, PromiseWithResolvers<Done>>();

  constructor() {
    this.#worker.onmessage = ({ data }) => this.#jobs.get(data.id)?.resolve(data);
  }

  async thumbnail(image: string): Promise<string> {
    const job = Promise.withResolvers<Done>();
    const id = this.#jobs.size;
    this.#jobs.set(id, job);
    this.#worker.postMessage({ id, image });
    const done: Done = await job.promise; // <- stuck: Thumbnailer.thumbnail
    return done.thumbnail;
  }
}

async function gallery(images: string[]): Promise<string[]> {
  const thumbnailer = new Thumbnailer();
  return await Promise.all(images.map((image) => thumbnailer.thumbnail(image)));
}

setTimeout(() => console.log("ready"), 500);
console.log(await gallery(["cat.jpg", "dog.jpg"]));
