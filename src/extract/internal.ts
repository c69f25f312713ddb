/** Is this the URL of code of the runtime? */
export function isInternal(url: string): boolean {
  return /^(?:ext|node|deno|checkin|internal):/.test(url);
}
