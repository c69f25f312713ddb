// deno-fmt-ignore-file
// deno-lint-ignore-file -- these programs show forms, not manners
export async function oneLine(t) { using a = t.res("a"); { await using b = t.ares("b"); await t.hold(); } using c = t.res("c"); } //@ a, b, c //= a b
export async function tight(t){using a=t.res("a"),b=t.res("b");for(const i of[0,1]){await using c=t.ares("c");if(i)await t.hold()}}//@ a, b, c //= a b c
export async function tightExit(t){using a=t.res("a");{await using b=t.stuck("b");using c=t.res("c")}using d=t.res("d")}//@ a, b, c, d //= a b!
export function tightArrows(t){const f=async()=>{using a=t.res("a");await g()},g=async()=>{await using b=t.ares("b");await t.hold()};return f()}//@ a in f, b in g //= a b
export async function siblings(t){{using a=t.res("a")}{using b=t.res("b")}{using c=t.res("c");await t.hold()}{using d=t.res("d")}}//@ a, b, c, d //= c
export async function shadows(t){using e=t.res("1");{using e=t.res("2");{using e=t.res("3");await t.hold()}}}//@ e as 1, e as 2, e as 3 //= 1 2 3
export async function twoAwaits(t){using a=t.res("a");await null;using b=await t.later("b");await t.hold();using c=t.res("c")}//@ a, b, c //= a b
export async function heads(t){for(using x of[t.res("x")])for(await using y of[t.ares("y")])await t.hold()}//@ x, y //= x y
export async function tryCatch(t){try{using a=t.res("a");throw 1}catch{using b=t.res("b");await t.hold()}finally{using c=t.res("c")}}//@ a, b, c //= b
export function*yields(t){using a=t.res("a");{using b=t.res("b")}{using c=t.res("c");yield 1}}//@ a, b, c //= a c
export async function*asyncYields(t){await using a=t.ares("a");yield await null;using b=t.res("b")}//@ a, b //= a
export async function returns(t){await using a=t.stuck("a");await using b=t.ares("b");return await t.later("never declared")}//@ a, b //= a!
export async function noSemicolons(t) { //= a b c
  using a = t.res("a") //@ a
  using b = t.res("b") //@ b
  ;await using c = t.ares("c") //@ c
  await t.hold()
}
