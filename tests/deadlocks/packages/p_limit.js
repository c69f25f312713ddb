/** p-limit: all slots are held by those who want another one. */
import { load } from "./packages.js";

const { default: pLimit } = await load("p-limit");

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

const limit = pLimit(2);
async function crawl(depth) {
  await pause();
  if (depth > 0) await Promise.all([limit(() => crawl(depth - 1)), limit(() => crawl(depth - 1))]); // <- crawl crawl
}
limit(() => crawl(2));
limit(() => crawl(2));
