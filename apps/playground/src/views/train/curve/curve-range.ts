import type { Baselines } from '@microgpt/run';
import type { RunState } from '../../../run/run-state.ts';

/** The lowest and the highest value of an axis. */
export type Range = readonly [min: number, max: number];

/**
 * The step at the right edge: that at which the run ends, so that the curve grows into the picture and nothing jumps.
 *
 * A run that ends by the clock has no last step. Its edge is the next of 100, 200, 500, 1,000, …
 */
export function lastStepOf({ settings, progress }: Pick<RunState, 'settings' | 'progress'>): number {
  const { step, done } = progress;
  if (settings.steps !== null) return Math.max(1, settings.steps, step);
  return done ? Math.max(1, step) : roundStep(step);
}

/**
 * The losses from bottom to top.
 *
 * The reference lines are always inside, with room for the first steps above them and for what a model learns below them.
 * The range grows by half a nat when a curve leaves it, so it seldom moves.
 *
 * @param losses those that must be seen: smoothed ones, as the loss of one step may lie far off
 */
export function lossRange(baselines: Baselines | undefined, losses: Iterable<number>): Range {
  let lowest = baselines === undefined ? Infinity : baselines.bigram - 0.3;
  let highest = baselines === undefined ? 0 : baselines.uniform + 0.15;
  for (const loss of losses) {
    if (loss < lowest) lowest = loss;
    if (loss > highest && loss < Infinity) highest = loss;
  }
  const top = Math.max(0.5, Math.ceil(highest * 2) / 2);
  return [Math.max(0, Math.floor(Math.min(lowest, top - 0.5) * 2) / 2), top];
}

function roundStep(step: number): number {
  let power = 100;
  while (step > 10 * power) power *= 10;
  return [1, 2, 5, 10].map((factor) => factor * power).find((edge) => step <= edge) ?? step;
}
