/**
 * The public asynchronous APIs of Deno and of the web platform, as `deno doc --builtin` tells them: functions and methods that give a
 * promise or something to iterate asynchronously, and properties that are promises.
 */

/** As much of the output of `deno doc --json` as is read here. */
interface Type {
  kind: string;
  value?: { typeName?: string; returnType?: Type; tsType?: Type } | Type[];
}

interface Member {
  name: string;
  kind?: string;
  isStatic?: boolean;
  accessibility?: string;
  computed?: boolean;
  returnType?: Type;
  tsType?: Type;
  functionDef?: { returnType?: Type };
}

interface Definition {
  returnType?: Type;
  tsType?: Type;
  elements?: DocSymbol[];
  methods?: Member[];
  properties?: Member[];
}

interface DocSymbol {
  name: string;
  declarations: { kind: string; def: Definition }[];
}

const ASYNC = /^(?:Promise|PromiseLike|Async(?:Iterable|Iterator|IterableIterator|Generator))$/;

/** Names like `Deno.lstat`, `Deno.Listener.accept`, `fetch`, `ReadableStream.cancel`, in their order. */
export async function publicApis(): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", "--builtin"],
    env: { NO_COLOR: "1" },
  }).output();
  const { nodes }: { nodes: Record<string, { symbols: DocSymbol[] }> } = JSON.parse(new TextDecoder().decode(stdout));
  const found = new Set<string>();
  for (const { symbols } of Object.values(nodes)) for (const symbol of symbols) collect(symbol, "", found);
  return [...found].sort();
}

function collect({ name, declarations }: DocSymbol, within: string, found: Set<string>): void {
  for (const { kind, def } of declarations) {
    if (kind === "namespace") {
      for (const element of def.elements ?? []) collect(element, `${within}${name}.`, found);
    }
    if (kind === "function" && isAsync(def.returnType)) found.add(`${within}${name}`);
    if (kind === "variable") addMembers(literalOf(def.tsType), `${within}${name}`, found);
    if (kind === "interface" || kind === "class") addMembers(def, `${within}${name}`, found);
  }
}

/** Members of a variable whose type is written out: the static ones of a class that is declared as an interface. */
function literalOf(type: Type | undefined): Definition {
  return type?.kind === "typeLiteral" ? type.value as Definition : {};
}

function addMembers({ methods = [], properties = [] }: Definition, owner: string, found: Set<string>): void {
  for (const { name, accessibility, returnType, functionDef } of methods) {
    if (accessibility === "private" || !isAsync(functionDef?.returnType ?? returnType)) continue;
    found.add(name.startsWith("[") ? `${owner}${name}` : `${owner}.${name}`);
  }
  for (const { name, accessibility, tsType } of properties) {
    if (accessibility !== "private" && isAsync(tsType)) found.add(`${owner}.${name}`);
  }
}

function isAsync(type: Type | undefined): boolean {
  if (type === undefined) return false;
  if (type.kind === "typeRef") return ASYNC.test((type.value as { typeName: string }).typeName);
  if (type.kind === "fnOrConstructor") return isAsync((type.value as { tsType: Type }).tsType);
  return false;
}
