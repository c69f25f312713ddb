/** @esfx/async-readerwriterlock: two readers want to write. */
import { load } from "./packages.js";

const { AsyncReaderWriterLock } = await load("@esfx/async-readerwriterlock");

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

const document = new AsyncReaderWriterLock();
async function upgrade() {
  const reader = await document.read();
  await pause();
  const writer = await document.write(); // <- upgrade upgrade
  await writer.unlock();
  await reader.unlock();
}
upgrade();
upgrade();
