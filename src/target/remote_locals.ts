/**
 * Parameters and locals of suspended functions in another process, as text.
 *
 * Each look-up of an object by its heap id walks the target's heap (runtime-facts, section 2.3: 11 to 50 ms), and the program
 * runs on between them. So locals are read only when asked for, of a bounded number of frames, after everything else.
 */
import { readAwaitGraph, type Suspended } from "../heap/await_graph.ts";
import type { Snapshot } from "../heap/snapshot.ts";

/** Names and previews, in the order of the scopes: innermost first. */
export type Locals = Readonly<Record<string, string>>;

/** Locals of frames of one snapshot. */
export interface ReadLocals {
  /** By node of the generator object. */
  locals: Map<number, Locals>;
  notes: string[];
}

/** Frames whose locals are read. */
const MAX_FRAMES = 200;
/** Variables told of one frame. */
const MAX_VARIABLES = 50;
/** Characters of one preview. */
const MAX_PREVIEW = 200;

interface Preview {
  subtype?: string;
  description?: string;
  overflow?: boolean;
  properties?: { name: string; type: string; value?: string; subtype?: string }[];
}

interface Value {
  type: string;
  subtype?: string;
  value?: unknown;
  unserializableValue?: string;
  description?: string;
  objectId?: string;
  preview?: Preview;
}

interface Property {
  name: string;
  value?: Value;
}

type Send = (method: string, params: object) => Promise<unknown>;

/** Read the locals of the program's own suspended functions. */
export async function readLocals(send: Send, snapshot: Snapshot): Promise<ReadLocals> {
  const objectGroup = "stackscope locals";
  const graph = readAwaitGraph(snapshot);
  const own = [...graph.suspended.values()].filter(({ closure }) =>
    !/^(?:ext|node):/.test(graph.functions.place(closure)?.url ?? "ext:")
  );
  const read = own.slice(0, MAX_FRAMES);
  const notes: string[] = [];
  if (own.length > read.length) {
    notes.push(`Locals were read of ${read.length} of ${own.length} frames: each look-up walks the target's heap.`);
  }
  const locals = new Map<number, Locals>();
  let moved = 0;
  for (const suspended of read) {
    const found = await localsOf(suspended).catch(() => undefined);
    if (found === undefined) moved++;
    else locals.set(suspended.node, found);
  }
  if (moved > 0) notes.push(`Locals of ${moved} frames are missing: they had gone on before these could be read.`);
  await send("Runtime.releaseObjectGroup", { objectGroup }).catch(() => {}); // the target may be gone
  return { locals, notes };

  async function localsOf({ node }: Suspended): Promise<Locals | undefined> {
    const { result } = await send("HeapProfiler.getObjectByHeapObjectId", {
      objectId: String(snapshot.nodeId[node]),
      objectGroup,
    }) as { result: Value };
    const { internalProperties = [] } = await properties(result.objectId);
    const internal = (name: string) => internalProperties.find((property) => property.name === name)?.value;
    if (internal("[[GeneratorState]]")?.value !== "suspended") return undefined;
    const scopes = (await properties(internal("[[Scopes]]")?.objectId)).result ?? [];
    const variables: Record<string, string> = Object.create(null);
    let count = 0;
    for (const scope of scopes) {
      // From the innermost block outward to the function's own scope; what lies around it is not the frame's.
      const kind = scope.value?.description ?? "";
      if (!/^(?:Block|Catch|With Block|Local)\b/.test(kind)) break;
      for (const { name, value } of (await properties(scope.value?.objectId)).result ?? []) {
        if (value === undefined || name in variables) continue;
        if (++count > MAX_VARIABLES) break;
        variables[name] = textOf(value);
      }
      if (kind.startsWith("Local")) break;
    }
    return variables;
  }

  async function properties(
    objectId: string | undefined,
  ): Promise<{ result?: Property[]; internalProperties?: Property[] }> {
    if (objectId === undefined) return {};
    return await send("Runtime.getProperties", { objectId, ownProperties: true, generatePreview: true }) as object;
  }
}

/** One line for a value. Objects by what V8's preview shows of them: it runs no getter and no proxy. */
function textOf(value: Value): string {
  const { type, subtype, description = "", unserializableValue, preview } = value;
  let text: string;
  if (type === "string") text = JSON.stringify(value.value);
  else if (type === "function") text = /^(class\s+\S*)/.exec(description)?.[1] ?? `[Function ${nameIn(description)}]`;
  else if (type !== "object") text = unserializableValue ?? String(value.value ?? description ?? type);
  else if (subtype === "null") text = "null";
  else text = objectText(description, preview);
  text = text.replace(/\s+/g, " ") || "(not yet set)";
  return text.length > MAX_PREVIEW ? `${text.slice(0, MAX_PREVIEW)}...` : text;
}

function nameIn(source: string): string {
  return /^(?:async\s+)?(?:function\s*\*?\s*)?([\w$#]+)\s*\(/.exec(source)?.[1] ?? "(anonymous)";
}

function objectText(description: string, preview: Preview | undefined): string {
  if (preview?.properties === undefined || preview.subtype === "error" || preview.subtype === "proxy") {
    return description;
  }
  const shown = preview.properties.map(({ name, type, value = "", subtype }) => {
    const text = type === "string"
      ? JSON.stringify(value)
      : type === "accessor"
      ? "[getter]"
      : value || subtype || type;
    return preview.subtype === "array" && /^\d+$/.test(name) ? text : `${name}: ${text}`;
  });
  if (preview.overflow) shown.push("...");
  const body = shown.join(", ");
  if (preview.subtype === "array") return `[${body}]`;
  const name = description === "Object" ? "" : `${description} `;
  return body === "" ? `${name}{}` : `${name}{ ${body} }`;
}
