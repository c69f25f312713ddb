// @ts-nocheck: what counts is the syntax
// deno-fmt-ignore-file
// deno-lint-ignore-file
// Every form of a function with types; v8_positions_test.ts asks V8 and the source map of Deno where each of them starts.
export const keep: unknown[] = [];
export function first<T>(a: T): T { return a; }
export async function asyncDecl<T extends { a: () => void }>(a: T): Promise<void> { await a; }
export function* gen(a: number): Generator<number> { yield a; }
export const expression = function (a: string) { return a; };
export const named = function inner(this: unknown, a: string) { return a; };
export const arrow = (a: string): string => a;
export const bare = a => a;
export const generic = <T>(a: T) => a;
export const asyncArrow = async (a: string): Promise<string> => a;
export const asyncGeneric = async <T,>(a: T): Promise<T> => a;
export const asyncBare = async a => a;
export const par = ((a: number) => a);
export const obj = { method<T>(a: T) { return a; }, async am(a: string) { }, *gm() { yield 1; }, get g(): number { return 1; }, set s(v: number) { }, ["c"](a: string) { }, prop: (): number => 1 };
keep.push(...Object.values(Object.getOwnPropertyDescriptors(obj)).flatMap((d) => [d.get, d.set, d.value]));
enum E { A, B = 2 }
export class Explicit<T> {
  private readonly q: number = 1;
  constructor(private a: string, public readonly b?: number) { keep.push(this.#priv); }
  method<U>(a: U): U { return a; }
  static async sm(a: string): Promise<void> { await a; }
  #priv(a: string): void { }
  get acc(): string { return ""; }
  field = (): number => 1;
  static sfield: () => number = () => 2;
  overload(a: string): void;
  overload(a: number): void;
  overload(a: unknown): void { keep.push(a, E.A); }
  protected override2?: string;
}
keep.push(new Explicit(""));
export class NoCtor { x: number = 1; y?: string; }
keep.push(new NoCtor());
export abstract class Abs { abstract z(): void; m(): void { } }
export default class extends Abs { override z(): void { } }
function dec(...a: any[]): any { return (...b: any[]) => undefined; }
@dec(() => 1)
export class Decorated {
  @dec(async (x: number) => x) method(a: string): void { }
  @dec() prop: number = 1;
  @dec() async am(p: string): Promise<void> { await p; }
}
namespace N { export function inN(a: string) { return a; } keep.push(inN); }
const asserted = <any> ((a: string) => a);
keep.push(asserted);
keep.push(dec);
