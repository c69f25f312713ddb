/**
 * The choice between the engines. The heap engine lets V8 walk from await to await and joins what it finds with the source; on a
 * version of V8 that is not known it must first pass a test of itself, which looks at every field. The safe engine does neither.
 */
import { hostProcess } from "../heap/host_process.ts";
import { undisturbed } from "../model/own_language.ts";
import { thrownText } from "../model/thrown_text.ts";
import { engineSetting, setEngine, setTestedEngine, testedEngine } from "./engine_setting.ts";
import { checkEngine } from "./engine_check.ts";

/** Versions of V8 on which the test suite has passed. */
const KNOWN_V8 = ["15.0"];

/** An engine, and what a reader must know of the choice. */
export interface Engine {
  /** Whether V8 walks from await to await: the heap engine. */
  walks: boolean;
  note?: string;
}

let problem = "";

/** The engine to use now. `v8` and `test` are for tests. */
export function chooseEngine({ v8 = hostProcess().versions.v8, test = checkEngine } = {}): Engine {
  const setting = engineSetting();
  if (setting !== undefined) return { walks: setting };
  let isSound = testedEngine();
  if (isSound === undefined) {
    const isKnown = KNOWN_V8.includes(/^\d+\.\d+/.exec(v8 ?? "")?.[0] ?? "");
    problem = isKnown ? "" : testSafely(test);
    setTestedEngine(isSound = problem === "");
  }
  if (isSound) return { walks: true };
  return {
    walks: false,
    note:
      `The safe engine looked, which knows no names and lines of resources: on V8 ${v8} the self-test failed (${problem}).`,
  };
}

function testSafely(test: () => string): string {
  try {
    return test();
  } catch (error) {
    return thrownText(error);
  }
}

/**
 * Choose how this process is looked at.
 *
 * The heap engine gives everything, and relies on the layout of V8's heap. The safe engine reads positions one by one through the
 * inspector, gives resources without names and lines, and says nothing of the resources of running frames. By itself the library
 * takes the heap engine where the test suite has passed on this version of V8 or a self-test passes, and else the safe engine; then
 * dumps say so.
 *
 * @param enabled true: the heap engine; false: the safe engine; `undefined`: automatic
 * @throws {TypeError} when `enabled` is something else
 * @example Resources without names
 * ```ts
 * import { extract } from "@stackscope/stackscope";
 * import { setTrickeryEnabled } from "@stackscope/stackscope/lowlevel";
 * import { assertEquals } from "@std/assert";
 *
 * const door = Promise.withResolvers<void>();
 * const resource = { [Symbol.dispose]() {} };
 * async function wait() {
 *   using held = resource;
 *   await door.promise;
 *   return held;
 * }
 *
 * const waiting = wait();
 * setTrickeryEnabled(false);
 * const [{ contexts: [context] }] = extract(waiting).frames;
 * setTrickeryEnabled(undefined);
 * assertEquals([context.obj, context.varName], [resource, undefined]);
 *
 * door.resolve();
 * await waiting;
 * ```
 */
export function setTrickeryEnabled(enabled: boolean | undefined): void {
  undisturbed(() => {
    if (enabled === undefined || typeof enabled === "boolean") return setEngine(enabled);
    throw new TypeError(
      `Cannot choose an engine as 'enabled' must be a boolean or undefined: current value is ${typeof enabled}`,
    );
  });
}
