interface Shelf {
  books: number;
}

const source = `
  async function countBooks() {
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
  }
  postMessage("up");
  await countBooks();
`;
const child = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" });

async function inventory(): Promise<Shelf> {
  return await new Promise((resolve) => setTimeout(() => resolve({ books: 3 }), 3_600_000));
}

child.onmessage = () => (self as unknown as Worker).postMessage("up");
await inventory();
