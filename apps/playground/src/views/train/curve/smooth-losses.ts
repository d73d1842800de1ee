import type { LossHistory } from '@microgpt/run';

/** What is left of a mean's weight after one step, as in `SmoothedLoss`: about the mean of the last 50 steps. */
const REST = 1 - 1 / 50;

/**
 * The smoothed training loss at every point of a history.
 *
 * `SmoothedLoss` takes one step at a time. A point here may be the mean of n steps, so it moves the mean by 1 − (1 − 1/50)ⁿ;
 * where every point is one step, the two agree. A loss that is not finite is left out of the mean and is NaN in the result.
 */
export function smoothLosses({ steps, losses }: Pick<LossHistory, 'steps' | 'losses'>): Float64Array {
  const smoothed = new Float64Array(losses.length);
  let mean = 0;
  let missing = 1;
  for (let i = 0; i < losses.length; i++) {
    if (!Number.isFinite(losses[i])) {
      smoothed[i] = NaN;
      continue;
    }
    const rest = REST ** (steps[i] - (i === 0 ? 0 : steps[i - 1]));
    mean += (losses[i] - mean) * (1 - rest);
    missing *= rest;
    smoothed[i] = mean / (1 - missing);
  }
  return smoothed;
}
