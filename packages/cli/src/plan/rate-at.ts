import type { Settings } from '../settings/settings.ts';

/** The settings that the learning rate depends on. */
export type RateSettings = Pick<Settings, 'lr' | 'minLr' | 'warmup' | 'schedule'>;

/** The rate of the first step of a warmup, as a share of the highest: not 0, so that a run of one step learns. */
const FIRST = 0.01;

/**
 * The learning rate as a function of the share of the run that is done: (step − 1) / steps, or seconds / time.
 *
 * It rises in a straight line from a hundredth of `lr` to `lr` in the share `warmup` of the run, and then falls to `minLr`
 * in a straight line or half a cosine, or stays. Without a warmup, it is `linearDecay` or `cosineDecay` of
 * `@microgpt/optim` to the bit.
 *
 * ```ts
 * const lr = (step: number) => rateAt(settings, step / steps); // a schedule for an optimizer, which counts from 0
 * ```
 *
 * @param fraction from 0; past 1, when the clock is a little late, the rate stays at the last
 */
export function rateAt({ lr, minLr, warmup, schedule }: RateSettings, fraction: number): number {
  if (fraction < warmup) return lr * Math.max(FIRST, fraction / warmup);
  if (schedule === 'constant') return lr;
  const done = Math.min(1, (fraction - warmup) / (1 - warmup));
  return minLr + (lr - minLr) * (schedule === 'cosine' ? 0.5 * (1 + Math.cos(Math.PI * done)) : 1 - done);
}
