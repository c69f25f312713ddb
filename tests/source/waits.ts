// deno-fmt-ignore-file
// deno-lint-ignore-file
// Every way to be suspended, one function in a line, with what `awaitOrYieldAt()` is to say behind it: `-` for nothing.
// Run and judged by suspensions_test.ts. TypeScript, so that the places have been through the source maps of Deno.
export const stacks: string[] = [];
interface Box<T> { value: T }
async function look(): Promise<any> { await null; stacks.push(new Error("x").stack ?? ""); return 1; }
const late = (): any => ({ [Symbol.asyncDispose]: look });
const nexts: AsyncIterable<any> = { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: !!(await look()) }) as any }) };
const closes: AsyncIterable<any> = { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: 1 }), return: look }) as any };
const drain = async (all: AsyncIterable<any>) => { for await (const _ of all); };
class Held { constructor(private readonly held: Box<number>) {}
  async method<T>(a: T): Promise<T> { const y: number = (await  look())!; return [y, this.held, a] as T; } // await
  field = async (q: string): Promise<void> => { await look(); }; // await
  static async #hidden(a?: Box<string>): Promise<void> { (await (look() as Promise<void>)); } // await
  static hidden(): Promise<void> { return Held.#hidden(); }
}
export const waits: (() => Promise<unknown>)[] = [
  async function plain() { const x: number = 1 + await   look(); }, // await
  async function inCall(): Promise<void> { String(await look()); }, // await
  async function inTemplate(): Promise<void> { `${await look()}`; }, // await
  async function inReturn(): Promise<number> { return await look(); }, // await
  async function twice(): Promise<number> { return await (await look()); }, // await
  async function asserted(): Promise<number> { return <any> await look() satisfies number; }, // await
  async function inUsing(): Promise<void> { await using q: any = (await look()) && null; }, // await
  async () => await look(), // await
  async <T,>(x?: T) => { await look(); }, // await
  () => new Held({ value: 1 }).method(1), () => new Held({ value: 1 }).field("x"), () => Held.hidden(),
  async function loop(): Promise<void> { for await (const x of nexts) { x; } }, // for-await
  async function loopLet(): Promise<void> { for await (let x of nexts) { x; } }, // for-await
  async function loopArray(): Promise<void> { for await (const [a, b] of nexts) { a; } }, // for-await
  async function loopObject(): Promise<void> { for await (const { a } of nexts) { a; } }, // for-await
  async function loopDefaults(): Promise<void> { for await (const { a: { b = 1 } = {} } of nexts) { b; } }, // for-await
  async function loopMember(): Promise<void> { const o: any = {}; for await (o.p of nexts) { o; } }, // for-await
  async function loopIndex(): Promise<void> { const o: any = {}; for await (o.p[1] of nexts) { o; } }, // for-await
  async function loopVariable(): Promise<void> { let o: any; for await (o of nexts) { o; } }, // for-await
  async function loopUsing(): Promise<void> { for await (using x of nexts) { x; } }, // for-await
  async function loopAwaitUsing(): Promise<void> { for await (await using x of nexts) { x; } }, // for-await
  async function loopBreak(): Promise<void> { for await (const x of closes) { break; } }, // -
  async function loopReturn(): Promise<number> { for await (const x of closes) { return 5; } return 6; }, // -
  async function endOfBlock(): Promise<void> { await using a = late(); let z = 1; z; }, // -
  async function endAfterCall(): Promise<void> { { await using a = late(); if (a) { Math.abs(1); } } }, // -
  async function endByReturn(): Promise<number> { await using a = late(); return 7; }, // -
  async function endByBreak(): Promise<void> { for (;;) { await using a = late(); break; } }, // -
  async function endByThrow(): Promise<void> { await using a = late(); throw new Error("thrown"); }, // -
  async function endOfTurn(): Promise<void> { for (await using x of [late()]) { x; } }, // -
  async function endAtOnce(): Promise<void> { await using a = late(); }, // -
  () => drain((async function* yields(): AsyncGenerator<any> { const r: any = yield   look(); })()), // yield
  () => drain((async function* delegates(): AsyncGenerator<any> { const r: any = yield*   nexts; })()), // yield*
  () => drain((async function* returns(): AsyncGenerator<any> { return   look(); })()), // -
  () => drain((async function* awaits(): AsyncGenerator<any> { try { await look(); } finally { } })()), // await
];
