/** Scripts that stand in their own URL, as workers often do. */

const SCRIPT = /^data:(?:text|application)\/javascript((?:;[^,;]*)*),/i;

/** The text of a JavaScript `data:` URL; `undefined` for anything else. TypeScript runs as another text than it has. */
export function textOfDataUrl(url: string): string | undefined {
  const match = SCRIPT.exec(url);
  if (match === null) return undefined;
  try {
    const body = decodeURIComponent(url.slice(match[0].length).replace(/#.*$/s, ""));
    if (!/;\s*base64$/i.test(match[1])) return body;
    return new TextDecoder().decode(Uint8Array.from(atob(body), (character) => character.charCodeAt(0)));
  } catch {
    return undefined; // not as such URLs are made
  }
}
