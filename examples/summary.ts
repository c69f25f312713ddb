/** A stack as plain data: sent away as JSON, read again, printed elsewhere. It keeps nothing of the program alive. */
import { extract, StackSummary } from "@stackscope/stackscope";

const mail = Promise.withResolvers<void>();

async function readMail() {
  using _box = new DisposableStack();
  await mail.promise;
}

async function morning() {
  await readMail();
}

const begun = morning();
const json = JSON.stringify(extract(begun).asSummary({ showContexts: true }));

const summary = StackSummary.fromList(JSON.parse(json));
for (const { name, line, lineText } of summary) console.log(`${name}, line ${line}: ${lineText}`);
console.log(String(summary));

mail.resolve();
await begun;

// Output:
// morning, line 12: await readMail();
// readMail (_box: DisposableStack), line 7: using _box = new DisposableStack();
// readMail, line 8: await mail.promise;
//   at morning (file:///srv/stackscope/examples/summary.ts:12:3)
//     await readMail();
//   at readMail (_box: DisposableStack) (file:///srv/stackscope/examples/summary.ts:7)
//     using _box = new DisposableStack();
//   at readMail (file:///srv/stackscope/examples/summary.ts:8:3)
//     await mail.promise;
