function nextMessage(): Promise<unknown> {
  return new Promise((resolve) =>
    self.addEventListener("message", (event) => resolve((event as MessageEvent).data), { once: true })
  );
}

async function serve(): Promise<void> {
  const image = await nextMessage(); // <- waits
  self.postMessage("I am ready");
  self.postMessage(`${image}.small`);
}

await serve();
