/** The ways to look at a program from inside. The library is imported only when it is to look. */
import type { Stack } from "../../mod.ts";
import type { HowToLook, Seen } from "./plan.ts";

/** Tasks of a dump whose frames are asked for all that they know: values cost a walk through the heap for each frame. */
const MOST_TASKS = 12;

/** Turns of 10 ms for which the last signal is waited for. */
const MOST_TURNS = 100;

/** One way to look. */
export interface Look {
  /** Look now. */
  take(): void;
  /** Begin anew: what is kept for a short time only is let go of. */
  rest?(): void;
  /** No more looks: let go of everything. */
  end(): void | Promise<void>;
}

/** The way `how`; `items` are things to extract. */
export async function lookAs(how: HowToLook, seen: Seen, items: () => object[]): Promise<Look> {
  if (how === "none") return { take() {}, end() {} };
  // It reads what it looks at, as a debugger's console would: one microtask more.
  if (how === "rude") {
    return { take: () => items().forEach((item) => void Promise.resolve(item).then(() => {})), end() {} };
  }
  const { dumpOnSignal, extract, extractAll, extractSince, filterDump, trace } = await import("../../mod.ts");
  const { contextsActiveInFrame, inspectFrame, takeHeapView } = await import("../../lowlevel.ts");

  const note = (stacks: readonly Stack[]) => {
    seen.dumps++;
    for (const { frames } of stacks) seen.frames += frames.length;
  };
  const texts = () => {
    const dump = extractAll({ recurseChildTasks: true, allLabels: true });
    note(dump.tasks);
    void [String(dump), dump.formatGrouped(), String(filterDump(dump, { where: "name=task" }))];
    for (const task of dump.tasks.slice(-MOST_TASKS)) {
      void [String(task), task.formatFlat(), task.asSummary({ captureLocals: true, showContexts: true })];
      for (const frame of task.frames) void [frame.locals(), frame.code, frame.lineText];
    }
  };

  switch (how) {
    case "extractAll":
      return { take: () => note(extractAll().tasks), end() {} };
    case "texts":
      return { take: texts, end() {} };
    case "items":
      return {
        take: () => {
          const some = items();
          const stacks = [0.1, 0.5, 0.9].map((share) => extract(some[Math.floor(share * some.length)]));
          stacks.push(extractSince(undefined));
          note(stacks);
          stacks.forEach(String);
        },
        end() {},
      };
    case "locals":
      return {
        take: () => {
          const stack = extract(items().at(-1), { recurseChildTasks: true });
          note([stack]);
          for (const frame of stack.frames.slice(0, 2)) {
            void contextsActiveInFrame(frame);
            try {
              void inspectFrame(frame).scopes;
            } catch (error) {
              if (!/as it must be suspended in this process/.test(String(error))) throw error; // it runs
            }
          }
        },
        end() {},
      };
    case "heap":
      return {
        take: () => {
          const view = takeHeapView();
          seen.dumps++;
          seen.frames += view.suspended().length;
        },
        end() {},
      };
    case "signal": {
      const listening = dumpOnSignal({ signal: "SIGUSR2", output: (_text, dump) => note(dump.tasks) });
      let sent = 0;
      return {
        take: () => {
          sent++;
          Deno.kill(Deno.pid, "SIGUSR2");
        },
        // A signal that Deno hears of when nobody listens any more ends the process. Of two signals it may hear as of one.
        end: async () => {
          for (let turn = 0; seen.dumps < sent && turn < MOST_TURNS; turn++) {
            await new Promise((resolve) => setTimeout(resolve, 10));
          }
          listening[Symbol.dispose]();
        },
      };
    }
  }
  const stacks = ({ "trace all": "all", "trace sampled": "sampled", "trace none": "none" } as const)[how];
  let tracing = trace({ stacks, atExit: false });
  const end = () => tracing[Symbol.dispose]();
  const rest = () => {
    end();
    tracing = trace({ stacks, atExit: false });
  };
  return { take: texts, rest, end };
}
