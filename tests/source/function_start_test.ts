import { assert, assertEquals } from "@std/assert";
import { getCode } from "../../src/dispatch/get_code.ts";
import { innermostFrame } from "../../src/extract/iterate.ts";
import type { Frame } from "../../src/model/frame.ts";
import { SourceLines } from "../../src/source/lines.ts";
import { syntaxOf } from "../../src/source/syntax_cache.ts";

/** What a function gives that looks who is running. */
type Seen = Frame | undefined;

function plain(): Seen {
  return innermostFrame();
}
async function later(_erased?: { a: number }): Promise<Seen> {
  return await innermostFrame();
}
function generic<T extends { a: number }, U = () => void>(_t?: T, _u?: U): Seen {
  return innermostFrame();
}
function /* between */ spaced /* and ( between */(_x?: number): Seen {
  return innermostFrame();
}
function* generator(): Generator<Seen> {
  yield innermostFrame();
}
const arrow = (_x?: string): Seen => innermostFrame();
const asyncArrow = async <T>(_x?: T): Promise<Seen> => await innermostFrame();
const nameless = [function (_x?: string): Seen {
  return innermostFrame();
}][0];
class Cart<T = unknown> {
  readonly seen: Seen;
  constructor(private readonly item?: T) {
    this.seen = innermostFrame();
  }
  pay<U>(this: Cart, _u?: U): Seen {
    return innermostFrame();
  }
  static total(): Seen {
    return innermostFrame();
  }
  get top(): Seen {
    return innermostFrame();
  }
  field = (_x?: T): Seen => innermostFrame();
}
const record = {
  method<T>(_t?: T): Seen {
    return innermostFrame();
  },
  [`computed${1}`](): Seen {
    return innermostFrame();
  },
  value: function <T>(_t?: T): Seen {
    return innermostFrame();
  },
};

/** The frame that a call gives, beside the function that was called. */
async function calls(): Promise<[fn: unknown, frame: Seen][]> {
  const cart = new Cart();
  const computed = Reflect.get(record, "computed1") as () => Seen;
  return [
    [plain, plain()],
    [later, await later()],
    [generic, generic()],
    [spaced, spaced()],
    [generator, generator().next().value],
    [arrow, arrow()],
    [asyncArrow, await asyncArrow()],
    [nameless, nameless()],
    [Cart, cart.seen],
    [cart.pay, cart.pay()],
    [Cart.total, Cart.total()],
    [Object.getOwnPropertyDescriptor(Cart.prototype, "top"), cart.top],
    [cart.field, cart.field()],
    [record.method, record.method()],
    [computed, computed()],
    [record.value, record.value()],
  ];
}

Deno.test("functionFrom() finds the function that runs from the place that a source map gives for its start", async () => {
  const syntax = syntaxOf(new SourceLines(), import.meta.url);
  assert(syntax !== undefined);
  const starts = new Set<string>();
  for (const [fn, frame] of await calls()) {
    assert(frame !== undefined);
    const { startLine: line, startColumn: column } = getCode(fn);
    const { startLine, startColumn, name } = frame.code;
    assertEquals(syntax.functionStartingAt({ line, column })?.start, { line: startLine, column: startColumn }, name);
    starts.add(`${startLine}:${startColumn}`);
  }
  assertEquals(starts.size, (await calls()).length);
});
