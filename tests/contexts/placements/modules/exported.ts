// deno-lint-ignore-file -- these programs show forms, not manners
//= b
import { listOf } from "../../module_lists.ts";

// V8 15.0 neither reads nor calls the dispose method of a binding that is exported: `a` is never active.
const t = listOf("exported");
using a = t.res("a"); //@ a
using b = t.res("b"); //@ b
export { a };
export const closure = (): unknown => b;
await t.hold();
