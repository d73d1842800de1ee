import { readFileSync } from 'node:fs';
import { documentBatches, linesOf } from '@microgpt/gpt';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import type { Task } from './task.ts';

/** The most documents that steps go through before they begin again. */
const DOCUMENTS = 256;

/** The text of the data set that comes with the demo, a name on each line. */
export function namesText(): string {
  return readFileSync(new URL('../../../demo/data/ssa-2018.txt', import.meta.url), 'utf8');
}

/** The original's model and training on real names, in the order of the original, at another width or batch size. */
export function namesTask(width: number, batchSize: number): Task {
  const documents = new Random(42).shuffle(linesOf(namesText()));
  const tokenizer = CharTokenizer.train(documents);
  const config = { vocabSize: tokenizer.vocabSize, blockSize: 16, nLayer: 1, nHead: 4, nEmbd: width };
  const batches = documentBatches(documents, tokenizer, { blockSize: config.blockSize, batchSize });
  return {
    architecture: 'microgpt',
    config,
    recipe: { lr: 0.001, beta1: 0.85, beta2: 0.99, eps: 1e-8, weightDecay: 0, clipNorm: null },
    batches: Array.from({ length: DOCUMENTS / batchSize }, () => batches.next().value),
    batchSize,
    paddedTo: 8, // the mean name has 7 positions
  };
}
