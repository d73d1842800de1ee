import { checkCount, checkKind } from '../check-arguments.ts';
import { resolveConfig, type GPTConfig } from '../config.ts';
import type { Documents } from '../data/documents.ts';

/**
 * The model FLOPs of a forward pass: 2 for each multiply-add of a matrix product.
 *
 * Every token goes through the matrices of the layers (12·C² in each layer) and the head (V·C), and meets itself and
 * those before it in attention (2·C each: q·k and the mix of v). Taking rows of an embedding costs nothing, and so do
 * norms, activations and the optimizer. Padding, and what attention computes only to mask it, are not counted. Your own
 * parts count as the parts that they replace.
 *
 * @see https://arxiv.org/abs/2204.02311 appendix B, which also defines the model FLOPs utilization (MFU)
 */
export function forwardFlops(config: GPTConfig, documents: Documents): number {
  checkCount('forwardFlops', arguments.length, 2);
  const { vocabSize, nLayer, nEmbd } = resolveConfig(config);
  checkKind('forwardFlops', 'documents, arrays of token ids', documents, Array.isArray(documents));
  let macs = 0;
  for (const document of documents as Documents) {
    const { length } = document;
    const pairs = (length * (length + 1)) / 2;
    macs += length * (nLayer * 12 * nEmbd ** 2 + vocabSize * nEmbd) + pairs * nLayer * 2 * nEmbd;
  }
  return 2 * macs;
}

/**
 * The model FLOPs of a training step on these inputs: the forward pass, and twice as many in the backward pass.
 *
 * Without attention this is the usual 6 for each parameter and token, parameters being those of matrix products.
 */
export function trainingFlops(config: GPTConfig, documents: Documents): number {
  checkCount('trainingFlops', arguments.length, 2);
  return 3 * forwardFlops(config, documents);
}
