/** What programs call for the resources that they hold. */
import { Bookkeeping } from "./bookkeeping.ts";
import type { EntryKind } from "./program.ts";
import type { Activation, Held, Made } from "./records.ts";
import { letGo } from "./truth.ts";

/** The part of a recorder that knows of resources. */
export class Holding extends Bookkeeping {
  /** A resource of `using`. */
  hold(activation: Activation, name: string, line: number): Disposable {
    const held = this.#hold(activation, name, line);
    return { [Symbol.dispose]: () => letGo(activation, held) };
  }

  /** A disposable stack with such entries. */
  stack(activation: Activation, name: string, line: number, kinds: EntryKind[]): DisposableStack {
    const held = this.#hold(activation, name, line, ["defer", ...kinds]), stack = new DisposableStack();
    stack.defer(() => letGo(activation, held));
    for (const kind of kinds) {
      if (kind === "use") stack.use({ [Symbol.dispose]() {} });
      else if (kind === "adopt") stack.adopt({ a: 1 }, () => {});
      else stack.defer(() => {});
    }
    return stack;
  }

  /** A resource of `await using`; `site` is where the function stands while the resource is disposed of. */
  holdAsync<T>(activation: Activation, name: string, { line, site }: { line: number; site: number }, resource: T): T {
    const held = this.#hold(activation, name, line);
    held.disposes = (made) => this.#leave(activation, held, site, made);
    return resource;
  }

  /** The same, within an async disposable stack, in which such entries follow. */
  stackAsync(
    activation: Activation,
    name: string,
    { line, site, kinds }: { line: number; site: number; kinds: EntryKind[] },
    resource: AsyncDisposable,
  ): AsyncDisposableStack {
    const held = this.#hold(activation, name, line, ["use", ...kinds]), stack = new AsyncDisposableStack();
    let made: Made | undefined, handled: Made | undefined;
    held.disposes = (by) => {
      handled = by;
      if (made !== undefined) made.handled = handled;
    };
    stack.use(resource);
    const done = () => void held.entries?.pop();
    for (const kind of kinds) {
      if (kind === "use") stack.use({ [Symbol.dispose]: done });
      else if (kind === "adopt") stack.adopt({ a: 1 }, done);
      else stack.defer(done);
    }
    const value = () => {
      held.isExiting = true;
      const promise = stack.disposeAsync();
      made = this.make(promise, { kind: "chain", parts: [undefined], handled });
      this.#leave(activation, held, site, made);
      return promise;
    };
    Object.defineProperty(stack, Symbol.asyncDispose, { value });
    return stack;
  }

  /** The resource of this name is disposed of by a method that awaits. */
  dispose(activation: Activation, name: string, own: string): Activation {
    const inner = this.enter(own);
    this.#disposing(activation, name)?.(this.known(undefined, { kind: "call", activation: inner, parts: [] }));
    return inner;
  }

  /** The same, by a method that gives a promise. */
  disposed(activation: Activation, name: string, value: unknown): Promise<unknown> {
    const promise = this.promise(value);
    this.#disposing(activation, name)?.(this.of(promise));
    return promise;
  }

  #disposing({ held }: Activation, name: string): Held["disposes"] {
    return held.findLast((one) => one.name === name)?.disposes;
  }

  /** A block is being left, and disposes of one of its resources. */
  #leave(activation: Activation, held: Held, site: number, made: Made | undefined): void {
    for (const other of [...activation.held]) {
      if (other !== held && other.isExiting) letGo(activation, other); // is done
    }
    held.isExiting = true;
    // A block that an error left is left where the error came from.
    if (activation.isAtEnd) activation.site = site;
    activation.awaited = made;
    activation.since = this.now;
    this.heard(`${activation.name} disposes of ${held.name}`);
  }

  /** The last statement of a block with resources comes next. */
  end(activation: Activation): void {
    activation.isAtEnd = true;
  }

  /** The block of these resources was left. */
  left(activation: Activation, names: readonly string[]): void {
    activation.isAtEnd = false;
    for (const held of [...activation.held]) if (names.includes(held.name)) letGo(activation, held);
  }

  #hold(activation: Activation, name: string, line: number, entries?: EntryKind[]): Held {
    const held: Held = { name, line, isExiting: false, entries };
    activation.held.push(held);
    return held;
  }
}
