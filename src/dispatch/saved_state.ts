/** What a registry holds can be saved and put back, which only tests do. */

const savers = new WeakMap<object, () => () => void>();

/** Say how the state of `owner` is saved: `save` returns the function that puts it back. */
export function onSave(owner: object, save: () => () => void): void {
  savers.set(owner, save);
}

/** Save the state of `owner`. Returns the function that puts it back. */
export function saveState(owner: object): () => void {
  const save = savers.get(owner);
  if (save === undefined) throw new TypeError("Cannot save the state as only registries have one");
  return save();
}
