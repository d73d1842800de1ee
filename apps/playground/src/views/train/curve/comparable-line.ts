import type { RunState } from '../../../run/run-state.ts';
import type { Line } from './align-lines.ts';
import { smoothedOf } from './smoothed-of.ts';

/** The one curve that stands for a run among others: on data it never saw, or its training loss if none is kept apart. */
export function comparableLine({ history }: Pick<RunState, 'history'>): Line {
  return history.validationLosses.length > 0
    ? { x: history.evaluatedSteps, y: history.validationLosses }
    : { x: history.steps, y: smoothedOf(history) };
}
