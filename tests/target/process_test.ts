import { assert, assertEquals } from "@std/assert";
import {
  isAtLeast,
  isNodeWrapper,
  readDenoCommand,
  readInspectFlag,
  readVersion,
  runtimeOf,
} from "../../src/target/process_command.ts";
import { linuxHost } from "../../src/target/process_linux.ts";
import { readElapsed, readListeners } from "../../src/target/process_macos.ts";
import { lockPort } from "../../src/target/process_lock.ts";

Deno.test("runtimeOf() knows a runtime by the name of its file", () => {
  for (const path of ["/usr/bin/deno", "/opt/deno-canary", "deno2.9", "C:\\deno\\deno.exe"]) {
    assertEquals(runtimeOf(path), "deno");
  }
  for (const path of ["/usr/bin/node", "/usr/bin/nodejs", "node20", "node.exe"]) assertEquals(runtimeOf(path), "node");
  for (const path of ["/usr/bin/sleep", "/usr/bin/denote", "/usr/bin/nodemon", "bun", ""]) {
    assertEquals(runtimeOf(path), undefined);
  }
});

const COMMANDS: [line: string, subcommand: string, operand: string | undefined, watch: boolean][] = [
  ["deno run -A app.ts", "run", "app.ts", false],
  ["deno app.ts --watch", "run", "app.ts", false],
  ["deno -L debug run app.ts", "run", "app.ts", false],
  ["deno --watch app.ts", "run", "app.ts", true],
  ["deno run --watch=a,b app.ts", "run", "app.ts", true],
  ["deno run --watch-hmr app.ts", "run", "app.ts", true],
  ["deno watch app.ts", "watch", "app.ts", true],
  ["deno run --config deno.json --watch app.ts", "run", "app.ts", true],
  ["deno run app.ts test --watch", "run", "app.ts", false],
  ["deno run -- app.ts --watch", "run", "app.ts", false],
  ["deno test --watch", "test", undefined, true],
  ["deno test a_test.ts", "test", "a_test.ts", false],
  ["deno task --cwd x dev", "task", "dev", false],
  ["deno", "repl", undefined, false],
];

for (const [line, subcommand, operand, watch] of COMMANDS) {
  Deno.test(`readDenoCommand() reads ${line}`, () => {
    assertEquals(readDenoCommand(line.split(" ")), { subcommand, operand, watch });
  });
}

const INSPECTORS: [line: string, options: string | undefined, port: number | undefined, hostname?: string][] = [
  ["deno run --inspect app.ts", undefined, 9229],
  ["deno run --inspect-brk=127.0.0.1:0 app.ts", undefined, 0],
  ["deno run --inspect=0.0.0.0:9230 app.ts", undefined, 9230, "0.0.0.0"],
  ["deno run --inspect=[::1]:9230 app.ts", undefined, 9230, "::1"],
  ["deno run app.ts --inspect", undefined, undefined],
  ["deno run app.ts", "--max-old-space-size=99 --inspect=127.0.0.1:0", 0],
  ["node --inspect=9230 app.js", undefined, 9230],
  ["node app.js --inspect", undefined, undefined],
];

for (const [line, options, port, hostname = "127.0.0.1"] of INSPECTORS) {
  Deno.test(`readInspectFlag() reads ${line} with NODE_OPTIONS=${options ?? ""}`, () => {
    const flag = readInspectFlag(line.startsWith("deno") ? "deno" : "node", line.split(" "), options);
    assertEquals(flag, port === undefined ? undefined : { hostname, port });
  });
}

Deno.test("isNodeWrapper() tells wrappers from programs", () => {
  assert(isNodeWrapper(["npm exec deno@2.9.6 run app.ts"]));
  assert(isNodeWrapper(["node", "/usr/lib/node_modules/npm/bin/npx-cli.js", "-y", "deno"]));
  assert(isNodeWrapper(["node", "/home/me/.npm/_npx/1/node_modules/.bin/deno", "run", "app.ts"]));
  assert(isNodeWrapper(["node", "--no-warnings", "/x/node_modules/deno/bin.cjs", "run", "app.ts"]));
  assert(!isNodeWrapper(["node", "/srv/app.js", "deno"]));
  assert(!isNodeWrapper(["node"]));
});

Deno.test("readVersion() and isAtLeast() tell which versions can be attached to", () => {
  const output = "deno 2.9.6 (stable, release, x86_64-unknown-linux-gnu)\nv8 15.0.245.2-rusty\ntypescript 6.0.3\n";
  assertEquals(readVersion("deno", output), "2.9.6");
  assertEquals(readVersion("node", "v20.20.2\n"), "20.20.2");
  assertEquals(readVersion("deno", "v20.20.2\n"), undefined);
  for (const version of ["2.9.2", "2.9.10", "2.10.0", "3.0.0", "2.9.2+abc"]) {
    assert(isAtLeast(version, "2.9.2"), version);
  }
  for (const version of ["2.9.1", "2.8.9", "1.46.3"]) assert(!isAtLeast(version, "2.9.2"), version);
});

Deno.test("readElapsed() reads the age that ps prints", () => {
  assertEquals(readElapsed("   00:07"), 7000);
  assertEquals(readElapsed("01:02:03"), 3_723_000);
  assertEquals(readElapsed("2-01:02:03"), 176_523_000);
  assertEquals(readElapsed(""), undefined);
});

Deno.test("readListeners() reads the sockets that lsof prints", () => {
  assertEquals(readListeners("p12\nf19\nn127.0.0.1:9229\nf20\nn*:80\nf21\nn[::1]:9230"), [
    { hostname: "127.0.0.1", port: 9229 },
    { hostname: "0.0.0.0", port: 80 },
    { hostname: "::1", port: 9230 },
  ]);
});

Deno.test({
  name: "linuxHost tells about this process",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const record = await linuxHost.find(Deno.pid);
    assertEquals(record?.executable, await Deno.realPath(Deno.execPath()));
    assertEquals(record?.leader, Deno.pid);
    assert(record?.ended === false);
    assert((await linuxHost.ageMs(Deno.pid) ?? 0) > 0);
    const listener = () => {};
    assert(await linuxHost.catchesSigusr1(Deno.pid) === false, "deno test");
    Deno.addSignalListener("SIGUSR1", listener);
    assert(await linuxHost.catchesSigusr1(Deno.pid));
    Deno.removeSignalListener("SIGUSR1", listener);
    assert(await linuxHost.inOtherNetwork(Deno.pid) === false);
    assertEquals(await linuxHost.find(2 ** 22 + 1), undefined);
  },
});

Deno.test({
  name: "linuxHost.listeners() and holderOf() find a socket of IPv4 and of IPv6",
  ignore: Deno.build.os !== "linux",
  async fn() {
    for (const hostname of ["127.0.0.1", "::1"]) {
      using socket = Deno.listen({ hostname, port: 0 });
      const { port } = socket.addr;
      assertEquals(await linuxHost.listeners(Deno.pid, port), [{ hostname, port }]);
      assertEquals(await linuxHost.holderOf(port), hostname === "::1" ? "free" : Deno.pid);
    }
  },
});

Deno.test("lockPort() waits until the lock is given back", async () => {
  const port = 1; // only a name
  const patience = new AbortController();
  const first = await lockPort(port, patience.signal);
  const second = lockPort(port, patience.signal);
  first?.[Symbol.dispose]();
  const got = await second;
  assert(got !== undefined);
  const third = lockPort(port, patience.signal);
  patience.abort();
  assertEquals(await third, undefined);
  got[Symbol.dispose]();
});
