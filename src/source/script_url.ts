/** The URL of a script: V8 names CommonJS modules, and what CallSites tell of files, by path. */
export function scriptUrl(script: string): string {
  if (!script.startsWith("/")) return script;
  return new URL(`file://${encodeURI(script).replace(/[?#]/g, encodeURIComponent)}`).href;
}
