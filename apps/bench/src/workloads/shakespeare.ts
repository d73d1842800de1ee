import { existsSync, readFileSync } from 'node:fs';
import type { Batch } from '@microgpt/gpt';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import type { Task } from './task.ts';

/** nanoGPT's data set, where it lies beside the checkout; it must not lie in the repository. */
const file = new URL('../../../../../shared/data/tinyshakespeare.txt', import.meta.url);

/** Whether the real text is there; otherwise a random one stands in, which takes the same time. */
export const hasShakespeare = existsSync(file);

const VOCABULARY = 65;
const BATCHES = 16;

/**
 * nanoGPT's "I only have a macbook" configuration, on its own data: a token for each of the 65 characters.
 *
 * @see https://github.com/karpathy/nanoGPT#quick-start
 */
export function nanoGPTTask(): Task {
  const config = { vocabSize: VOCABULARY, blockSize: 64, nLayer: 4, nHead: 4, nEmbd: 128 };
  const batchSize = 12;
  const rng = new Random(1337);
  const text = hasShakespeare ? readFileSync(file, 'utf8') : '';
  const stream = text
    ? CharTokenizer.train([text]).encode(text)
    : Array.from({ length: 1e5 }, () => rng.below(VOCABULARY));
  const batch = (): Batch => {
    const starts = Array.from({ length: batchSize }, () => rng.below(stream.length - config.blockSize));
    const excerpts = starts.map((start) => stream.slice(start, start + config.blockSize + 1));
    return { inputs: excerpts.map((ids) => ids.slice(0, -1)), targets: excerpts.map((ids) => ids.slice(1)) };
  };
  return {
    architecture: 'nanoGPT',
    config,
    recipe: { lr: 1e-3, beta1: 0.9, beta2: 0.99, eps: 1e-8, weightDecay: 0.1, clipNorm: 1 },
    batches: Array.from({ length: BATCHES }, batch),
    batchSize,
    paddedTo: config.blockSize, // nothing to pad
  };
}
