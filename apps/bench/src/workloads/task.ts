import type { Batch, GPTConfig } from '@microgpt/gpt';

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
  /** The largest joint norm of the gradients; null for any. */
  readonly clipNorm: number | null;
}

/** Something to train, as plain data: every contestant gets the same. */
export interface Task {
  readonly architecture: Architecture;
  readonly config: GPTConfig;
  readonly recipe: Recipe;
  /** What the steps go through, over and over. */
  readonly batches: readonly Batch[];
  /** How many documents a batch has. */
  readonly batchSize: number;
  /** How many positions a document gets from a contestant that pads; what exceeds them is cut off. */
  readonly paddedTo: number;
}
