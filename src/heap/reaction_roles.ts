/** What V8's own closures do that stand as handlers in the reactions of promises. */

/** What a closure in a reaction does. `"partner"`: nothing that the other closure of the same wait does not tell. */
export type Role = "frame" | "return" | "branch" | "settling" | "partner" | "resolving" | "finally" | "handler";

/** Roles of V8's own closures, by name; the first that fits. */
const ROLES: readonly (readonly [name: RegExp, role: Role])[] = [
  [/^Async(?:Function|Generator)\w*(?:Await|Yield)\w*Resolve\w*Closure$/, "frame"],
  [/^AsyncGeneratorReturn\w*Resolve\w*Closure$/, "return"],
  [/^Async(?:Function|Generator)\w*(?:Await|Yield)\w*Closure$/, "partner"],
  [/^AsyncGeneratorReturn\w*Closure$/, "partner"],
  [/^(?:AsyncDisposableStack|ArrayFromAsync\w*)OnFulfilled$/, "settling"],
  [/^(?:AsyncDisposableStack|ArrayFromAsync\w*)OnRejected$/, "partner"],
  [/^PromiseAllSettledRejectElementClosure$/, "partner"],
  [/^Promise(?:All|AllSettled|Any)(?:Resolve|Reject)ElementClosure$/, "branch"],
  [/^PromiseCapabilityDefaultRe(?:solve|ject)$/, "resolving"],
  [/^Promise(?:Then|Catch)Finally$/, "finally"],
];

/** Tells roles; each name is looked at once. */
export class Roles {
  readonly #known = new Map<string, Role>();

  /** The role of a closure, by the name of its builtin code; `"handler"` for one of the program. */
  of(builtin: string): Role {
    let role = this.#known.get(builtin);
    if (role === undefined) {
      role = ROLES.find(([pattern]) => pattern.test(builtin))?.[1] ?? "handler";
      this.#known.set(builtin, role);
    }
    return role;
  }
}
