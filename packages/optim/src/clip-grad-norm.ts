import { checkCount, noGrad, type Tensor } from '@microgpt/autograd';
import { check, checkDistinct } from './check.ts';
import { listParameters, type ParameterList } from './parameter-list.ts';

/**
 * Clips the gradients: scales them down together so that their total norm √(Σ g²) is at most `maxNorm`, even if squares
 * overflow or underflow.
 *
 * If a gradient is NaN or infinite, so is the norm: that number becomes NaN, all others 0. An optimizer then refuses
 * the step and names the parameter.
 *
 * @param parameters such as `optimizer.parameters` or `model.namedParameters()`; those without a gradient are skipped
 * @returns the norm before clipping; Infinity if it overflows
 * @throws RangeError unless maxNorm is positive, or if a parameter is listed twice
 * @throws TypeError unless the list holds tensors, or pairs of a path and a tensor
 * @see https://arxiv.org/abs/1211.5063
 */
export function clipGradNorm(parameters: ParameterList, maxNorm: number): number {
  checkCount('clipGradNorm', arguments.length, 2, 'the norm is always √(Σ g²)');
  check(typeof maxNorm === 'number' && maxNorm > 0, 'clipGradNorm: maxNorm', 'positive', maxNorm);
  const tensors = listParameters('clipGradNorm', parameters).map(({ parameter }) => parameter);
  checkDistinct('clipGradNorm', 'parameter', tensors);
  return noGrad(() => {
    let squares = 0;
    for (const parameter of tensors) squares += parameter.sumSquaresOfGrad();
    const norm = Math.sqrt(squares);
    const factor = maxNorm / norm;
    // Otherwise squares overflowed or underflowed, or the factor would in float32.
    if (!(norm > 1e-100 && factor > 1e-30)) return clipScaled(tensors, maxNorm);
    if (norm > maxNorm) for (const parameter of tensors) parameter.scaleGrad(factor);
    return norm;
  });
}

/** Clips after scaling by the largest number. */
function clipScaled(tensors: readonly Tensor[], maxNorm: number): number {
  const numbers = tensors.flatMap(({ grad }) => Array.from(grad?.toFlat() ?? []));
  const largest = numbers.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  if (!(largest < Infinity)) {
    for (const tensor of tensors) tensor.scaleGrad(0);
    return largest;
  }
  const unit = Math.max(largest, 1e-300); // has a finite reciprocal
  const length = Math.sqrt(numbers.reduce((sum, g) => sum + (g / unit) ** 2, 0));
  const norm = length / (1 / unit);
  for (const tensor of tensors) {
    if (norm > maxNorm && tensor.grad) tensor.grad = tensor.grad.div(unit).div(length).mul(maxNorm);
  }
  return norm;
}
