/**
 * Parameters and locals of suspended functions in another process, as text.
 *
 * Each look-up of an object by its heap id walks the target's heap (runtime-facts, section 2.3: 11 to 50 ms), and the program
 * runs on between them. So locals are read only when asked for, of a bounded number of frames, after everything else. The text is
 * made in the target, in a realm of its own: V8's previews would run code of the program (`preview.ts`).
 */
import { readAwaitGraph, type Suspended } from "../heap/await_graph.ts";
import { isDescribable, ownScopes, scopesIn, variableIn } from "../heap/frame_scopes.ts";
import { type Locals, localsIn } from "../heap/locals.ts";
import { previewer } from "../heap/preview.ts";
import type { Snapshot } from "../heap/snapshot.ts";
import { packageName } from "../model/package_name.ts";
import { thrownText } from "../model/thrown_text.ts";

/** Locals of frames of one snapshot. */
export interface ReadLocals {
  /** By node of the generator object. */
  locals: Map<number, Locals>;
  notes: string[];
}

/** Frames whose locals are read, and in any case, however long that takes. */
const MAX_FRAMES = 200, MIN_FRAMES = 20;
/** Milliseconds after which no more are read, where nobody says how long that may take. */
const MAX_MS = 3_000;

interface RemoteValue {
  objectId?: string;
  value?: unknown;
}

type Send = (method: string, params: object) => Promise<unknown>;

/** Gives, in the target, an object whose `read(scopes, isModule)` gives the text of the variables. */
const READER = `(() => {
  const load = globalThis.process?.getBuiltinModule ?? require;
  const { types } = load("node:util"), vm = load("node:vm");
  const make = vm.runInContext(${
  JSON.stringify(`(types) => {
    ${[variableIn, ownScopes, scopesIn, localsIn, previewer].map(String).join("\n")}
    const preview = previewer(types);
    return (scopes, isModule) =>
      JSON.stringify(localsIn(ownScopes(scopesIn(scopes), isModule), { preview, isProxy: types.isProxy }));
  }`)
}, vm.createContext({}));
  return { read: make(types) };
})()`;

/** Read the locals of the program's own suspended functions, in about so many milliseconds. */
export async function readLocals(send: Send, snapshot: Snapshot, milliseconds: number = MAX_MS): Promise<ReadLocals> {
  const objectGroup = "stackscope locals";
  const graph = readAwaitGraph(snapshot);
  const urlOf = ({ closure }: Suspended) => graph.functions.place(closure)?.url ?? "ext:";
  const ofPackages = (suspended: Suspended) => Number(packageName(urlOf(suspended)) !== undefined);
  const own = [...graph.suspended.values()].filter((suspended) => !/^(?:ext|node):/.test(urlOf(suspended)));
  own.sort((a, b) => ofPackages(a) - ofPackages(b)); // there may be no time for all of them
  const until = performance.now() + milliseconds;
  const locals = new Map<number, Locals>();
  const notes: string[] = [];
  try {
    const { result: reader } = await ask("Runtime.evaluate", {
      expression: READER,
      includeCommandLineAPI: true,
      objectGroup,
    });
    let moved = 0, refused = 0, read = 0;
    for (const suspended of own) {
      if (read === MAX_FRAMES || (read >= MIN_FRAMES && performance.now() > until)) break;
      read++;
      if (!isDescribable(graph.heap, suspended.node)) {
        refused++;
        continue;
      }
      const found = await localsOf(suspended, reader).catch(() => undefined);
      if (found === undefined) moved++;
      else locals.set(suspended.node, found);
    }
    if (own.length > read) {
      notes.push(`Locals were read of ${read} of ${own.length} frames: each look-up walks the target's heap.`);
    }
    if (moved > 0) notes.push(`Locals of ${moved} frames are missing: they had gone on before these could be read.`);
    if (refused > 0) {
      notes.push(`Locals of ${refused} methods of errors were not read: V8 would run code of the program.`);
    }
  } catch (error) {
    notes.push(`Locals could not be read: ${thrownText(error)}.`);
  }
  await send("Runtime.releaseObjectGroup", { objectGroup }).catch(() => {}); // the target may be gone
  return { locals, notes };

  async function localsOf({ node, kind }: Suspended, reader: RemoteValue): Promise<Locals | undefined> {
    const { result } = await ask("HeapProfiler.getObjectByHeapObjectId", {
      objectId: String(snapshot.nodeId[node]),
      objectGroup,
    });
    const { internalProperties = [] } = await ask("Runtime.getProperties", {
      objectId: result.objectId,
      ownProperties: true,
    });
    const internal = (name: string) => internalProperties.find((property) => property.name === name)?.value;
    if (internal("[[GeneratorState]]")?.value !== "suspended") return undefined;
    const text = await ask("Runtime.callFunctionOn", {
      objectId: reader.objectId,
      functionDeclaration: "function (scopes, isModule) { return this.read(scopes, isModule); }",
      arguments: [{ objectId: internal("[[Scopes]]")?.objectId }, { value: kind === "module" }],
      returnByValue: true,
    });
    return Object.assign(Object.create(null), JSON.parse(String(text.result.value)));
  }

  async function ask(method: string, params: object): Promise<Answer> {
    const answer = await send(method, params) as Answer;
    if (answer.exceptionDetails !== undefined) throw new Error(`the target answers: ${answer.exceptionDetails.text}`);
    return answer;
  }
}

interface Answer {
  result: RemoteValue;
  internalProperties?: { name: string; value?: RemoteValue }[];
  exceptionDetails?: { text: string };
}
