function nextMessage() {
  return new Promise((resolve) => self.addEventListener("message", ({ data }) => resolve(data), { once: true }));
}

async function serve() {
  const image = await nextMessage(); // <- waits
  self.postMessage("I am ready");
  self.postMessage(`${image}.small`);
}

await serve();
