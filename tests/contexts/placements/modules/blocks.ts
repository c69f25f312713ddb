// deno-lint-ignore-file -- these programs show forms, not manners
//= a c
import { listOf } from "../../module_lists.ts";

enum Kept {
  one,
}
export const t = listOf("blocks");
using a = t.res("a"); //@ a
{
  using b = t.res("b"); //@ b
}
for (const i of [0, 1]) {
  await using c = t.ares("c"); //@ c
  if (i === 1) await t.hold();
}
export default Kept.one;
