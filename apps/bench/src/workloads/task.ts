import { trainingFlops, type Batch, type GPTConfig } from '@microgpt/gpt';

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

/** The mean model FLOPs of a training step. */
export function flopsPerStep({ config, batches }: Pick<Task, 'config' | 'batches'>): number {
  return batches.reduce((sum, { inputs }) => sum + trainingFlops(config, inputs), 0) / batches.length;
}
