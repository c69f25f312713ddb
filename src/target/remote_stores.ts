/**
 * Values of async contexts of another process that its snapshot does not tell (`unseen_values.ts`). Read after the snapshot: what
 * has gone since is left out.
 *
 * To find an object by its id walks the target's heap. So only the WeakMaps are looked up, one for each storage; the inspector lists
 * their entries, and the id of its key tells which entry is whose.
 */
import { readAwaitGraph } from "../heap/await_graph.ts";
import type { Snapshot } from "../heap/snapshot.ts";
import { plainTextAt, type UnseenValues, unseenValues } from "../heap/unseen_values.ts";

/** Texts by the names that lead to them, joined by dots; by node of the key of the store, or of the Map that has them. */
export type StoreTexts = ReadonlyMap<number, Readonly<Record<string, string>>>;

/** Storages that are looked up, and entries of one that are looked at. */
const MAX_STORAGES = 10, MAX_ENTRIES = 5000;
/** Maps that are looked up one by one. */
const MAX_MAPS = 30;

type Send = (method: string, params: object) => Promise<unknown>;

interface RemoteValue {
  objectId?: string;
  value?: unknown;
}

interface Answer {
  result: RemoteValue & { name: string; value?: RemoteValue }[];
  internalProperties?: { name: string; value?: RemoteValue }[];
  heapSnapshotObjectId?: string;
  exceptionDetails?: { text: string };
}

/** Gives, in the target and in a realm of its own, the functions that read what the inspector listed. */
const READER = `(() => {
  const load = globalThis.process?.getBuiltinModule ?? require;
  const { isProxy, isMap } = load("node:util").types, vm = load("node:vm");
  return vm.runInContext(${
  JSON.stringify(`(isProxy, isMap) => {
    const { get: mapGet } = Map.prototype;
    const own = (object, name) => Reflect.getOwnPropertyDescriptor(object, name)?.value;
    ${plainTextAt}
    return {
      keys(entries, most) {
        const keys = [];
        for (let i = 0, entry; i < most && (entry = own(entries, i)) !== undefined; i++) keys.push(own(entry, "key"));
        return keys;
      },
      entries(map, wanted) {
        return JSON.stringify(
          JSON.parse(wanted).map((name) => plainTextAt(map, [name], { isProxy, isMap, mapGet }) ?? null));
      },
      texts(entries, wanted) {
        return JSON.stringify(JSON.parse(wanted).map(([index, paths]) => {
          const store = own(own(entries, index), "value");
          return paths.map((path) => plainTextAt(store, path, { isProxy, isMap, mapGet }) ?? null);
        }));
      },
    };
  }`)
}, vm.createContext({}))(isProxy, isMap);
})()`;

/** Read the values of async contexts that the snapshot does not tell. What cannot be read is left out. */
export async function readStores(send: Send, snapshot: Snapshot): Promise<StoreTexts> {
  const texts = new Map<number, Record<string, string>>();
  const { stores, entries } = unseenValues(readAwaitGraph(snapshot));
  if (stores.size === 0 && entries.size === 0) return texts;
  const objectGroup = "stackscope stores";
  try {
    const { result: reader } = await ask("Runtime.evaluate", {
      expression: READER,
      includeCommandLineAPI: true,
      objectGroup,
    });
    for (const [map, values] of [...stores].slice(0, MAX_STORAGES)) {
      await readStoresOf(map, values, reader).catch(() => {}); // collected since
    }
    for (const [map, names] of [...entries].slice(0, MAX_MAPS)) {
      await readEntries(map, names, reader).catch(() => {}); // collected since
    }
  } catch {
    // labels are missing then, and a note says which
  }
  await send("Runtime.releaseObjectGroup", { objectGroup }).catch(() => {}); // the target may be gone
  return texts;

  async function readEntries(map: number, names: readonly string[], reader: RemoteValue): Promise<void> {
    const { result } = await call(reader, "entries", [await objectAt(map), { value: JSON.stringify(names) }]);
    texts.set(map, readTexts(names, JSON.parse(String(result.value))));
  }

  async function readStoresOf(map: number, values: readonly UnseenValues[], reader: RemoteValue): Promise<void> {
    const { internalProperties = [] } = await ask("Runtime.getProperties", {
      ...await objectAt(map),
      ownProperties: true,
    });
    const entries = internalProperties.find(({ name }) => name === "[[Entries]]")?.value;
    const { result: keys } = await call(reader, "keys", [entries, { value: MAX_ENTRIES }]);
    const { result: listed } = await ask("Runtime.getProperties", { objectId: keys.objectId, ownProperties: true });
    const elements = listed.filter(({ name }) => /^\d+$/.test(name));
    const indexes = new Map<number, number>();
    await Promise.all(elements.map(async ({ name, value }) => {
      const { heapSnapshotObjectId } = await ask("HeapProfiler.getHeapObjectId", { objectId: value?.objectId });
      indexes.set(Number(heapSnapshotObjectId), Number(name));
    }));
    const wanted = values.flatMap(({ key, paths }) => {
      const index = indexes.get(snapshot.nodeId[key]);
      return index === undefined ? [] : [{ key, index, paths }];
    });
    const { result } = await call(reader, "texts", [
      entries,
      { value: JSON.stringify(wanted.map(({ index, paths }) => [index, paths])) },
    ]);
    const read = JSON.parse(String(result.value)) as (string | null)[][];
    wanted.forEach(({ key, paths }, i) => texts.set(key, readTexts(paths.map((path) => path.join(".")), read[i])));
  }

  async function objectAt(node: number): Promise<{ objectId: string | undefined }> {
    const { result } = await ask("HeapProfiler.getObjectByHeapObjectId", {
      objectId: String(snapshot.nodeId[node]),
      objectGroup,
    });
    return { objectId: result.objectId };
  }

  function call(reader: RemoteValue, name: "keys" | "texts" | "entries", args: unknown[]): Promise<Answer> {
    return ask("Runtime.callFunctionOn", {
      objectId: reader.objectId,
      functionDeclaration: `function (...args) { return this.${name}(...args); }`,
      arguments: args,
      objectGroup,
      returnByValue: name !== "keys",
    });
  }

  async function ask(method: string, params: object): Promise<Answer> {
    const answer = await send(method, params) as Answer;
    if (answer.exceptionDetails !== undefined) throw new Error(`the target answers: ${answer.exceptionDetails.text}`);
    return answer;
  }
}

/** What could be read, by name. */
function readTexts(names: readonly string[], texts: readonly (string | null)[]): Record<string, string> {
  const pairs = names.flatMap((name, i) => texts[i] === null ? [] : [[name, texts[i]]]);
  return Object.fromEntries(pairs);
}
