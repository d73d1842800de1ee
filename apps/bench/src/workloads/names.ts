import { readFileSync } from 'node:fs';
import { cpu } from '@microgpt/autograd';
import { documentBatches, GPT, linesOf, trainStep } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Adam, linearDecay } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import type { Weights } from '../contestants/weights.ts';
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

/** Weights that have learned the task as the original does, so that what is written is as long as names are. */
export function trainedWeights({ config, batches }: Task): Weights {
  const STEPS = 1000;
  const model = new GPT(config, new Initializer(cpu, new Random(42)));
  const optimizer = new Adam(model.parameters(), { lr: linearDecay(0.01, STEPS), beta1: 0.85, beta2: 0.99 });
  for (let step = 0; step < STEPS; step++) trainStep(model, optimizer, batches[step % batches.length]);
  const state = Object.entries(model.stateDict());
  return Object.fromEntries(state.map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));
}
