import { noGrad, type Tensor } from '@microgpt/autograd';

/**
 * Scales the gradients down together so that their joint length √(Σ g²) is at most `maxNorm`.
 *
 * @returns the length before
 * @throws RangeError unless maxNorm is positive
 * @see https://arxiv.org/abs/1211.5063
 */
export function clipGradNorm(parameters: readonly Tensor[], maxNorm: number): number {
  if (!(maxNorm > 0)) throw new RangeError(`clipGradNorm: maxNorm must be positive, got ${maxNorm}`);
  return noGrad(() => {
    let squares = 0;
    for (const parameter of parameters) squares += parameter.sumSquaresOfGrad();
    const norm = Math.sqrt(squares);
    if (norm > maxNorm) for (const parameter of parameters) parameter.scaleGrad(maxNorm / norm);
    return norm;
  });
}
