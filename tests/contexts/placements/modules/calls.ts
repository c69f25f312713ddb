// deno-lint-ignore-file -- these programs show forms, not manners
//= a b
import { listOf } from "../../module_lists.ts";

const t = listOf("calls");
using a = t.res("a"); //@ a in <module>
async function leaf() {
  using b = t.res("b"); //@ b in leaf
  await t.hold();
}
await leaf();
