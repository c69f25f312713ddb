/** Classes of the node: modules, by the place of their constructor: a class of the program may have the same name. */
import type { AwaitGraph } from "../heap/await_graph.ts";

/** How an object of a node: module is called. */
export interface NodeClass {
  /** As in the documentation: `net.Socket`, `zlib.Gzip`. */
  name: string;
  /** Name of the class, without its module. */
  className: string;
  /** Names of all classes of the runtime that it is derived from, itself first. */
  line: readonly string[];
}

const MODULES: readonly (readonly [url: RegExp, module: string])[] = [
  [/[/:]_tls_(?:wrap|common)/, "tls"],
  [/[/:]_http_/, "http"],
  [/\/(?:internal\/)?http2/, "http2"],
  [/\/https/, "https"],
  [/\/internal\/child_process/, "child_process"],
  [/\/internal\/fs\/(?:promises|handle)|\/fs\/promises/, "fs.promises"],
  [/\/internal\/dns\/promises|\/dns\/promises/, "dns.promises"],
  [/\/timers\/promises/, "timers/promises"],
  [/\/internal\/fs\/|\/_fs\//, "fs"],
  [/\/internal\/streams\/|\/_stream|\/stream/, "stream"],
  [/\/internal\/readline\/|\/_readline/, "readline"],
  [/\/internal_binding\/cares_wrap|\/internal\/dns|\/dns/, "dns"],
  [/\/internal\/crypto\//, "crypto"],
  [/\/internal\/(?:test|testing)|\/testing/, "test"],
  [/\/internal\/cluster/, "cluster"],
  [/\/_events|\/events/, "events"],
  [/\/_process|\/process/, "process"],
  [/\/_?zlib|\/_brotli/, "zlib"],
  [/[/:](\w+)(?:\.\w+)?$/, "$1"],
];

/** Where the node: modules of Deno are. */
export const NODE_MODULE = /^(?:ext:deno_node|node:)/;

/** The module, as the documentation calls it, of a URL of the runtime; `undefined` for another URL. */
export function nodeModule(url: string): string | undefined {
  if (!NODE_MODULE.test(url)) return undefined;
  const path = url.replace(/^node:/, "/");
  for (const [pattern, module] of MODULES) {
    const found = pattern.exec(path);
    if (found !== null) return module === "$1" ? found[1] : module;
  }
  return undefined;
}

/** The nearest class of the runtime's node: modules of an object; `undefined` when it has none. */
export function nodeClass({ heap, functions }: AwaitGraph, node: number): NodeClass | undefined {
  if (heap.type(node) !== "object") return undefined;
  const line: string[] = [];
  let name: string | undefined;
  for (let object = heap.prototype(node), hops = 0; object >= 0 && hops < 20; hops++) {
    const constructor = heap.property(object, "constructor");
    const url = constructor < 0 ? "" : functions.place(constructor)?.url ?? "";
    const module = nodeModule(url);
    if (module !== undefined) {
      const className = heap.name(constructor);
      name ??= `${module}.${className}`;
      if (line.at(-1) !== className) line.push(className);
    }
    object = heap.prototype(object);
  }
  return name === undefined ? undefined : { name, className: line[0], line };
}
