import type { Settings } from '../settings/settings.ts';

/** What the time of a training step depends on. */
export interface StepSizes extends Pick<Settings, 'layers' | 'embd' | 'batch'> {
  /** The mean number of tokens of a document or window. */
  readonly length: number;
  readonly vocabSize: number;
}

/**
 * The time of a training step of a GPT without dropout on the reference machine, in seconds, with the engine `wasm`.
 *
 * The reference machine needs 125 ms for a step of nanoGPT's model for a computer without a GPU (4 layers, width 128,
 * 12 windows of 64 characters), like the machine of docs/speed.md. The weights of the formula were fitted to the times of
 * 18 models; docs/grid.md has them, and how well it meets them.
 */
export function stepSeconds({ layers, embd, batch, length, vocabSize }: StepSizes): number {
  const products = 12 * layers * embd * embd + vocabSize * embd; // multiplications of a token by weights
  const attention = layers * embd * length;
  const elements = layers * embd;
  const perToken = 1.75e-10 * products + 2.63e-10 * attention + 1.07e-8 * elements + 9.6e-10 * vocabSize;
  return batch * length * perToken + 6.4e-5 * (layers + 1);
}
