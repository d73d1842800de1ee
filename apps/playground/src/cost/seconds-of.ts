import { chooseEvaluation, resolveSettings, type GivenSettings } from '@microgpt/run';
import type { MeasuredCost } from './cost-meter.ts';

/**
 * The time that a run takes, in seconds: until its code is compiled, for its steps, and for its evaluations, which are often a
 * half of it. A step takes as long as three forward passes.
 *
 * @param given its settings; how often and on how much it is evaluated is chosen as for a new run, if it is not given
 */
export function secondsOf(
  {
    secondsPerStep,
    secondsToWarmUp,
    tokensPerStep,
    validationTokens,
  }: Omit<MeasuredCost, 'parameters' | 'bytes' | 'isMeasured'>,
  given: GivenSettings,
): number {
  const { steps, batch, accumulate, block } = resolveSettings(given, {});
  const count = steps ?? 0;
  const chosen = chooseEvaluation({ steps: Math.max(1, count), batch, accumulate, block }, validationTokens);
  const { evalEvery = chosen.evalEvery } = given;
  const isAll = chosen.evalBatches === 0;
  const stepsEach = isAll ? validationTokens / tokensPerStep : chosen.evalBatches / accumulate;
  const evaluations = validationTokens === 0 ? 0 : Math.ceil(count / evalEvery);
  return secondsToWarmUp + secondsPerStep * (count + (evaluations * stepsEach) / 3);
}
