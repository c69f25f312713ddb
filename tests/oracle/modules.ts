/** Modules that import each other statically. */
import type { Module } from "./program.ts";

/** By name of a module: those that it imports, in order. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** A module of a tree, with its name, and the names of what it imports. */
export interface Named {
  readonly name: string;
  readonly module: Module;
  readonly imports: readonly string[];
}

/** The modules of a tree, the root first. What they import beside their own makes diamonds and circles. */
export function modulesOf(root: Module, nextName: () => string): Named[] {
  const found: { name: string; module: Module; imports: string[] }[] = [];
  visit(root);
  for (const { name, module: { also }, imports } of found) {
    for (const index of also) {
      const other = found[index % found.length].name;
      if (other !== name && !imports.includes(other)) imports.push(other);
    }
  }
  return found;

  function visit(module: Module): string {
    const one = { name: nextName(), module, imports: [] as string[] };
    found.push(one);
    for (const inner of module.imports) one.imports.push(visit(inner));
    return one.name;
  }
}

/** Those that begin as soon as `root` is imported: no other one that it waits for is to end before. All have a top-level await. */
export function beginning(root: string, imports: Imports): string[] {
  const seen = new Set<string>(), hasToEnd = new Set<string>(), found: string[] = [];
  visit(root);
  return found;

  /** As ECMAScript's InnerModuleEvaluation: who is around in a circle is not waited for. */
  function visit(name: string): void {
    seen.add(name);
    let waits = false;
    for (const other of imports.get(name) ?? []) {
      if (!seen.has(other)) visit(other);
      if (hasToEnd.has(other)) waits = true;
    }
    hasToEnd.add(name);
    if (!waits) found.push(name);
  }
}

/** All that must end before the import of `root` does. */
export function reached(root: string, imports: Imports): Set<string> {
  const found = new Set([root]);
  for (const name of found) for (const other of imports.get(name) ?? []) found.add(other);
  return found;
}
