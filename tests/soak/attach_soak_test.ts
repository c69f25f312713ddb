/** Many attaches, each by the command as a user starts it, to one server that is never idle. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { dumpStacks, Target, withoutInspectorLines } from "../cli/command.ts";

const SERVER = fileURLToPath(new URL("programs/busy_server.ts", import.meta.url));
/** `deno task soak` attaches fifty times. */
const ATTACHES = Deno.env.has("STACKSCOPE_FULL") ? 50 : 12;
const IN_FLIGHT = 300;
const WAYS = ["timer", "lock", "queue"];
const WAITS = ["viaTimer", "viaLock", "acquire", "viaQueue"];
const INSPECTOR = 9229;

Deno.test("dump-stacks PID leaves a busy server as it was, time after time", async () => {
  await using server = await new Target("deno", ["run", "--no-config", "--allow-net", SERVER]).prints("port ");
  const origin = `http://127.0.0.1:${/^port (\d+)$/m.exec(server.stdout)?.[1]}`;
  const load = new Load(origin, IN_FLIGHT);
  await load.isUp();

  const resident: number[] = [], snapshots: number[] = [], frames: number[] = [];
  const shown = new Map<string, number>();
  for (let attach = 0; attach < ATTACHES; attach++) {
    const before = load.answered;
    const { status, stdout, stderr } = await dumpStacks([String(server.pid), "--format=json", "--timeout=30s"]);
    assertEquals([status, stderr], [0, ""], `attach ${attach}`);
    assert(!await hasInspector(server.pid), `the port is closed again after attach ${attach}`);
    const dump = JSON.parse(stdout);
    assert(stdout.includes('"work"'), `attach ${attach} shows the workers`);
    for (const name of WAITS) if (stdout.includes(`"${name}"`)) shown.set(name, (shown.get(name) ?? 0) + 1);
    frames.push(dump.stats.frames);
    assert(load.answered > before, `the server went on during attach ${attach}`);
    snapshots.push(dump.stats.snapshotBytes);
    const memory = await (await fetch(`${origin}/memory`)).json();
    resident.push(memory.rss);
  }
  assertEquals(await load.stop(), []);

  // In a single dump all requests of one kind may be on their way, to or from the clients.
  for (const name of WAITS) assert((shown.get(name) ?? 0) > ATTACHES / 2, `${name} is shown: ${shown.get(name)}`);
  assert(frames.toSorted((a, b) => a - b)[ATTACHES / 2] >= IN_FLIGHT, `requests are shown, by frames: ${frames}`);
  assertBounded(snapshots, 1.15);
  assertBounded(resident, 1.3);
  assertEquals(await (await fetch(`${origin}/quit`)).text(), "quit");
  assertEquals(await server.finish(), { success: true, code: 0, signal: null });
  assertMatch(server.stdout, new RegExp(`^served ${load.answered}$`, "m"));
  assertEquals(withoutInspectorLines(server.stderr), "");
});

/** A steady load: each of `inFlight` clients asks again as soon as it has its answer. */
class Load {
  answered = 0;
  readonly #failures: string[] = [];
  readonly #clients: Promise<void>[];
  readonly #enough = Promise.withResolvers<void>();
  readonly #lost = new AbortController();
  #isOver = false;

  constructor(origin: string, inFlight: number) {
    this.#clients = Array.from({ length: inFlight }, (_, client) => this.#ask(origin, client));
  }

  /** Wait until it is steady: as many answers as clients. */
  async isUp(): Promise<void> {
    await this.#enough.promise;
  }

  /** Let the requests in flight come to their end, and say which ones failed. */
  async stop(): Promise<readonly string[]> {
    this.#isOver = true;
    const lost = setTimeout(() => this.#lost.abort("no answer"), 30_000);
    await Promise.all(this.#clients);
    clearTimeout(lost);
    return this.#failures;
  }

  async #ask(origin: string, client: number): Promise<void> {
    const way = WAYS[client % WAYS.length];
    for (let turn = 0; !this.#isOver; turn++) {
      const name = `${client}-${turn}`;
      try {
        const response = await fetch(`${origin}/${way}/${name}`, { signal: this.#lost.signal });
        const text = await response.text();
        if (response.status !== 200 || text !== `${way} ${name}`) throw new Error(`${response.status} ${text}`);
        if (++this.answered === this.#clients.length) this.#enough.resolve();
      } catch (error) {
        this.#failures.push(`${way}/${name}: ${error}`);
        this.#enough.resolve();
        return;
      }
    }
  }
}

/** Whether the inspector that answers, if one does, is that of this process. Another test may attach to a program of its own. */
async function hasInspector(pid: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${INSPECTOR}/json/list`, { signal: AbortSignal.timeout(2000) });
    return (await response.text()).includes(`[pid: ${pid}]`);
  } catch {
    return false;
  }
}

/** The last ten values against ten early ones: what a leak of each attach would add is forty times itself. */
function assertBounded(values: readonly number[], factor: number): void {
  const mean = (some: readonly number[]) => some.reduce((sum, value) => sum + value, 0) / some.length;
  const early = mean(values.slice(5, 15)), late = mean(values.slice(-10));
  assert(late < early * factor, `grows from ${early} to ${late}: ${values}`);
}
