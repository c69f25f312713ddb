// Each side waits for the other's first word.
const worker = new Worker(new URL("first_word_worker.js", import.meta.url), { type: "module", name: "resizer" });

function nextMessage(): Promise<unknown> {
  return new Promise((resolve) => worker.addEventListener("message", ({ data }) => resolve(data), { once: true }));
}

async function resize(image: string): Promise<unknown> {
  await nextMessage(); // <- waits
  worker.postMessage(image);
  return await nextMessage();
}

console.log("ready");
console.log(await resize("cat.jpg"));
