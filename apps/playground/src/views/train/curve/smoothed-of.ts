import type { LossHistory } from '@microgpt/run';
import { smoothLosses } from './smooth-losses.ts';

const known = new WeakMap<LossHistory, Float64Array>();

/** The smoothed training losses of a history, computed once. */
export function smoothedOf(history: LossHistory): Float64Array {
  let smoothed = known.get(history);
  if (smoothed === undefined) {
    smoothed = smoothLosses(history);
    known.set(history, smoothed);
  }
  return smoothed;
}
