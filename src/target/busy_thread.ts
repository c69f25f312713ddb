/**
 * A thread in the middle of synchronous code: an endless loop, a regular expression that never comes to an end, `Atomics.wait()`.
 *
 * It gives no turn of its own (`turns.ts`), but V8 carries out inspector commands between two steps of the program. So a turn is
 * begun, and the thread is busy when it answers questions for a while and the turn is still not over. Deno lists its workers in a
 * turn of the event loop: that one does not come either where microtasks go on for ever. Then `Debugger.pause` stops it
 * where it is, and as long as it stands there it can be asked everything. No code of the program runs meanwhile, and it cannot come
 * to its end, which is when commands would be dangerous.
 *
 * Only a busy thread is paused: one that waits for events would stop at whatever runs next, and never go on if code was evaluated
 * before that. Where the program yields between the last question and the pause, it does stop at what runs next; as the turn is over
 * then, that is seen, and it goes on at once. Where nothing runs, `Debugger.disable` takes the pause back. The program goes on
 * whatever happens to us: it does when the socket closes. (Tried with Deno 2.9.6 and Node 20.20.)
 */
import type { DebuggedIsolate } from "./cdp.ts";
import { Talk } from "./talk.ts";
import { mapPlaces } from "./remote_places.ts";
import type { RunningCall, RunningStack } from "./target.ts";

/** Milliseconds for which a thread must give no turn, and how many questions it must answer meanwhile, before it is called busy. */
const PATIENCE_MS = 100, LEAST_ANSWERS = 4;
/** Milliseconds between two questions. */
const ASKING_MS = 10;
/** How often a busy thread is stopped, with how many milliseconds between, and how many for all. */
const LOOKS = 5, BETWEEN_MS = 8, LOOKING_MS = 250;
/** Milliseconds in which a busy thread stops. A call of native code may be under way. */
const STOPPING_MS = 1000;

/** How long to wait for word that the thread goes on. */
const LETTING_GO_MS = 1500;

/** What the function is called that takes the turn: it is about to go on in each dump of a busy thread. */
export const TURN = "stackscope turn";

const objectGroup = "stackscope busy";

/** A turn that was begun in a thread. */
class Turn {
  readonly #session: Talk;
  readonly #objectId: string;
  readonly #since = performance.now();
  #hasListed = false;

  private constructor(session: Talk, objectId: string) {
    this.#session = session;
    this.#objectId = objectId;
    const listed = () => this.#hasListed = true;
    session.leave("Target.getTargets").then(listed, listed); // Node has no such command, and says so at once
  }

  static async begin(session: Talk): Promise<Turn> {
    const { result } = await session.send<{ result: { objectId: string } }>("Runtime.evaluate", {
      expression: `(() => {
        const turn = { isOver: false };
        ({
          async ${JSON.stringify(TURN)}() {
            await null;
            turn.isOver = true;
          },
        })[${JSON.stringify(TURN)}]();
        return turn;
      })()`,
      objectGroup,
    });
    return new Turn(session, result.objectId);
  }

  /** Milliseconds since it was begun, at least. */
  age(): number {
    return performance.now() - this.#since;
  }

  async isOver(): Promise<boolean> {
    const { result } = await this.#session.send<{ result: { value: boolean } }>("Runtime.callFunctionOn", {
      objectId: this.#objectId,
      functionDeclaration: "function () { return this.isOver; }",
      returnByValue: true,
    });
    return result.value && this.#hasListed;
  }
}

/**
 * Look at a thread: with `rest` when it gives turns, with `stopped` while it stands still in synchronous code when it does not. A
 * thread that does not answer at all is waited for, as long as the session lasts.
 *
 * @param thread whose commands interrupt what runs. `stopped` gets one that is quick while the debugger is enabled
 */
export async function lookAtThread<Result>(
  thread: DebuggedIsolate,
  { rest, stopped }: {
    rest(): Promise<Result>;
    stopped(running: RunningStack, session: DebuggedIsolate): Promise<Result>;
  },
): Promise<Result> {
  const session = new Talk(thread);
  try {
    for (;;) {
      const turn = await Turn.begin(session);
      if (!await isBusy(turn)) break;
      const looked = await whileStopped(session, turn, stopped);
      if (looked !== undefined) return looked.result;
    }
  } finally {
    await session.send("Runtime.releaseObjectGroup", { objectGroup }).catch(() => {}); // the target may be gone
  }
  return await rest();
}

async function isBusy(turn: Turn): Promise<boolean> {
  for (let answers = 1; !await turn.isOver(); answers++) {
    if (answers >= LEAST_ANSWERS && turn.age() >= PATIENCE_MS) return true;
    await delay(Math.min(answers, ASKING_MS));
  }
  return false;
}

/** @returns `undefined` when the thread was not busy any more */
async function whileStopped<Result>(
  session: Talk,
  turn: Turn,
  look: (running: RunningStack, session: DebuggedIsolate) => Promise<Result>,
): Promise<{ result: Result } | undefined> {
  using debug = new Debugging(session);
  let isHeld = false;
  try {
    // The program may have `debugger` statements. Where it stands still all the same, another debugger has stopped it.
    await session.send("Debugger.setSkipAllPauses", { skip: true });
    await session.send("Debugger.enable");
    isHeld = debug.isPaused;
    await session.send("Debugger.setBreakpointsActive", { active: false });
    await session.send("Debugger.setSkipAllPauses", { skip: false });
    const looks: CallFrame[][] = [];
    for (const until = performance.now() + LOOKING_MS;;) {
      if (!debug.isPaused && !await debug.pause()) return undefined;
      looks.push(debug.callFrames);
      if (isHeld || looks.length === LOOKS || performance.now() > until) break;
      await debug.resume();
      await delay(BETWEEN_MS);
    }
    const busyMs = turn.age();
    if (!isHeld && await turn.isOver()) return undefined;
    const calls = await callsOf(session, looks[looks.length - 1], debug.scripts);
    const running = { calls, looks: looks.length, common: commonCalls(looks), busyMs, isHeld };
    return { result: await look(running, session) };
  } finally {
    await letGo(session, { isHeld });
  }
}

/** Parting words, which also go out when the time is up. Where they come late, the closed socket says the same. */
async function letGo(session: DebuggedIsolate, { isHeld }: { isHeld: boolean }): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, LETTING_GO_MS);
  if (!isHeld) {
    session.post("Debugger.setSkipAllPauses", { skip: true });
    session.post("Debugger.resume");
  }
  await Promise.race([session.post("Debugger.disable"), patience.promise]);
  clearTimeout(timer);
}

/** What `Debugger.paused` tells of a call. */
interface CallFrame {
  functionName: string;
  functionLocation?: { scriptId: string; lineNumber: number; columnNumber: number };
  location: { scriptId: string; lineNumber: number; columnNumber: number };
  url: string;
  this: { type: string; className?: string; description?: string };
}

/** What the debugger of a session tells. */
class Debugging implements Disposable {
  readonly scripts = new Map<string, string>();
  readonly #session: Talk;
  readonly #listening = new DisposableStack();
  #frames: CallFrame[] | undefined;

  constructor(session: Talk) {
    this.#session = session;
    const on = (event: string, listener: (params: Record<string, unknown>) => void) =>
      this.#listening.use(session.on(event, listener));
    on("Debugger.scriptParsed", ({ scriptId, url }) => this.scripts.set(String(scriptId), String(url)));
    on("Debugger.paused", ({ callFrames }) => this.#frames = callFrames as CallFrame[]);
    on("Debugger.resumed", () => this.#frames = undefined);
  }

  get isPaused(): boolean {
    return this.#frames !== undefined;
  }

  /** The calls at which the thread stands, innermost first. */
  get callFrames(): CallFrame[] {
    return this.#frames ?? [];
  }

  /** @returns whether it has stopped */
  async pause(): Promise<boolean> {
    await this.#ask("Debugger.pause", "Debugger.paused");
    return this.isPaused;
  }

  async resume(): Promise<void> {
    await this.#ask("Debugger.resume", "Debugger.resumed");
  }

  /** Send a command, and wait for what it brings about. */
  async #ask(command: string, event: string): Promise<void> {
    const told = Promise.withResolvers<void>();
    const timer = setTimeout(told.resolve, STOPPING_MS);
    using _listening = this.#session.on(event, () => told.resolve());
    try {
      await this.#session.send(command);
      await this.#session.until(told.promise);
    } finally {
      clearTimeout(timer);
    }
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
  }
}

async function callsOf(
  session: DebuggedIsolate,
  frames: readonly CallFrame[],
  scripts: ReadonlyMap<string, string>,
): Promise<RunningCall[]> {
  const raw = frames.map(({ functionName, functionLocation, location, url, this: receiver }) => {
    const at = functionLocation ?? location;
    return {
      ...nameAndType(functionName, receiver),
      url: scripts.get(location.scriptId) ?? url,
      line: location.lineNumber + 1,
      column: location.columnNumber + 1,
      start: { scriptId: Number(at.scriptId), line: at.lineNumber + 1, column: at.columnNumber + 1 },
    };
  });
  const { mapPosition } = await mapPlaces((method, params) => session.send(method, params), raw);
  return raw.map((call) => ({ ...call, ...mapPosition(call.url, call.line, call.column) }));
}

/** The name of a static method has that of its class before it. */
function nameAndType(name: string, receiver: CallFrame["this"]): Pick<RunningCall, "name" | "type"> {
  const { className: type, description = "" } = receiver;
  const [, owner] = type === "Function" ? /^class ([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(description) ?? [] : [];
  if (owner !== undefined && name !== "") return { name: `${owner}.${name}`, type };
  return { name, type };
}

/** How many of the outermost calls are calls of the same functions in all looks. */
function commonCalls(looks: readonly (readonly CallFrame[])[]): number {
  const keyAt = (frames: readonly CallFrame[], depth: number) => {
    const frame = frames[frames.length - 1 - depth];
    return frame && JSON.stringify([frame.functionName, frame.functionLocation]);
  };
  const [first] = looks;
  let common = 0;
  while (common < first.length && looks.every((frames) => keyAt(frames, common) === keyAt(first, common))) common++;
  return common;
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
