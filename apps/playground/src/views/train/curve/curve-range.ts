import type { Baselines } from '@microgpt/run';
import type { RunState } from '../../../session/run-state.ts';

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
 * The reference lines are always inside. The range grows in steps of half a nat when a curve leaves it, so it seldom moves.
 *
 * @param losses those that must be seen: smoothed ones, as the loss of one step may lie far off
 */
export function lossRange(baselines: Baselines, losses: Iterable<number>): Range {
  let lowest = baselines.bigram - 0.35;
  let highest = baselines.uniform;
  for (const loss of losses) {
    if (loss < lowest) lowest = loss;
    if (loss > highest && loss < Infinity) highest = loss;
  }
  // The first steps may lie a little above guessing: a share of the picture is enough for that.
  const room = baselines.uniform + 0.12 * (baselines.uniform - lowest);
  return [Math.max(0, Math.floor(lowest * 2) / 2), highest <= room ? room : Math.ceil(highest * 2) / 2];
}

function roundStep(step: number): number {
  let power = 100;
  while (step > 10 * power) power *= 10;
  return [1, 2, 5, 10].map((factor) => factor * power).find((edge) => step <= edge) ?? step;
}
