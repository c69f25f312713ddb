import type { Frame } from "../model/frame.ts";
import { clipAround, oneLine } from "../model/one_line.ts";
import { shortUrl } from "../model/short_url.ts";

/** `Class.function`, or the function alone. */
export function functionOf(frame: Frame): string {
  const name = oneLine(frame.functionName || "<anonymous>");
  return frame.className === undefined ? name : `${oneLine(frame.className)}.${name}`;
}

/** Native code, such as `Promise.all`, stands nowhere. */
export function isNative(frame: Frame): boolean {
  return frame.url === "" && frame.line === 0;
}

/** Line and column after a file: the column is left out when it is unknown. */
export function positionIn(file: string, line: number, column: number): string {
  return column === 0 ? `${file}:${line}` : `${file}:${line}:${column}`;
}

/** The path of a `file:` URL, any other URL as it is. */
export function fileOf(url: string): string {
  if (url === "") return "<anonymous>";
  if (!url.startsWith("file://")) return oneLine(shortUrl(url));
  let path = url.slice("file://".length).replace(/^\/([A-Za-z]:\/)/, "$1");
  try {
    if (path.includes("%")) path = decodeURIComponent(path);
  } catch {
    // Not percent-encoded after all.
  }
  return oneLine(path);
}

/** The line of code to draw under a frame; `""` for none. A source that cannot be read is none. */
export function codeOf(frame: Frame, options: { showHiddenFrames?: boolean }): string {
  if (frame.hideLine && !options.showHiddenFrames) return "";
  try {
    return clipAround(oneLine(frame.lineText), frame.column);
  } catch {
    return "";
  }
}

/** Another line of the frame's source; `""` for none. */
export function sourceOf(frame: Frame, line: number): string {
  try {
    return clipAround(oneLine(frame.sourceLine(line)), 0);
  } catch {
    return "";
  }
}
