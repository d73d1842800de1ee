// pnpm --filter examples start swiglu
// Your own layer on every engine, from checking its gradients to inventing names with it.

import { cpu, scalar } from '@microgpt/autograd';
import { openCheckpoint, saveCheckpoint } from '@microgpt/checkpoint';
import { documentBatches, generateText, GPT, train, type GPTConfig } from '@microgpt/gpt';
import { modelFrom } from '@microgpt/gpt/checkpoint';
import { Initializer } from '@microgpt/nn';
import { checkLayer } from '@microgpt/nn/testing';
import { Adam } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { wasm } from '@microgpt/wasm';
import { SwiGLU } from './layers/swiglu.ts';

// Are its gradients right? If not, checkLayer throws an error that says where they are wrong, and the likely cause.
const init = new Initializer(cpu, new Random(1));
const { error } = checkLayer(new SwiGLU(4, 6, init), cpu.tensor([[1, -1, 0.5, 2]]));
console.log('gradients are right:', error < 1e-6);

// It replaces the feed-forward part of a GPT on every engine.
const names = 'anna emma hannah lena mia nele nina tamina'.split(' ');
const tokenizer = CharTokenizer.train(names);
const config = { vocabSize: tokenizer.vocabSize, blockSize: 8, nLayer: 1, nHead: 2, nEmbd: 16 };

const mlp = ({ nEmbd }: GPTConfig, init: Initializer) => new SwiGLU(nEmbd, 2 * nEmbd, init);

for (const engine of [scalar, cpu, await wasm()]) {
  const model = new GPT({ ...config, mlp }, new Initializer(engine, new Random(42)));
  const optimizer = new Adam(model.parameters(), { lr: 0.01 });
  const batches = documentBatches(names, tokenizer, { blockSize: 8, batchSize: 4 });
  let last = NaN;
  for await (const { loss } of train(model, optimizer, batches, { steps: 100 })) last = loss;

  // Save the model, and load it. The file holds the weights, and your layer is code, so pass it again.
  const chunks = [];
  for await (const chunk of saveCheckpoint({ model })) chunks.push(chunk);
  const file = new Blob(chunks); // in Node, writeFile writes the chunks to a file
  const loaded = await modelFrom(await openCheckpoint(file), { engine, mlp });

  const rng = new Random(3);
  const invented: string[] = [];
  while (invented.length < 5) invented.push(await generateText(loaded, tokenizer, { rng }));
  console.log(`${engine.name}: loss ${last.toFixed(4)}, ${invented.join(' ')}`);
}
