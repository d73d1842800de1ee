import type { LossHistory } from '@microgpt/run';
import { lossAt } from '../curve/loss-at.ts';
import { smoothedOf } from '../curve/smoothed-of.ts';

/** How far validation must lie above its best, in nats: more than one evaluation scatters. */
const RISE = 0.03;

/**
 * The step after which a run learned by heart, with the loss there; undefined if nothing shows that it did.
 *
 * It shows when the last two validation losses lie clearly above the lowest one, and the training loss has fallen since.
 */
export function overfittingSince(history: LossHistory): { readonly step: number; readonly loss: number } | undefined {
  const { best, evaluatedSteps, validationLosses, steps } = history;
  if (best === null) return undefined;
  const last = validationLosses.length - 1;
  if (last < 2 || evaluatedSteps[last - 1] <= best.step) return undefined;
  const limit = best.loss + Math.max(RISE, 0.01 * best.loss);
  if (!(validationLosses[last] > limit && validationLosses[last - 1] > limit)) return undefined;

  const smoothed = smoothedOf(history);
  const then = lossAt(steps, smoothed, best.step);
  const now = smoothed.at(-1);
  return then !== undefined && now !== undefined && now < then ? best : undefined;
}
