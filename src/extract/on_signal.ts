/** A dump whenever a signal arrives. */
import type { Dump } from "../model/dump.ts";
import { InspectorPort } from "../target/inspector_port.ts";
import { extractAll } from "./extract.ts";
import { undisturbed } from "../model/own_language.ts";

/**
 * Call `listener` on a signal, with the function that takes the dump. Deno opens its inspector on SIGUSR1: that is closed again
 * if it was not open before.
 *
 * @returns a `Disposable` that stops listening
 */
export function extractOnSignal(signal: Deno.Signal, listener: (take: () => Dump) => void): Disposable {
  return undisturbed(() => {
    const port = signal === "SIGUSR1" ? new InspectorPort() : undefined;
    const onSignal = () => {
      try {
        listener(extractAll);
      } finally {
        port?.closeSoon();
      }
    };
    Deno.addSignalListener(signal, onSignal);
    return {
      [Symbol.dispose]: () =>
        undisturbed(() => {
          Deno.removeSignalListener(signal, onSignal);
          port?.[Symbol.dispose]();
        }),
    };
  });
}
