/** What a retry helper calls is of interest, the helper is not: it is hidden, and hidden frames are shown on demand. */
import { customize, extract } from "@stackscope/stackscope";

const server = Promise.withResolvers<string>();

async function retry<Result>(times: number, attempt: () => Promise<Result>): Promise<Result> {
  for (let left = times; left > 1; left--) {
    try {
      return await attempt();
    } catch {
      // Once more.
    }
  }
  return await attempt();
}
customize(retry, { hide: true });

async function askForPrice() {
  return await server.promise;
}

async function order() {
  return await retry(3, askForPrice);
}

const ordering = order();
const stack = extract(ordering);
console.log(String(stack));
console.log(stack.frames.map(({ functionName, hide }) => hide ? `(${functionName})` : functionName).join(" > "));

server.resolve("3 coins");
await ordering;

// Output:
// stackscope.Stack of Promise {} (most recent call last):
// ╠ order in retry at /srv/stackscope/examples/retry.ts:23:10
// ║ └ return await retry(3, askForPrice);
// ╠ askForPrice in retry at /srv/stackscope/examples/retry.ts:19:10
// ║ └ return await server.promise;
// ╚ a promise held by server.promise
//
// order > (retry) > askForPrice
