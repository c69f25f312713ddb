/** What a dump says about the programs, in the form of the recorders. */
import { Context, type Dump, type Frame, Leaf, Stack } from "../../mod.ts";
import type { EntryKind } from "./program.ts";
import type { Held } from "./records.ts";
import { type Branches, type Facts, placeText, textOfModules, textOfWait, textsOfHeld, type Wait } from "./waits.ts";

/** What a dump shows, by URL of the program. */
export interface Shown {
  readonly facts: ReadonlyMap<string, Facts>;
  /** What must not be in any dump. */
  readonly errors: readonly string[];
}

/** Read a dump. */
export function shownBy({ tasks }: Dump): Shown {
  const byUrl = new Map<string, Facts>(), errors: string[] = [];
  /** By id of a stack: the combinator at its end. */
  const branchesOf = new Map<string, Branches>();
  const waits: { frame: Frame; wait: () => Wait }[] = [];
  for (const task of tasks) read(task);
  for (const { frame, wait } of waits) {
    const url = frame.url.replace(FILE, "$1$3"), facts = byUrl.get(url) ?? [];
    byUrl.set(url, facts);
    facts.push(`${placeOf(frame)} -> ${textOfWait(wait())}`);
    for (const context of frame.contexts) {
      if (context.kind !== "using") continue;
      facts.push(...textsOfHeld(readResource(context)).map((text) => `${placeOf(frame)} holds ${text}`));
    }
  }
  for (const facts of byUrl.values()) facts.sort();
  return { facts: byUrl, errors };

  /** All frames of a stack; gives what its awaiter waits for. */
  function read(stack: Stack): () => Wait {
    if (stack.leaf instanceof Leaf && stack.leaf.kind === "yield") return () => undefined; // waits for nothing
    if (stack.error !== undefined) errors.push(String(stack.error));
    const frames = stack.frames.filter(({ hide }) => !hide);
    const end = readEnd(stack, frames.at(-1));
    const places = frames.filter(({ url }) => url !== "");
    for (const [i, frame] of places.entries()) {
      const next = places.at(i + 1);
      waits.push({ frame, wait: next === undefined ? end : () => placeOf(next) });
    }
    return places.length > 0 ? () => placeOf(places[0]) : end;
  }

  function readEnd({ id = "", leaf }: Stack, last: Frame | undefined): () => Wait {
    let branches: Branches | undefined;
    for (const context of last?.contexts ?? []) {
      const stacks = context.children.filter((child) => child instanceof Stack);
      if (context.kind === "combinator") branchesOf.set(id, branches = readBranches(context, stacks));
      else stacks.forEach(read);
    }
    if (branches !== undefined) return () => branches;
    if (leaf instanceof Leaf && leaf.details.atWork !== undefined) return () => `~${leaf.details.atWork}`;
    if (leaf instanceof Leaf && leaf.kind === "module") return readModules(leaf);
    if (!(leaf instanceof Leaf) || !["reference", "cycle"].includes(leaf.kind)) return () => undefined;
    const { description, details: { ref } } = leaf;
    const [, place] = /^(.*?)(?:, drawn in #| again: a circle)/.exec(description) ?? [];
    if (place === undefined) errors.push(`Cannot read the leaf "${description}"`);
    const drawn = placeIn(place);
    return () => drawn ?? branchesOf.get(String(ref));
  }

  function readModules({ description }: Leaf): () => Wait {
    const [, list = "", more] = /: waiting for (<module> .*?)(?: and (\d+) more)?$/.exec(description) ?? [];
    if (list === "") return () => undefined;
    const places = list.split(", ").map((text) => placeIn(text) ?? `unreadable ${text}`);
    return () => textOfModules(places, places.length + Number(more ?? 0));
  }

  function readBranches({ description = "" }: Context, stacks: readonly Stack[]): Branches {
    const [, kind = "race"] = /^Promise\.(\w+)/.exec(description) ?? [];
    const read_ = stacks.map((stack) => ({ stack, wait: read(stack) }));
    return {
      kind,
      get items() {
        return read_.map(({ stack: { root }, wait }) => {
          const [, index] = /^\[(\d+)\]/.exec(String(root)) ?? [];
          return { index: index === undefined ? undefined : Number(index), wait: wait() };
        });
      },
    };
  }
}

/** Of `name at file:line:column`; none for a function of the runtime, which is not shown where it is drawn. */
function placeIn(text = ""): string | undefined {
  const [, name, file, line, column] = /^(.+) at (.+?):(\d+):(\d+)$/.exec(text) ?? [];
  if (name === undefined || !FILE.test(`/${file}`)) return undefined;
  return placeText(name, fileOf(`/${file}`), Number(line), Number(column));
}

/** The file of a program: its first one, or one that it imports. */
const FILE = /(\/p\d+)(?:_(m\d+))?(\.[jt]s)$/;

function fileOf(url: string): string {
  return FILE.exec(url)?.[2] ?? "";
}

function readResource({ varName = "", startLine = 0, isExiting, obj, children }: Context): Held {
  const entries = obj instanceof DisposableStack || obj instanceof AsyncDisposableStack
    ? children.map((child) =>
      /^\w+\.(use|adopt|defer)\(/.exec(child instanceof Context ? child.description ?? "" : "")?.[1]
    )
    : undefined;
  return { name: varName, line: startLine, isExiting, entries: entries as EntryKind[] | undefined };
}

function placeOf({ className, functionName, url, line, column }: Frame): string {
  return placeText(className === undefined ? functionName : `${className}.${functionName}`, fileOf(url), line, column);
}
