// deno-lint-ignore-file -- these programs show forms, not manners
//= a b
import { listOf } from "../../module_lists.ts";

const t = listOf("simple");
using a = t.res("a"); //@ a
await using b = t.ares("b"); //@ b
await t.hold();
using c = t.res("c"); //@ c
