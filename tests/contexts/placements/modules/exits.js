// deno-lint-ignore-file -- these programs show forms, not manners
//= a b!
import { listOf } from "../../module_lists.ts";

const t = listOf("exits");
using a = t.res("a"); //@ a
await using b = t.stuck("b"); //@ b
using c = t.res("c"); //@ c
export const last = [a, b, c];
