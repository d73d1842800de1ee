import { rateAt, type Settings } from '@microgpt/run';

/** Keeps the quotient finite for a gradient of 0, as in @microgpt/optim. */
const EPS = 1e-8;

/** What the optimizer of a run makes of one gradient, if it is the first one that it sees. */
export interface FirstUpdate {
  /** The learning rate. */
  readonly rate: number;
  /** The running averages of the gradient and of its square after it, and corrected; undefined for SGD, which has none. */
  readonly averages:
    { readonly m: number; readonly v: number; readonly mHat: number; readonly vHat: number } | undefined;
  /** What is added to the number. */
  readonly change: number;
}

/**
 * What the optimizer of a run makes of one gradient, if it is the first one that it sees.
 *
 * @param step the number of steps before
 */
export function firstUpdate(settings: Settings, step: number, weight: number, gradient: number): FirstUpdate {
  const { optimizer, beta1, beta2, weightDecay, steps } = settings;
  const rate = rateAt(settings, steps === null ? 0 : Math.min(step, steps - 1) / steps);
  const decay = optimizer === 'adam' ? 0 : weightDecay * weight;
  if (optimizer === 'sgd') return { rate, averages: undefined, change: -rate * (gradient + decay) };
  const m = (1 - beta1) * gradient;
  const v = (1 - beta2) * gradient ** 2;
  const [mHat, vHat] = [m / (1 - beta1), v / (1 - beta2)];
  return { rate, averages: { m, v, mHat, vHat }, change: -rate * (mHat / (Math.sqrt(vHat) + EPS) + decay) };
}
