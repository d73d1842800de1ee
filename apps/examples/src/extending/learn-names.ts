import { readFileSync } from 'node:fs';
import { documentBatches, evaluate, generateText, GPT, linesOf, toBatch, train } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Adam, type Optimizer, type OptimizerOptions } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { wasm } from '@microgpt/wasm';

const STEPS = 300;

// Any text with a name on each line.
const file = new URL('../../../demo/data/ssa-2018.txt', import.meta.url);

const rng = new Random(42);
/** The training data, in random order. */
export const names = rng.shuffle(linesOf(readFileSync(file, 'utf8')));
const heldOut = names.splice(0, 1000);
export const tokenizer = CharTokenizer.train(names);

/** The sizes of a small GPT for names. */
export const config = { vocabSize: tokenizer.vocabSize, blockSize: 16, nLayer: 2, nHead: 4, nEmbd: 32 };

/** Makes the parameters, on the fast engine. */
export const init = new Initializer(await wasm(), rng);

/** Trains a model on names, and prints its loss on 1,000 others and some names that it invents. */
export async function learnNames(
  model: GPT,
  optimizer: Optimizer<OptimizerOptions> = new Adam(model.parameters(), { lr: 0.005, beta2: 0.99 }),
): Promise<void> {
  const batches = documentBatches(names, tokenizer, { ...config, batchSize: 32 });
  for await (const { step, loss } of train(model, optimizer, batches, { steps: STEPS })) {
    if (step % 100 === 0) console.log(`step ${step}: loss ${loss.toFixed(2)}`);
  }
  const loss = await evaluate(model, [toBatch(heldOut, tokenizer, config.blockSize)]);
  console.log(`other names: loss ${loss.toFixed(2)}; invented: ${await invent(model)}`);
}

/** Six names by a model. */
export async function invent(model: GPT): Promise<string> {
  const invented: string[] = [];
  while (invented.length < 6) invented.push(await generateText(model, tokenizer, { rng, temperature: 0.5 }));
  return invented.join(' ');
}
