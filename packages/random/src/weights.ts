import { checkArray, invalidNumber } from './arguments.ts';

/** Below this sum of weights, its product with a 53-bit number would lose bits. */
const LEAST_TOTAL = 2 ** -969;

/**
 * The weights and their sum, scaled by a power of two if the sum has fewer than 53 bits or overflows.
 *
 * @throws RangeError if a weight is negative or not finite, or if all are zero
 * @throws TypeError if a weight is not a number, or the weights are not in an array
 */
export function scaledWeights(weights: ArrayLike<number>): { scaled: ArrayLike<number>; total: number } {
  checkArray('Random.choices: the weights must be an array of numbers', weights);
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight: unknown = weights[i];
    if (typeof weight !== 'number' || !(weight >= 0 && weight < Infinity)) {
      throw invalidNumber(`Random.choices: weight ${i} must be a finite number and not negative`, weight);
    }
    total += weight;
  }
  if (total === 0) {
    throw new RangeError(`Random.choices: none of the ${weights.length} weights is positive; at least one must be`);
  }
  if (total >= LEAST_TOTAL && total < Infinity) return { scaled: weights, total };
  return scaledWeights(Float64Array.from(weights, (weight) => weight * 2 ** (total < 1 ? 128 : -64)));
}
