import { check } from './check.ts';

/** A learning rate as a function of the step, counted from 0. */
export type Schedule = (step: number) => number;

/** A constant rate. */
export function constant(rate: number): Schedule {
  return () => rate;
}

/** Linear decay from the rate to `final` in the given number of steps, constant afterwards, as in the original microgpt. */
export function linearDecay(rate: number, steps: number, final = 0): Schedule {
  checkSteps('linearDecay', steps);
  return (step) => (step >= steps ? final : final + (rate - final) * (1 - step / steps));
}

/**
 * Cosine decay from the rate to `final` in the given number of steps, constant afterwards.
 *
 * @see https://arxiv.org/abs/1608.03983
 */
export function cosineDecay(rate: number, steps: number, final = 0): Schedule {
  checkSteps('cosineDecay', steps);
  return (step) => final + (rate - final) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, step / steps)));
}

/** Linear warmup to the rate in the given number of steps: rate / steps in the first, the rate in the last. */
export function warmup(rate: number, steps: number): Schedule {
  checkSteps('warmup', steps);
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

function checkSteps(name: string, steps: number): void {
  check(steps > 0, `${name}: steps`, 'positive', steps);
}
