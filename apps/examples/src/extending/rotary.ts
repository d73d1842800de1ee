// pnpm --filter examples start rotary
// Rotary positions instead of learned ones: attention sees how far apart two tokens are.

import { cpu } from '@microgpt/autograd';
import { GPT } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { checkLayer } from '@microgpt/nn/testing';
import { Adam } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { RotaryAttention } from './layers/rotary-attention.ts';
import { config, init, learnNames } from './learn-names.ts';

// The check needs to know how to call a forward that takes more than x: here with documents of 3 and 2 tokens.
const small = new RotaryAttention({ ...config, nEmbd: 8, nHead: 2 }, new Initializer(cpu, new Random(1), { std: 0.5 }));
const x = cpu.tensor(
  Array.from({ length: 40 }, (_, i) => Math.sin(i)),
  [5, 8],
);
const { error } = checkLayer(small, x, (x) => small.forward(x, [3, 2]));
console.log('gradients are right:', error < 1e-6);

// The learned positions are set to zero and not trained, so the model has only rotary positions.
const model = new GPT({ ...config, attention: (config, init) => new RotaryAttention(config, init) }, init);
const positions = model.wpe.weight;
positions.assign(positions.mul(0));
const trained = model.parameters().filter((parameter) => parameter !== positions);
await learnNames(model, new Adam(trained, { lr: 0.005, beta2: 0.99 }));
