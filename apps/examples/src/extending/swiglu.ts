// pnpm --filter examples start swiglu
// A layer of your own, from its gradients to names that it helped to invent, on every engine.

import { deserialize, serialize } from 'node:v8';
import { cpu, scalar, type Engine, type Tensor } from '@microgpt/autograd';
import { documentBatches, generateText, GPT, train } from '@microgpt/gpt';
import { Initializer, Linear, Module, type StateDict } from '@microgpt/nn';
import { checkLayer } from '@microgpt/nn/testing';
import { Adam } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { wasm } from '@microgpt/wasm';

/** down(silu(gate(x)) · up(x)), the feed-forward part of Llama: one map says how much of the other to let through. */
export class SwiGLU extends Module {
  readonly gate: Linear;
  readonly up: Linear;
  readonly down: Linear;

  constructor(size: number, hidden: number, init: Initializer) {
    super();
    this.gate = new Linear(size, hidden, init);
    this.up = new Linear(size, hidden, init);
    this.down = new Linear(hidden, size, init);
  }

  /** (N, size) → (N, size) */
  forward(x: Tensor): Tensor {
    return this.down.forward(this.gate.forward(x).silu().mul(this.up.forward(x)));
  }
}

// Are its gradients right? If not, checkLayer throws, and says where and probably why.
const init = new Initializer(cpu, new Random(1));
const { error } = checkLayer(new SwiGLU(4, 6, init), cpu.tensor([[1, -1, 0.5, 2]]));
console.log('gradients are right:', error < 1e-6);

// In place of the feed-forward part of a GPT, on any engine.
const names = 'anna emma hannah lena mia nele nina tamina'.split(' ');
const tokenizer = CharTokenizer.train(names);
const config = { vocabSize: tokenizer.vocabSize, blockSize: 8, nLayer: 1, nHead: 2, nEmbd: 16 };

function newModel(engine: Engine, seed: number): GPT {
  const mlp = ({ nEmbd }: typeof config, init: Initializer) => new SwiGLU(nEmbd, 2 * nEmbd, init);
  return new GPT({ ...config, mlp }, new Initializer(engine, new Random(seed)));
}

for (const engine of [scalar, cpu, await wasm()]) {
  const model = newModel(engine, 42);
  const optimizer = new Adam(model.parameters(), { lr: 0.01 });
  const batches = documentBatches(names, tokenizer, { blockSize: 8, batchSize: 4 });
  let last = NaN;
  for await (const { loss } of train(model, optimizer, batches, { steps: 100 })) last = loss;

  // Saved, and loaded into a model that knew nothing.
  const saved = serialize(model.stateDict()); // bytes, to write to a file
  const loaded = newModel(engine, 0);
  loaded.loadStateDict(deserialize(saved) as StateDict);

  const rng = new Random(3);
  const invented: string[] = [];
  while (invented.length < 5) invented.push(await generateText(loaded, tokenizer, { rng }));
  console.log(`${engine.name}: loss ${last.toFixed(4)}, ${invented.join(' ')}`);
}
