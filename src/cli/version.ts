/** The version of this package. A test compares it with deno.json. */
export const VERSION = "0.1.0";

/** What `--version` prints. */
export function versionText(): string {
  return `stackscope ${VERSION} (deno ${Deno.version.deno}, v8 ${Deno.version.v8})\n`;
}
