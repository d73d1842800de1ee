// pnpm --filter examples start save-and-resume
// A checkpoint: train, save, and resume in new objects, with exactly the losses of uninterrupted training.

import { readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpoint, saveCheckpoint } from '@microgpt/checkpoint';
import { documentBatches, FeedForward, generateText, GPT, train, type GPTParts } from '@microgpt/gpt';
import { batchOptionsFrom, modelFrom, tokenizerFrom } from '@microgpt/gpt/checkpoint';
import { Adam, linearDecay, type ParameterList } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { config, init, names, tokenizer } from './learn-names.ts';

// A file contains no functions, so both halves share them: your own parts and the learning rate.
const parts: Partial<GPTParts> = {
  mlp: (config, init) => new FeedForward(config, init, { activation: (x) => x.relu().pow(2) }), // squared ReLU
};
const newOptimizer = (parameters: ParameterList) => new Adam(parameters, { lr: linearDecay(0.005, 200) });
const file = join(tmpdir(), 'names.safetensors');

const { rng } = init;
const model = new GPT({ ...config, ...parts }, init);
const optimizer = newOptimizer(model.namedParameters());
const batches = documentBatches(names, tokenizer, { ...config, batchSize: 32 });
for await (const { step, loss } of train(model, optimizer, batches, { steps: 200 })) {
  if (step === 200) console.log(`straight: loss ${loss}`);
  if (step !== 100) continue;
  await writeFile(`${file}.new`, saveCheckpoint({ model, optimizer, tokenizer, batches, random: { rng } }));
  await rename(`${file}.new`, file); // a failure while writing does not touch the last checkpoint
}

await goOn();

/** Does what another program with the same names would do. */
async function goOn(): Promise<void> {
  const checkpoint = await openCheckpoint(await readFile(file));
  const rng = new Random(0); // load restores the saved state
  const tokenizer = tokenizerFrom(checkpoint);
  const model = await modelFrom(checkpoint, { engine: init.engine, rng, ...parts });
  const optimizer = newOptimizer(model.namedParameters());
  const batches = documentBatches(names, tokenizer, batchOptionsFrom(checkpoint));
  await checkpoint.load({ optimizer, random: { rng } });
  for await (const { step, loss } of train(model, optimizer, batches, { steps: 200 })) {
    if (step === 200) console.log(`resumed:  loss ${loss}`);
  }
  console.log(await generateText(model, tokenizer, { rng, temperature: 0.5 }));
}
