/** How much more one of two things costs, from pairs that were measured side by side. */

/** A ratio, and how far off it may be. */
export interface PairedRatio {
  /** The mean over all pairs: their geometric one, as twice and half are equally far from once. */
  ratio: number;
  /** In 19 of 20 series of measurements the true ratio lies so far from it at most. */
  margin: number;
}

/** The mean of what is left without the largest and the smallest value. */
export function trimmedMean(values: readonly number[]): number {
  if (values.length < 3) throw new RangeError(`Cannot trim as there are too few values: ${values.length}`);
  const kept = values.toSorted((a, b) => a - b).slice(1, -1);
  return mean(kept);
}

/** What the ratios of pairs tell together. */
export function pairedRatio(ratios: readonly number[]): PairedRatio {
  if (ratios.length < 2) throw new RangeError(`Cannot tell a margin as there are too few pairs: ${ratios.length}`);
  const logs = ratios.map(Math.log), middle = mean(logs);
  const variance = logs.reduce((sum, log) => sum + (log - middle) ** 2, 0) / (logs.length - 1);
  const off = quantile(logs.length - 1) * Math.sqrt(variance / logs.length);
  return { ratio: Math.exp(middle), margin: Math.exp(middle) * (Math.exp(off) - 1) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Student's t for 95 %, two-sided; between the rows of the table, that of fewer degrees of freedom, which is larger. */
function quantile(freedom: number): number {
  const table: readonly (readonly [freedom: number, t: number])[] = [
    [1, 12.71],
    [2, 4.3],
    [3, 3.18],
    [4, 2.78],
    [5, 2.57],
    [7, 2.36],
    [9, 2.26],
    [11, 2.2],
    [15, 2.13],
    [20, 2.09],
    [30, 2.04],
  ];
  return table.findLast(([least]) => least <= freedom)?.[1] ?? table[0][1];
}
