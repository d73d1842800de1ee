import type { Settings } from '../settings/settings.ts';

/** The number of evaluations in a run. */
const EVALUATIONS = 20;
/** The share of the training time that all evaluations may take. */
const SHARE = 0.05;
/** The least number of batches, and of tokens in their windows, for a meaningful loss. */
const [LEAST, LEAST_TOKENS] = [8, 2048];

/**
 * How often, and on how much of the validation data, to measure the loss: 20 times in a run, on so many random batches that it
 * takes about 5 % more time, if a step takes as long as three forward passes; on all of the data if that is no more. If that is too
 * little to be meaningful, as for batches of one name, evaluation takes longer.
 *
 * @param settings with the number of steps that is expected
 * @param validationTokens the number of tokens that are held out
 */
export function chooseEvaluation(
  { steps, batch, accumulate, block }: Pick<Settings, 'batch' | 'accumulate' | 'block'> & { readonly steps: number },
  validationTokens: number,
): Pick<Settings, 'evalEvery' | 'evalBatches'> {
  const evalEvery = Math.max(1, Math.ceil(steps / EVALUATIONS));
  const least = Math.max(LEAST, Math.ceil(LEAST_TOKENS / (batch * block)));
  const batches = Math.max(least, Math.floor(3 * SHARE * evalEvery * accumulate));
  const isAll = batches * batch * block >= validationTokens;
  return { evalEvery, evalBatches: isAll ? 0 : batches };
}
