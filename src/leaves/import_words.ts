/**
 * What `import()` waits for. In the heap nothing links its promise to the module, as the runtime settles it (Deno 2.9.6): the source of
 * the function that awaits it tells which module it is.
 */
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { ApiCall } from "./api_call.ts";
import { plainUrl } from "./api_targets.ts";
import { type ApiWords, quoted } from "./api_words.ts";
import { moduleWaits } from "./module_waits.ts";

/** The words for a call of `import()`, with the modules in top-level await that end before it does, by node. */
export function importWords(graph: AwaitGraph, call: ApiCall): ApiWords & { modules: number[] } {
  const specifier = call.argument(0).text ?? "", url = moduleUrl(specifier, call.from);
  const shown = /^\w[\w.+-]+:/.test(specifier) ? plainUrl(specifier) : specifier.replace(/[?#].*$/s, "");
  const modules = url === undefined ? [] : moduleWaits(graph).before(url).map(({ node }) => node);
  const plain = url?.startsWith("file:") ? url.replace(/[?#].*$/s, "") : url && plainUrl(url);
  return {
    kind: "module",
    description: `import(${shown ? quoted(shown) : ""}): waiting for ${modules.length > 0 ? "" : "the module"}`,
    details: plain ? { module: plain } : {},
    modules,
  };
}

/** What a bare specifier stands for, the configuration of the program says. */
function moduleUrl(specifier: string, from: string | undefined): string | undefined {
  return /^(?:\.{0,2}\/|\w[\w.+-]+:)/.test(specifier) ? URL.parse(specifier, from)?.href : undefined;
}
