/**
 * The inspector of this process, answering synchronously.
 *
 * `Session` queues its replies with `process.nextTick`, looked up at that moment (runtime-facts, section 2.1). For the
 * duration of one `post`, `process.nextTick` is a function that calls its callback at once, and the reply is there
 * before `post` returns. The exact property descriptor is put back.
 */
import type inspector from "node:inspector";
import { hostProcess } from "./host_process.ts";
import { thrownText } from "../model/thrown_text.ts";

/** What `Runtime` commands answer, as far as it is read here. */
export interface InspectorAnswer {
  result: InspectorObject & InspectorProperty[];
  objects: InspectorObject;
  internalProperties?: InspectorProperty[];
  heapSnapshotObjectId?: string;
}

/** A handle of a value in the target. */
export interface InspectorObject {
  type: string;
  objectId?: string;
  value?: unknown;
  description?: string;
}

/** A property of an object in the target. */
export interface InspectorProperty {
  name: string;
  value?: InspectorObject;
}

/** State of a generator: `"suspended"`, `"running"`, `"closed"`; its position is 1-based, 0 when unknown. */
export interface GeneratorState {
  kind: string;
  line: number;
  column: number;
}

/**
 * The connection that all sessions share, and how many there are: when any connection of a process ends, V8 forgets the ids of all
 * objects (V8 15.0), which another look may still need.
 */
let connection: { session: inspector.Session; users: number } | undefined;
let opened = 0;

/** A session with this process. */
export class InspectorSession implements Disposable {
  readonly #session: inspector.Session;
  /** Name of its handles. */
  readonly #group = `stackscope ${opened++}`;
  #isOver = false;

  private constructor(session: inspector.Session) {
    this.#session = session;
  }

  /** Connect; a string says why that is not possible. Never asks for a permission. */
  static open(): InspectorSession | string {
    try {
      if (connection === undefined) {
        const denied = deniedPermission();
        if (denied !== undefined) return denied;
        const { Session } = hostProcess().getBuiltinModule("node:inspector") as typeof inspector;
        const session = new Session();
        session.connect();
        connection = { session, users: 0 };
      }
      connection.users++;
      return new InspectorSession(connection.session);
    } catch (error) {
      return `the inspector is not available: ${thrownText(error)}`;
    }
  }

  /** Send one command and return its answer before the next statement runs. */
  post(method: string, params: object = {}): InspectorAnswer {
    let answered = false, failure: Error | null = null, answer: unknown;
    const process = hostProcess();
    const whole = Reflect.getOwnPropertyDescriptor(process, "nextTick");
    const isReplaced = Reflect.defineProperty(process, "nextTick", {
      value: (callback: (...args: unknown[]) => void, ...args: unknown[]) => callback(...args),
      configurable: true,
      writable: true,
      enumerable: whole?.enumerable ?? true,
    });
    if (!isReplaced) throw new Error("'process.nextTick' cannot be replaced for the moment of an answer");
    try {
      this.#session.post(method as "Runtime.evaluate", params as never, (error, result) => {
        answered = true;
        failure = error;
        answer = result;
      });
    } finally {
      if (whole === undefined) Reflect.deleteProperty(process, "nextTick");
      else Reflect.defineProperty(process, "nextTick", whole);
    }
    if (!answered) throw new Error(`Cannot look into this process as '${method}' does not answer synchronously`);
    if (failure !== null) throw failure;
    return answer as InspectorAnswer;
  }

  /** A handle of a value of this process. */
  handle(value: unknown): string {
    const name = `stackscope hand-over ${Math.random().toString(36).slice(2)}`;
    const key = Symbol.for(name);
    if (!Reflect.defineProperty(globalThis, key, { value: [value], configurable: true })) {
      throw new Error("the global object takes no property for the moment of a look-up");
    }
    try {
      const { result } = this.post("Runtime.evaluate", {
        expression: `globalThis[Symbol.for(${JSON.stringify(name)})]`,
        objectGroup: this.#group,
      });
      const properties = this.post("Runtime.getProperties", { objectId: result.objectId, ownProperties: true }).result;
      const handle = properties.find((property) => property.name === "0")?.value?.objectId;
      if (handle === undefined) throw new Error("Cannot hand a value to the inspector: it has no handle");
      return handle;
    } finally {
      Reflect.deleteProperty(globalThis, key);
    }
  }

  /** V8's internal properties of an object, such as `[[GeneratorLocation]]`. */
  internals(objectId: string): Map<string, InspectorObject> {
    const { internalProperties = [] } = this.post("Runtime.getProperties", { objectId, ownProperties: true });
    return new Map(internalProperties.flatMap(({ name, value }) => value === undefined ? [] : [[name, value]]));
  }

  /** V8's id of an object, as in snapshots. */
  heapId(objectId: string): number {
    return Number(this.post("HeapProfiler.getHeapObjectId", { objectId }).heapSnapshotObjectId);
  }

  /** Is a generator suspended, and where in its script as V8 runs it? */
  generatorState(objectId: string): GeneratorState {
    const internals = this.internals(objectId);
    const place = internals.get("[[GeneratorLocation]]")?.value as
      | { lineNumber: number; columnNumber: number }
      | undefined;
    return {
      kind: String(internals.get("[[GeneratorState]]")?.value ?? ""),
      line: (place?.lineNumber ?? -1) + 1,
      column: (place?.columnNumber ?? -1) + 1,
    };
  }

  /** A handle of an object by V8's id of it, as in a snapshot that was taken while this session was open. */
  objectById(id: number): string | undefined {
    return this.post("HeapProfiler.getObjectByHeapObjectId", { objectId: String(id), objectGroup: this.#group }).result
      .objectId;
  }

  /** URLs of all scripts, by id. The debugger is on for that moment only: it slows everything down. */
  scriptUrls(): Map<string, string> {
    const urls = new Map<string, string>();
    const listen = ({ params }: { params: { scriptId: string; url: string } }) => {
      urls.set(params.scriptId, params.url);
    };
    this.#session.on("Debugger.scriptParsed", listen as never);
    try {
      this.post("Debugger.enable");
    } finally {
      this.post("Debugger.disable");
      this.#session.off("Debugger.scriptParsed", listen as never);
    }
    return urls;
  }

  /** All live objects of this realm, functions too, but for those that do not inherit from `Object.prototype`. */
  objects(): object[] {
    return this.instancesOf({});
  }

  /** All live objects that inherit from the prototype of `sample`. */
  instancesOf(sample: object): object[] {
    const prototype = this.internals(this.handle(sample)).get("[[Prototype]]");
    const found = this.post("Runtime.queryObjects", {
      prototypeObjectId: prototype?.objectId,
      objectGroup: this.#group,
    });
    let objects: object[] = [];
    this.post("Runtime.callFunctionOn", {
      objectId: this.handle((all: object[]) => objects = all),
      functionDeclaration: "function (all) { this(all); }",
      arguments: [{ objectId: found.objects.objectId }],
    });
    return objects;
  }

  /** Let V8 collect what is garbage, as it does before a query and before a snapshot. `HeapProfiler.collectGarbage` answers later. */
  collectGarbage(): void {
    this.instancesOf(class {}).length = 0; // the inspector holds the list: all functions would be held in the snapshot
  }

  /** Forget all handles and disconnect: an attached inspector keeps pending promises alive. */
  [Symbol.dispose](): void {
    if (this.#isOver) return;
    this.#isOver = true;
    try {
      this.post("Runtime.releaseObjectGroup", { objectGroup: this.#group });
    } catch {
      // Disconnecting releases them too; what went wrong before is the error to tell.
    }
    if (connection === undefined || --connection.users > 0) return;
    connection = undefined;
    this.#session.disconnect();
  }
}

function deniedPermission(): string | undefined {
  if (typeof Deno === "undefined") return undefined;
  return Deno.permissions.querySync({ name: "sys" }).state === "granted"
    ? undefined
    : "the permission --allow-sys is not granted";
}
