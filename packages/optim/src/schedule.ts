import { check, checkNotNegative } from './check.ts';

/** A learning rate as a function of the step, counted from 0. */
export type Schedule = (step: number) => number;

/**
 * A constant rate.
 *
 * @throws RangeError if the rate is negative or not finite
 */
export function constant(rate: number): Schedule {
  checkRates('constant', rate);
  return () => rate;
}

/**
 * Linear decay from the rate to `final` in the given number of steps, constant afterwards, as in the original microgpt.
 *
 * @throws RangeError if a rate is negative or not finite, or the steps are not positive
 */
export function linearDecay(rate: number, steps: number, final = 0): Schedule {
  checkRates('linearDecay', rate, steps, final);
  return (step) => (step >= steps ? final : final + (rate - final) * (1 - step / steps));
}

/**
 * Cosine decay from the rate to `final` in the given number of steps, constant afterwards.
 *
 * @throws RangeError if a rate is negative or not finite, or the steps are not positive
 * @see https://arxiv.org/abs/1608.03983
 */
export function cosineDecay(rate: number, steps: number, final = 0): Schedule {
  checkRates('cosineDecay', rate, steps, final);
  return (step) => final + (rate - final) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, step / steps)));
}

/**
 * Linear warmup to the rate in the given number of steps: rate / steps in the first, the rate in the last.
 *
 * @throws RangeError if the rate is negative or not finite, or the steps are not positive
 */
export function warmup(rate: number, steps: number): Schedule {
  checkRates('warmup', rate, steps);
  return (step) => rate * Math.min(1, (step + 1) / steps);
}

/**
 * A sequence of schedules, each of which counts its steps from 0.
 *
 * ```ts
 * join([warmup(3e-4, 100), cosineDecay(3e-4, 900)], [100]);
 * ```
 *
 * @param boundaries the steps at which the second, third, … schedule begins
 */
export function join(schedules: readonly Schedule[], boundaries: readonly number[]): Schedule {
  const { length } = schedules;
  check(boundaries.length === length - 1, 'join: boundaries', `one fewer than the ${length} schedules`, boundaries);
  const isRising = boundaries.every((boundary, i) => boundary > (boundaries[i - 1] ?? 0));
  check(isRising, 'join: boundaries', 'positive and increasing', boundaries);
  return (step) => {
    const index = boundaries.filter((boundary) => step >= boundary).length;
    return schedules[index](step - (boundaries[index - 1] ?? 0));
  };
}

/** @throws RangeError if a rate is negative or not finite, or the steps are not positive */
function checkRates(name: string, rate: number, steps = 1, final = 0): void {
  checkNotNegative(`${name}: rate`, rate);
  checkNotNegative(`${name}: final`, final);
  check(steps > 0, `${name}: steps`, 'positive', steps);
}
