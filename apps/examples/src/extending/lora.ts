// pnpm --filter examples start lora
// LoRA: a trained model learns something new in a few small matrices, and its original weights do not change.

import type { Tensor } from '@microgpt/autograd';
import { documentBatches, GPT, train } from '@microgpt/gpt';
import { type Initializer, Linear, Module } from '@microgpt/nn';
import { Adam } from '@microgpt/optim';
import { config, init, invent, learnNames, names, tokenizer } from './learn-names.ts';

/** base(x) + up(down(x)), where only the two narrow maps are trained. See https://arxiv.org/abs/2106.09685 */
export class LoRA extends Module {
  readonly base: Linear;
  readonly down: Tensor;
  readonly up: Tensor;

  constructor(base: Linear, rank: number, init: Initializer) {
    super();
    const [outSize, inSize] = base.weight.shape;
    this.base = base.freeze();
    this.down = init.normal([rank, inSize]);
    this.up = init.zeros([outSize, rank]); // so the adapter adds nothing at first
  }

  /** (…, in) → (…, out) */
  forward(x: Tensor): Tensor {
    return this.base.forward(x).add(x.linear(this.down).linear(this.up));
  }
}

const model = new GPT(config, init);
await learnNames(model);

// Replaces the linear maps of every layer, and freezes everything else.
model.freeze();
for (const [path, module] of model.namedModules()) {
  if (path.startsWith('layers.') && module instanceof Linear)
    model.replaceModule(path, () => new LoRA(module, 2, init));
}
const trained = model.parameters().filter(({ requiresGrad }) => requiresGrad);
const count = trained.reduce((sum, { shape: [rows, columns] }) => sum + rows * columns, 0);
console.log(`${count} of ${model.parameterCount()} numbers are trained`);

const endInO = names.filter((name) => name.endsWith('o'));
const batches = documentBatches(endInO, tokenizer, { ...config, batchSize: 32 });
for await (const { step, loss } of train(model, new Adam(trained, { lr: 0.01 }), batches, { steps: 200 })) {
  if (step % 100 === 0) console.log(`names that end in o, step ${step}: loss ${loss.toFixed(2)}`);
}
console.log(`invented: ${await invent(model)}`);
