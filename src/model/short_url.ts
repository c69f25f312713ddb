/** Characters of a `data:` URL, which has the whole script in it. */
const MOST_OF_DATA = 60;

/** A URL for people: one that holds what it names is cut. */
export function shortUrl(url: string): string {
  return url.startsWith("data:") && url.length > MOST_OF_DATA ? `${url.slice(0, MOST_OF_DATA)}…` : url;
}
