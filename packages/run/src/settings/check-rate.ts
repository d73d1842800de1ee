import { RunError } from './run-error.ts';
import type { Settings } from './settings.ts';

/** @throws RunError if the learning rate would rise to its lowest value */
export function checkRate({ lr, minLr, schedule }: Pick<Settings, 'lr' | 'minLr' | 'schedule'>): void {
  if (schedule === 'constant' || minLr <= lr) return;
  throw new RunError(
    (s) =>
      `${s('minLr')} ${minLr} is above ${s('lr')} ${lr}, but the rate falls from lr to minLr; pass ${s('minLr')} ${lr} or less, or a larger ${s('lr')}`,
  );
}
