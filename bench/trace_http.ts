/**
 * What a trace costs an HTTP server, in processor time of each request: `trace_http.ts [WAY HANDLER PAIRS]`.
 *
 * Two servers run under the same load at once, one that traces and one that does not, so that what else the machine does hits both.
 * Of two processes that do the same, one takes up to a tenth more than the other all its life: so there are many pairs, each
 * of new processes, and what is told is their mean and how far off that may be. The first row is of equal processes: what it tells
 * beside 1.00 is what can not be seen.
 */
import { type Measurement, tell } from "./measurement.ts";
import { pairedRatio, trimmedMean } from "./paired.ts";
import { ServerProcess } from "./trace_load.ts";
import type { Handler } from "./trace_server.ts";
import type { Way } from "./trace_ways.ts";

const WARM = 6000; // until what the engine has saved up for stacks is spent
const BURST = 1000;
const BURSTS = 8; // of each server
const FEW_PAIRS = 8;
/** Pairs go on to be measured until the margin is as small as this, or there are so many. */
const MARGIN = 0.012, MOST_PAIRS = 40;

const COMPARED: readonly (readonly [Way, Handler])[] = [
  ["off", "bare"],
  ["trace", "bare"],
  ["ages only", "bare"],
  ["hooks alone", "bare"],
  ["ended", "bare"],
  ["trace", "Hono"],
  ["ages only", "Hono"],
  ["hooks alone", "Hono"],
  ["Set", "bare"],
  ["leak tracing", "bare"],
];

const [way, handler, pairs] = Deno.args as [Way?, Handler?, string?];
const chosen = way === undefined ? COMPARED : [[way, handler ?? "bare"] as const];
for (const one of chosen) tell([await compare(...one, pairs === undefined ? MOST_PAIRS : Number(pairs))]);
Deno.exit(); // connections may be open still

/** Milliseconds of processor time for so many requests as all bursts have. */
async function compare(way: Way, handler: Handler, most: number): Promise<Measurement> {
  const ratios: number[] = [], floors: number[] = [];
  while (ratios.length < most) {
    const pair = await measurePair(way, handler, { isFirst: ratios.length % 2 === 0 });
    ratios.push(pair.ratio);
    floors.push(pair.floor);
    const isGoal = way === "trace" || way === "off";
    if (ratios.length >= FEW_PAIRS && (!isGoal || pairedRatio(ratios).margin < MARGIN)) break;
  }
  const { ratio, margin } = pairedRatio(ratios), floor = BURSTS * trimmedMean(floors);
  return {
    what: `${(BURSTS * BURST).toLocaleString("en")} HTTP requests, ${handler}: ${way === "off" ? "the same" : way}`,
    unit: "ms",
    ours: ratio * floor,
    floor,
    floorIs: "without",
    compare: "ratio",
    goal: way === "trace" ? 1.05 : undefined,
    remark: `${ratio.toFixed(3)} ± ${margin.toFixed(3)} (95 %), ${ratios.length} pairs of processes`,
  };
}

/** One pair; `isFirst`: is the one that traces started first? */
async function measurePair(
  way: Way,
  handler: Handler,
  { isFirst }: { isFirst: boolean },
): Promise<{ ratio: number; floor: number }> {
  const first = await ServerProcess.start(isFirst ? way : "off", handler);
  const second = await ServerProcess.start(isFirst ? "off" : way, handler);
  const [traced, bare] = isFirst ? [first, second] : [second, first];
  try {
    const atOnce = (requests: number) => Promise.all([traced.burst(requests), bare.burst(requests)]);
    await atOnce(WARM);
    const ratios: number[] = [], floors: number[] = [];
    for (let burst = 0; burst < BURSTS; burst++) {
      const [ours, floor] = await atOnce(BURST);
      ratios.push(ours / floor);
      floors.push(floor);
    }
    return { ratio: trimmedMean(ratios), floor: trimmedMean(floors) };
  } finally {
    await Promise.all([traced.stop(), bare.stop()]);
  }
}
