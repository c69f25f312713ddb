/**
 * A list that grows at its end and is taken from at its begin, by hooks in the midst of the program. It is made of fields: to set an
 * element behind the end of an array asks its prototypes first, where the program may have put a setter.
 */

interface Link<Item> {
  readonly item: Item;
  next: Link<Item> | undefined;
}

export class Queue<Item> {
  #first: Link<Item> | undefined;
  #last: Link<Item> | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The oldest item. */
  get first(): Item | undefined {
    return this.#first?.item;
  }

  append(item: Item): void {
    const link: Link<Item> = { item, next: undefined };
    if (this.#last === undefined) this.#first = link;
    else this.#last.next = link;
    this.#last = link;
    this.#length++;
  }

  /** Take the oldest item away. */
  shift(): void {
    const link = this.#first;
    if (link === undefined) return;
    this.#first = link.next;
    if (this.#first === undefined) this.#last = undefined;
    this.#length--;
    link.next = undefined; // an old link that is garbage would keep the young ones behind it until the next full collection
  }
}
