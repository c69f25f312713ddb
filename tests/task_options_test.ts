/** What the tasks `oracle`, `neutrality` and `fuzz` say to bad arguments, before they try anything. */
import { assertEquals } from "@std/assert";
import { readOptions } from "./task_options.ts";

const table = {
  about: "Try many things: deno task try",
  numbers: { runs: { about: "how many", default: 100, least: 1 }, seed: { about: "where to begin", default: 7 } },
  words: { when: { about: "only then", of: ["before", "after that"] } },
  switches: { slow: "take time", part: "" },
};
const problem = (...args: string[]) => {
  const read = readOptions(args, table);
  return "problem" in read ? read.problem : undefined;
};

Deno.test("readOptions() gives what was told, and the defaults of the rest", () => {
  assertEquals(readOptions([], table), { options: { runs: 100, seed: 7, when: undefined, slow: false, part: false } });
  assertEquals(readOptions(["--runs=3", "--when", "after that", "--slow"], table), {
    options: { runs: 3, seed: 7, when: "after that", slow: true, part: false },
  });
});

Deno.test("readOptions() says in one line what is wrong", () => {
  assertEquals(problem("--run=3"), 'Cannot start as there is no option "--run=3", see --help');
  assertEquals(problem("3"), 'Cannot start as there is no option "3", see --help');
  assertEquals(problem("--runs=0"), 'Cannot start as --runs must be a whole number from 1: current value is "0"');
  assertEquals(problem("--seed=x"), 'Cannot start as --seed must be a whole number: current value is "x"');
  assertEquals(problem("--seed="), 'Cannot start as --seed must be a whole number: current value is ""');
  assertEquals(
    problem("--when=now"),
    'Cannot start as --when must be one of those that --help lists: current value is "now"',
  );
});

Deno.test("readOptions() gives the help for --help, whatever else is told", () => {
  assertEquals(readOptions(["--help", "--nonsense"], table), {
    help: `Try many things: deno task try

  --runs=100   how many
  --seed=N     where to begin
  --when=WORD  only then:
                 "before", "after that"
  --slow       take time
  --help       print this`,
  });
});
