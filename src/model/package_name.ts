/** The package that a script belongs to, by its URL: `undefined` for the program's own scripts and for the runtime's. */
export function packageName(url: string): string | undefined {
  const found = /\/node_modules\/(?:\.deno\/[^/]+\/node_modules\/)?((?:@[^/]+\/)?[^/]+)\//.exec(url) ??
    /^https:\/\/jsr\.io\/(@[^/]+\/[^/]+)\//.exec(url) ??
    /\/npm\/[^/]+\/((?:@[^/]+\/)?[^/]+)\/\d[^/]*\//.exec(url); // Deno's cache, by registry and version
  return found?.[1];
}
