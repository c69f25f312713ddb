/**
 * What not to do: a hook that trusts what it looks at. Its error is shown, the frame that it was for stays visible, and
 * the stack ends there. The program itself is not disturbed.
 */
import { customize, extract } from "@stackscope/stackscope";

const rules: Record<string, { hide: boolean }> = {};
const bell = Promise.withResolvers<void>();

async function waitForBell() {
  await bell.promise;
}

async function serve() {
  await waitForBell();
}

customize(serve, {
  hide: true,
  elaborate: (frame) => {
    frame.hide = rules[frame.functionName].hide; // there is no rule for it
  },
});

const serving = serve();
console.log(String(extract(serving)).replace(/^ +at .*\n/gm, "")); // without the stack of the error
bell.resolve();
await serving;

// Output:
// stackscope.Stack of Promise {} (most recent call last):
// ╠ serve in broken_hook at /srv/stackscope/examples/broken_hook.ts:15:3
// ║ └ await waitForBell();
//   Error while extracting stack:
//   TypeError: Cannot read properties of undefined (reading 'hide')
