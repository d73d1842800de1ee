/** How a noisy series changed lately. */
export interface Trend {
  /** The mean of the last quarter minus the mean of the quarter before. */
  readonly change: number;
  /** The standard error of that difference. */
  readonly error: number;
}

/** Too few points to compare two quarters. */
const FEWEST = 24;

/**
 * The trend of the losses of a run: its last quarter against the quarter before.
 *
 * The error takes the points of a quarter as independent: √(s₁²/n₁ + s₂²/n₂), with their variances s². Batches are drawn
 * anew for each step, so the losses scatter independently around a slowly changing mean.
 *
 * @returns undefined if there are fewer than 24 points, or one that is not finite
 */
export function trendOf(losses: Float64Array): Trend | undefined {
  const quarter = losses.length >> 2;
  if (losses.length < FEWEST) return undefined;
  const before = momentsOf(losses.subarray(losses.length - 2 * quarter, losses.length - quarter));
  const last = momentsOf(losses.subarray(losses.length - quarter));
  const change = last.mean - before.mean;
  const error = Math.sqrt((before.variance + last.variance) / quarter);
  return Number.isFinite(change + error) ? { change, error } : undefined;
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}
