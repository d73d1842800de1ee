import { openCheckpoint, saveCheckpoint } from '@microgpt/checkpoint';
import { documentBatches, GPT, train } from '@microgpt/gpt';
import { batchOptionsFrom, modelFrom, tokenizerFrom } from '@microgpt/gpt/checkpoint';
import { Initializer } from '@microgpt/nn';
import { Adam } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { wasm } from '@microgpt/wasm';

const docs = ['anna', 'emma', 'hannah', 'lena', 'mia', 'nele', 'nina', 'tamina'];

/** Trains on wasm, with dropout; returns a checkpoint of step 20, and the losses of steps 21 to 40. */
export async function beginToLearn() {
  const rng = new Random(42);
  const tokenizer = CharTokenizer.train(docs);
  const config = { vocabSize: tokenizer.vocabSize, blockSize: 8, nLayer: 1, nHead: 4, nEmbd: 16, dropout: 0.1 };
  const model = new GPT(config, new Initializer(await wasm(), rng));
  const optimizer = new Adam(model.namedParameters(), { lr: 0.01 });
  const batches = documentBatches(docs, tokenizer, { blockSize: 8 });
  const chunks = [];
  const losses = [];
  for await (const { step, loss } of train(model, optimizer, batches, { steps: 40 })) {
    if (step > 20) losses.push(loss);
    if (step !== 20) continue;
    const contents = { model, optimizer, tokenizer, batches, random: { rng } };
    for await (const chunk of saveCheckpoint(contents)) chunks.push(chunk);
  }
  return { file: new Blob(chunks), losses };
}

/** Goes on to step 40; returns the losses. */
export async function goOnLearning(file: Blob) {
  const checkpoint = await openCheckpoint(file);
  const rng = new Random(0);
  const model = await modelFrom(checkpoint, { engine: await wasm(), rng });
  const optimizer = new Adam(model.namedParameters(), { lr: 0.01 });
  const batches = documentBatches(docs, tokenizerFrom(checkpoint), batchOptionsFrom(checkpoint));
  await checkpoint.load({ optimizer, random: { rng } });
  const losses = [];
  for await (const { loss } of train(model, optimizer, batches, { steps: 40 })) losses.push(loss);
  return losses;
}
