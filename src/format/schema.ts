/** What the JSON of a dump looks like, as a JSON Schema (draft 2020-12). */

type Schema = Readonly<Record<string, unknown>>;

const TEXT: Schema = { type: "string" };
const COUNT: Schema = { type: "integer", minimum: 0 };
const COUNTS: Schema = { type: "object", additionalProperties: COUNT };
const FLAG: Schema = { type: "boolean" };

const DEFINITIONS: Readonly<Record<string, Schema>> = {
  stack: {
    description:
      "A generalized call stack: the outermost frame first. With a leaf of kind `running` it is that of a thread " +
      "which was stopped in synchronous code; it is then the first of the tasks.",
    ...record({
      id: { type: ["string", "null"], description: "What references point at." },
      root: { type: ["string", "null"], description: "What was looked at." },
      frames: listOf("frame"),
      leaf: {
        description: "What is waited for when no frame is left; an array where several things are.",
        anyOf: [{ type: "null" }, reference("leaf"), { ...listOf("leaf"), minItems: 2 }],
      },
      error: { type: ["string", "null"], description: "What went wrong while looking. The frames found stay." },
    }),
  },
  stackReference: {
    description: "Stands for the stack with this id, which is written elsewhere in the dump.",
    ...record({ ref: TEXT }),
  },
  anyStack: { anyOf: [reference("stack"), reference("stackReference")] },
  frame: {
    description: "One call: a function that is suspended, or that runs.",
    ...record({
      functionName: { type: "string", description: "<anonymous> for a nameless function, <module> for a module." },
      className: { type: ["string", "null"], description: "The class of a method." },
      url: { type: "string", description: "URL of the script; empty for native code and code without one." },
      line: { type: "integer", description: "1-based, in the original source; 0 when unknown." },
      column: { type: "integer", description: "1-based; 0 when unknown." },
      lineText: { type: "string", description: "The source line, stripped; empty when it cannot be read." },
      isAsync: FLAG,
      hide: { type: "boolean", description: "Internals of the runtime or of a library." },
      contexts: listOf("context"),
    }, {
      locals: { type: "object", description: "Previews by name. Only when asked for.", additionalProperties: TEXT },
      labels: {
        type: "object",
        description: "What the program says of this work, by name.",
        additionalProperties: TEXT,
      },
      age: { type: "number", description: "Milliseconds since it began to wait. Only where known." },
    }),
  },
  context: {
    description: "Something active in a frame: a resource under `using`, a combinator, a group of tasks.",
    ...record({
      kind: TEXT,
      description: { type: ["string", "null"] },
      name: { type: ["string", "null"], description: "The binding of a `using` declaration." },
      typeName: { type: ["string", "null"], description: "Name of the class of the resource." },
      isAsync: { type: "boolean", description: "Its disposal is awaited." },
      isExiting: {
        type: "boolean",
        description: "It is being disposed now; false also where a note says that this cannot be told.",
      },
      line: { type: ["integer", "null"], description: "Line of the declaration." },
      children: { type: "array", items: { anyOf: [reference("anyStack"), reference("context")] } },
      innerStack: { anyOf: [{ type: "null" }, reference("anyStack")] },
    }),
  },
  leaf: {
    description: "What a stack waits for. Of kind `reference`: the stack with the id `details.ref`. " +
      "`details.holder` is the id of a stack that can settle the promise. Of kind `running`: nothing is waited for; " +
      "`details` has `busyMs` (for so long it had not yielded, at least), `looks` (how often it was looked at), `common` (so many " +
      "calls, the outermost ones, were the same in all looks) and `held` (another debugger had stopped it).",
    ...record({
      kind: TEXT,
      description: TEXT,
      details: { type: "object", additionalProperties: { type: ["string", "number", "boolean"] } },
    }, {
      age: { type: "number", description: "Milliseconds since the awaited thing was made. Only where known." },
      creation: { ...listOf("place"), description: "Who made it, outermost first. Only where known." },
    }),
  },
  awaitSite: {
    description: "A place at which functions are suspended, and how many.",
    ...record({
      functionName: { type: "string", description: "After its class if it is a method." },
      url: TEXT,
      line: { type: "integer" },
      column: { type: "integer" },
      count: COUNT,
    }),
  },
  deadlock: {
    description: "A circle of waits: each member waits for what only the one at `heldBy` can give.",
    ...record({
      kind: TEXT,
      description: TEXT,
      certain: FLAG,
      members: {
        type: "array",
        items: record({
          name: TEXT,
          stack: { type: ["string", "null"] },
          url: TEXT,
          line: { type: "integer" },
          column: { type: "integer" },
          waitsFor: TEXT,
          heldBy: COUNT,
          taken: TEXT,
        }),
      },
    }),
  },
  place: {
    description: "A call that is over.",
    ...record({ functionName: TEXT, url: TEXT, line: { type: "integer" }, column: { type: "integer" } }),
  },
};

const DUMP: Schema = {
  description: "All suspended stacks of one JavaScript isolate at one instant, and those of its workers.",
  ...record({
    schema: { const: "stackscope/1" },
    target: record({
      kind: { type: "string", description: "process, pid, inspector, snapshot or worker." },
      pid: { type: ["integer", "null"] },
      title: { type: ["string", "null"] },
      runtime: { type: ["string", "null"] },
    }, {
      worker: {
        description: "Which worker it is. Only for a worker.",
        ...record({
          id: { type: "integer", description: "Its number in the process. Ids of its stacks begin with it: `w2.1`." },
          name: { type: "string", description: "The name that the program gave it; empty for none." },
          parent: { type: ["integer", "null"], description: "The worker that started it; null for the main thread." },
        }),
      },
    }),
    takenAt: { type: "string", format: "date-time" },
    tasks: listOf("anyStack"),
    stats: record({
      tasks: COUNT,
      frames: COUNT,
      hiddenFrames: COUNT,
      snapshotBytes: COUNT,
      states: {
        ...COUNTS,
        description: "Tasks and branches by how they stand: running, waiting, joining, shared, circle, …",
      },
      leafKinds: { ...COUNTS, description: "Leaves of these by their kind." },
      awaitSites: { ...listOf("awaitSite"), description: "Where frames are suspended, the most frequent place first." },
    }),
    notes: { type: "array", items: TEXT, description: "What could not be seen, and why." },
    deadlocks: listOf("deadlock"),
  }, {
    selection: {
      description: "Which part of a dump this is. Only where tasks were chosen.",
      ...record({
        by: { type: "string", description: "The conditions, as the command has them." },
        tasks: { type: "integer", minimum: 0, description: "Tasks that match. What they refer to may be there, too." },
        ofTasks: { type: "integer", minimum: 0, description: "Tasks in the whole dump." },
        unknownAge: { type: "integer", minimum: 0, description: "Left out as nothing tells since when they wait." },
      }),
    },
    workers: {
      description: "The workers of the process, those of workers too. Only where there are any.",
      ...listOf("dump"),
    },
  }),
};

/** JSON Schema of what `dumpToJson()` returns: schema "stackscope/1". */
export const DUMP_SCHEMA: Schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "stackscope/1",
  ...DUMP,
  $defs: { ...DEFINITIONS, dump: DUMP },
};

/** An object with exactly these properties, and perhaps the optional ones. */
function record(properties: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema {
  return {
    type: "object",
    properties: { ...properties, ...optional },
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

function listOf(name: string): Schema {
  return { type: "array", items: reference(name) };
}

function reference(name: string): Schema {
  return { $ref: `#/$defs/${name}` };
}
