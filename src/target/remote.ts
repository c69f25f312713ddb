/**
 * Another process, over an open inspector session: Deno 2.9 or Node 20 and newer, without any permission on its side.
 *
 * Inspector messages are separate turns, and the program may run between them. So everything that must be of one instant
 * (snapshot, safety rule, walk) is one call: the text of `captureHeap` runs in the target. What it brings back stays there in
 * one object of an object group and is fetched in pieces, between which the program runs on.
 */
import { Buffer } from "node:buffer";
import { placesOf, readSites } from "../heap/await_sites.ts";
import { type SiteTable, walkSource } from "../heap/await_walk.ts";
import { parseSnapshot } from "../heap/snapshot.ts";
import { HOLD_PORT } from "./inspector_port.ts";
import { checkRemoteHeap, checkRoomFor } from "./remote_heap.ts";
import { readLocals } from "./remote_locals.ts";
import { readParked } from "./remote_parked.ts";
import { readRunning } from "./remote_running.ts";
import { readStores } from "./remote_stores.ts";
import { readPlaces } from "./remote_places.ts";
import type { Acquisition, RunningStack } from "./target.ts";
import { TargetError } from "./target_error.ts";

/** What is needed of an inspector session. */
export interface InspectorSession {
  /** Send one command; rejects when the target refuses, is gone, or the time is up. */
  send(method: string, params?: object): Promise<unknown>;
}

/** How the target was reached. */
export interface RemoteOptions {
  kind: "pid" | "inspector" | "worker";
  pid?: number;
  /** What to call the target, for example its script. */
  title?: string;
  /** Read parameters and locals too. */
  withLocals?: boolean;
  /** MB of used heap that are looked at. Default: that of `setHeapLimit()`. */
  maxHeap?: number;
  /** Milliseconds that a snapshot may take. Default: any. */
  timeoutMs?: number;
  /** What runs, where the target stands still in it. */
  running?: RunningStack;
}

interface RemoteObject {
  objectId?: string;
  value?: unknown;
  description?: string;
}

interface Answer {
  result: RemoteObject;
  objects: RemoteObject;
  internalProperties: { name: string; value: RemoteObject }[];
  exceptionDetails?: { text: string; exception?: RemoteObject };
}

/** Bytes a message: large enough that messages do not count, small enough for every WebSocket implementation. */
const PIECE = 8 * 1024 * 1024;

/** How long a target that closes its port by itself is asked to leave it open, in milliseconds. */
const HOLD_MS = 60_000;

/** Ask a process what it is. */
export async function readTarget(
  session: InspectorSession,
  { kind, pid, title }: RemoteOptions,
): Promise<Acquisition["target"]> {
  const { result } = await session.send("Runtime.evaluate", {
    expression: `[
      globalThis.process?.versions?.deno ? "deno " + process.versions.deno : "node " + process.versions.node,
      globalThis.process?.pid, String(globalThis.process?.argv?.[1] ?? "")]`,
    returnByValue: true,
  }) as Answer;
  const [runtime, ownPid, script] = result.value as [string, number, string];
  return { kind, pid: pid ?? ownPid, title: title ?? script, runtime };
}

/** Take everything that a dump needs from another process. */
export async function acquireRemote(session: InspectorSession, options: RemoteOptions): Promise<Acquisition> {
  const objectGroup = "stackscope";
  try {
    const modules = await call("Runtime.evaluate", {
      expression: `(() => {
        globalThis[Symbol.for("${HOLD_PORT}")]?.(${HOLD_MS}); // a program with dumpOnSignal() would close the port
        const load = globalThis.process?.getBuiltinModule ?? require;
        const { types } = load("node:util");
        return { v8: load("node:v8"), vm: load("node:vm"), Buffer: load("node:buffer").Buffer, types };
      })()`,
      includeCommandLineAPI: true,
      objectGroup,
    });
    const target = await readTarget(session, options), { runtime = "" } = target;
    // A thread that stands still is debugged already, and must not be let go.
    if (/^node (?:20|21)\./.test(runtime) && options.running === undefined) await readLineEnds(session);
    await checkRemoteHeap(call, modules.result.objectId, { ...options, pid: target.pid });
    const sample = await call("Runtime.evaluate", { expression: "(class {})", objectGroup });
    const { internalProperties } = await call("Runtime.getProperties", {
      objectId: sample.result.objectId,
      ownProperties: true,
    });
    const prototype = internalProperties.find(({ name }) => name === "[[Prototype]]")?.value;
    if (prototype === undefined) {
      throw new TargetError("protocol", "Cannot look into the target as it shows no prototype of functions");
    }
    const functions = await call("Runtime.queryObjects", { prototypeObjectId: prototype.objectId, objectGroup });
    const takenAt = new Date(); // all before may take long, and the program runs meanwhile
    const captured = await call("Runtime.callFunctionOn", {
      objectId: functions.objects.objectId,
      arguments: [{ objectId: modules.result.objectId }],
      functionDeclaration: `function (modules) {
        const { snapshot: { bytes }, sites, problem } = (${walkSource()})(this, modules);
        return { bytes, sites, problem };
      }`,
      objectGroup,
    });
    const summary = await valueOf(
      captured.result.objectId,
      "function () { return [this.bytes.length, this.problem, this.sites]; }",
    );
    const [size, problem, sites] = summary as [number, string, SiteTable];
    const bytes = new Uint8Array(size);
    const pieces: Promise<void>[] = [];
    for (let from = 0; from < size; from += PIECE) {
      const to = Math.min(size, from + PIECE);
      pieces.push(
        valueOf(
          captured.result.objectId,
          `function (from, to, modules) {
            const { buffer, byteOffset } = this.bytes;
            return modules.Buffer.from(buffer, byteOffset + from, to - from).toString("latin1");
          }`,
          [{ value: from }, { value: to }, { objectId: modules.result.objectId }],
        ).then((text) => bytes.set(Buffer.from(text as string, "latin1"), from)),
      );
    }
    await Promise.all(pieces);
    const snapshot = parseSnapshot(bytes);
    checkRoomFor(snapshot, options.maxHeap);
    const send = session.send.bind(session);
    const { parked, notes } = await readParked(send, snapshot);
    const running = options.running && await readRunning(send, snapshot, options.running);
    const storeTexts = await readStores(send, snapshot);
    const raw = problem === "" ? placesOf(sites) : [];
    const isMapped = !runtime.startsWith("node "); // Deno's call sites are in the original source
    const { mapPosition, mappedTexts } = await readPlaces(send, snapshot, isMapped ? [] : raw);
    const places = isMapped ? raw : raw.map((site) => ({ ...site, ...mapPosition(site.url, site.line, site.column) }));
    const patience = options.timeoutMs === undefined ? undefined : options.timeoutMs / 3;
    const read = options.withLocals ? await readLocals(send, snapshot, patience) : undefined;
    if (read !== undefined) notes.push(...read.notes);
    if (options.withLocals && running !== undefined) notes.push("Locals of what runs are not read.");
    if (problem !== "") notes.unshift(`Await positions are missing, functions show where they start: ${problem}.`);
    return {
      snapshot,
      mapPosition,
      mappedTexts,
      locals: read?.locals,
      storeTexts,
      sites: problem === "" ? readSites(sites, places) : undefined,
      running,
      takenAt,
      target,
      parked,
      notes,
    };
  } finally {
    await session.send("Runtime.releaseObjectGroup", { objectGroup }).catch(() => {}); // the target may be gone
  }

  async function valueOf(
    objectId: string | undefined,
    functionDeclaration: string,
    args: object[] = [],
  ): Promise<unknown> {
    const answer = await call("Runtime.callFunctionOn", {
      objectId,
      functionDeclaration,
      arguments: args,
      returnByValue: true,
    });
    return answer.result.value;
  }

  async function call(method: string, params: object): Promise<Answer> {
    const answer = await session.send(method, params) as Answer;
    if (answer.exceptionDetails !== undefined) {
      const { text, exception } = answer.exceptionDetails;
      const answered = exception?.description?.split("\n")[0] ?? text;
      throw new TargetError("protocol", `Cannot look into the target as it answers: ${answered}`);
    }
    return answer;
  }
}

/**
 * Let V8 find where the lines of each script end. A snapshot tells the line of each function, and V8 before 12 counts from the start
 * of the script for each, unless it has been asked for a place in it before: 23 s of processor time for a Node 20 with the 9 MB of
 * TypeScript loaded, 0.7 s after this. It cannot pause the program: all three go out at once, and the last one would end it.
 */
async function readLineEnds(session: InspectorSession): Promise<void> {
  const sent = [
    session.send("Debugger.enable"),
    session.send("Debugger.setSkipAllPauses", { skip: true }),
    session.send("Debugger.disable"),
  ];
  await Promise.all(sent).catch(() => {}); // then it takes as long as it takes
}
