import type { LossHistory } from './run-record.ts';

/** The most points of the training loss. */
const MOST = 1000;

/**
 * The losses of a run so far.
 *
 * The training loss is thinned: each point is the mean of the same number of steps, a power of two that doubles whenever
 * there would be more than 1,000 points. All of it is in the history that it returns, so a curve that goes on from a
 * saved history is bit-equal to one that was never interrupted.
 */
export class LossCurve {
  readonly #steps: number[];
  readonly #losses: number[];
  readonly #evaluatedSteps: number[];
  readonly #validationLosses: number[];
  #best: LossHistory['best'];

  constructor(history?: LossHistory) {
    this.#steps = [...(history?.steps ?? [])];
    this.#losses = [...(history?.losses ?? [])];
    this.#evaluatedSteps = [...(history?.evaluatedSteps ?? [])];
    this.#validationLosses = [...(history?.validationLosses ?? [])];
    this.#best = history?.best ?? null;
  }

  /** Adds the loss of the step after the last one. */
  add(step: number, loss: number): void {
    const size = stepsPerPoint(step);
    if (size > stepsPerPoint(step - 1)) this.#halve();
    const last = this.#steps.length - 1;
    const isNew = (step - 1) % size === 0;
    if (isNew) {
      this.#steps.push(step);
      this.#losses.push(loss);
      return;
    }
    const count = ((step - 1) % size) + 1;
    this.#steps[last] = step;
    this.#losses[last] += (loss - this.#losses[last]) / count; // a running mean, which needs no state but the count
  }

  /** Adds a validation loss. Returns whether it is the lowest so far. */
  addValidation(step: number, loss: number): boolean {
    this.#evaluatedSteps.push(step);
    this.#validationLosses.push(loss);
    if (this.#best !== null && loss >= this.#best.loss) return false;
    this.#best = { step, loss };
    return true;
  }

  /** Whether the step has been evaluated. */
  isEvaluated(step: number): boolean {
    return this.#evaluatedSteps.includes(step);
  }

  /** A copy of everything. */
  get history(): LossHistory {
    return {
      steps: Float64Array.from(this.#steps),
      losses: Float64Array.from(this.#losses),
      evaluatedSteps: Float64Array.from(this.#evaluatedSteps),
      validationLosses: Float64Array.from(this.#validationLosses),
      best: this.#best,
    };
  }

  /** Replaces every two points by their mean. All are complete, because the points double when the last one is. */
  #halve(): void {
    const half = this.#steps.length / 2;
    for (let i = 0; i < half; i++) {
      this.#steps[i] = this.#steps[2 * i + 1];
      this.#losses[i] = (this.#losses[2 * i] + this.#losses[2 * i + 1]) / 2;
    }
    this.#steps.length = half;
    this.#losses.length = half;
  }
}

/** The smallest power of two for which so many steps make at most {@link MOST} points. */
function stepsPerPoint(steps: number): number {
  let size = 1;
  while (steps > MOST * size) size *= 2;
  return size;
}
