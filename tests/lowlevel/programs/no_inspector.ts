/** Looks at itself without the permission for the inspector. */
import { extract, extractAll } from "../../../mod.ts";
import { inspectFrame } from "../../../lowlevel.ts";

const door = Promise.withResolvers<void>();
const resource = { [Symbol.dispose]() {} };
const owner = {
  async work() {
    using held = resource;
    await door.promise;
    return held;
  },
};

const working = owner.work();
const { notes } = extractAll();
const [frame] = extract(working).frames;
let refused = "";
try {
  inspectFrame(frame);
} catch (error) {
  refused = String(error);
}
console.log(JSON.stringify({
  notes: notes.filter((note) => !note.startsWith("No source")),
  contexts: frame.contexts.map(({ varName, startLine, obj, isAsync }) => [
    varName ?? null,
    startLine ?? null,
    obj === resource,
    isAsync,
  ]),
  locals: frame.locals() ?? null,
  refused,
}));
door.resolve();
await working;
