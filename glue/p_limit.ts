/** Glue for p-limit: the functions that run a task are hidden, the task is shown. Tried: p-limit 7.3.3. */
import type { BuiltinGlue } from "../src/dispatch/glue_api.ts";

const MODULE = /\/p-limit[@/]/;
/** Between a limit and its task. Older versions start a task within the call of the limit. */
const INNER = ["run", "<anonymous>", "next", "resumeNext", "enqueue", "generator"];

/** Hides what p-limit has between its caller and the task. */
export const pLimitGlue: BuiltinGlue = {
  name: "p-limit",
  isPresent: (scripts) => scripts.values().some((url) => MODULE.test(url)),
  install: ({ customize }) => INNER.map((name) => customize({ module: MODULE, name }, { hide: true })),
};
