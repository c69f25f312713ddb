/** Whose code a script is: this library's, the runtime's, the program's. */
import { packageName } from "../model/package_name.ts";

const FOLDERS = [new URL("../", import.meta.url).href, new URL("../../glue/", import.meta.url).href];
const DOORS = new URL("../../", import.meta.url).href;
/** Another process may have this library from elsewhere. */
const ELSEWHERE = /\/@?stackscope\/.*\/(?:src|glue)\/\w+\//;

/** Is it a script of this library? */
export function isOwnCode(url: string): boolean {
  return FOLDERS.some((folder) => url.startsWith(folder)) || ELSEWHERE.test(url) ||
    url.startsWith(DOORS) && /^\w+\.ts$/.test(url.slice(DOORS.length));
}

/** Is it a script of the runtime? */
export function isRuntimeCode(url: string): boolean {
  return /^(?:ext|node|checkin|deno|internal):/.test(url);
}

/** Is it a script of a package? */
export function isPackageCode(url: string): boolean {
  return packageName(url) !== undefined;
}

/** Is it a script whose functions are the program's, so that their text can be read? */
export function isProgramText(url: string | undefined): boolean {
  return url !== undefined && url !== "" && !isRuntimeCode(url);
}
