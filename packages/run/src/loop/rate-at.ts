import type { Settings } from '../settings/settings.ts';

/** The settings of the learning rate. */
export type RateSettings = Pick<Settings, 'lr' | 'minLr' | 'schedule' | 'warmup' | 'steps'>;

/**
 * The learning rate as a function of the share of the run that is done: (step − 1)/steps, or seconds/time.
 *
 * It rises in proportion to the share during the warmup, then stays, or falls to `minLr` in a line or half a cosine. The rate
 * of a step in the warmup is that at its end, as in nanoGPT: the first would be 0 otherwise.
 *
 * @param fraction from 0 to 1
 * @see https://github.com/karpathy/nanoGPT/blob/master/train.py `get_lr`
 */
export function rateAt({ lr, minLr, schedule, warmup, steps }: RateSettings, fraction: number): number {
  const step = steps === null ? 0 : 1 / steps;
  if (fraction < warmup) return lr * Math.min(1, (fraction + step) / (warmup + step));
  const rest = warmup < 1 ? Math.min(1, (fraction - warmup) / (1 - warmup)) : 0;
  if (schedule === 'constant') return lr;
  if (schedule === 'linear') return minLr + (lr - minLr) * (1 - rest);
  return minLr + (lr - minLr) * 0.5 * (1 + Math.cos(Math.PI * rest));
}
