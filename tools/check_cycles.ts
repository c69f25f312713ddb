/**
 * Finds modules that import themselves through others, type imports included, but for the one recursive type of the model.
 *
 * The lint plugin sees one file at a time and keeps the parts of the layout apart; inside a part only the whole graph
 * shows a ring. An `import()` closes no ring: a door may load glue that imports the door.
 *
 *     deno run --allow-run=deno tools/check_cycles.ts mod.ts lowlevel.ts dump_stacks.ts
 *
 * @module
 */

/** The part of `deno info --json` (version 1) that is read here. */
export interface ModuleGraph {
  version: number;
  modules: { specifier: string; dependencies?: Dependency[] }[];
}

interface Dependency {
  isDynamic?: boolean;
  code?: { specifier?: string };
  type?: { specifier?: string };
}

/** Stacks have frames, frames have contexts, contexts have stacks: one recursive type, in a file for each noun. */
const RECURSIVE_TYPES = /\/src\/model\//;

/** The imports of each module that are not dynamic. */
export type Imports = Map<string, Set<string>>;

/** Adds the imports of one graph. */
export function addImports(imports: Imports, { version, modules }: ModuleGraph): void {
  if (version !== 1) {
    throw new Error(
      `Cannot read the output of 'deno info --json' as it must have version 1: it has version ${version}`,
    );
  }
  for (const { specifier, dependencies = [] } of modules) {
    const targets = dependencies.filter(({ isDynamic }) => !isDynamic)
      .flatMap(({ code, type }) => [
        code?.specifier,
        RECURSIVE_TYPES.test(specifier) && RECURSIVE_TYPES.test(type?.specifier ?? "") ? undefined : type?.specifier,
      ])
      .filter((target) => target !== undefined);
    imports.set(specifier, new Set(targets));
  }
}

/** One path for each ring met on a walk from the first module on: the module where it starts stands at both ends. */
export function cycles(imports: Imports): string[][] {
  const found: string[][] = [];
  const path: string[] = [];
  const done = new Set<string>();

  function visit(module: string) {
    const start = path.indexOf(module);
    if (start >= 0) {
      found.push([...path.slice(start), module]);
      return;
    }
    if (done.has(module)) return;
    path.push(module);
    for (const target of imports.get(module) ?? []) visit(target);
    path.pop();
    done.add(module);
  }

  for (const module of imports.keys()) visit(module);
  return found;
}

async function readGraph(root: string): Promise<ModuleGraph> {
  const { success, stdout } = await new Deno.Command("deno", {
    args: ["info", "--json", root],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot read the imports of ${root} as 'deno info' failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

if (import.meta.main) {
  const imports: Imports = new Map();
  for (const root of Deno.args) addImports(imports, await readGraph(root));
  const found = cycles(imports);
  const here = new URL("..", import.meta.url).href;
  for (const cycle of found) console.error(`cycle: ${cycle.map((module) => module.replace(here, "")).join(" -> ")}`);
  if (found.length > 0) Deno.exit(1);
}
