import { Value } from '@microgpt/autograd';

/**
 * The hinge (max-margin) loss: max(0, 1 - label·score), mean over all points.
 *
 * It is 0 once every score has the sign of its label and is at least 1 away from 0; larger scores change nothing.
 *
 * @param labels 1 or -1, one for each score
 * @see https://en.wikipedia.org/wiki/Hinge_loss
 */
export function hingeLoss(scores: readonly Value[], labels: readonly number[]): Value {
  const losses = scores.map((score, i) => Value.sub(1, score.mul(labels[i])).relu());
  return Value.sum(losses).div(losses.length);
}

/** alpha · Σ p²: the penalty for large parameters. */
export function l2Penalty(parameters: readonly Value[], alpha: number): Value {
  return Value.dot(parameters, parameters).mul(alpha);
}
