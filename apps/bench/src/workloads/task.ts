import type { Batch, Documents, GPTConfig } from '@microgpt/gpt';

/** Which network: the original microgpt's, or nanoGPT's (LayerNorm with a gain, GELU, the embedding again as the head). */
type Architecture = 'microgpt' | 'nanoGPT';

/** How a step changes the parameters: AdamW, with the gradients clipped before if there is a `clipNorm`. */
export interface Recipe {
  readonly lr: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** Of matrices; gains do not decay. */
  readonly weightDecay: number;
  /** The largest total norm of the gradients; null for no clipping. */
  readonly clipNorm: number | null;
}

/** Something to train, as plain data: every contestant gets the same. */
export interface Task {
  readonly architecture: Architecture;
  readonly config: GPTConfig;
  readonly recipe: Recipe;
  /** The batches, repeated in order. */
  readonly batches: readonly Batch[];
  /** The number of documents in a batch. */
  readonly batchSize: number;
  /** The length to which contestants that pad pad or truncate documents. */
  readonly paddedTo: number;
}

/**
 * The model FLOPs of a forward pass: 2 for each multiply-add of a matrix product.
 *
 * Every token goes through the layers' matrices (12·C² in each layer) and the head (V·C), and meets itself and those before
 * it in attention (2·C each: q·k and the mix of v). Taking rows of an embedding costs nothing, and so do norms, activations
 * and the optimizer. Padding and what attention computes only to mask it are not counted: they are waste, not work.
 */
export function forwardFlops({ vocabSize, nLayer, nEmbd }: GPTConfig, documents: Documents): number {
  let macs = 0;
  for (const { length } of documents) {
    const pairs = (length * (length + 1)) / 2;
    macs += length * (nLayer * 12 * nEmbd ** 2 + vocabSize * nEmbd) + pairs * nLayer * 2 * nEmbd;
  }
  return 2 * macs;
}

/** The mean model FLOPs of a training step: the forward pass, and twice as many in the backward pass. */
export function flopsPerStep({ config, batches }: Pick<Task, 'config' | 'batches'>): number {
  const forward = batches.reduce((sum, { inputs }) => sum + forwardFlops(config, inputs), 0);
  return (3 * forward) / batches.length;
}
