// pnpm --filter examples start mixture-of-experts
// A mixture of experts: several feed-forward networks, and a router that chooses one of them for each token.

import { cpu, noGrad } from '@microgpt/autograd';
import { GPT } from '@microgpt/gpt';
import { Initializer, trace } from '@microgpt/nn';
import { checkLayer } from '@microgpt/nn/testing';
import { Random } from '@microgpt/random';
import { MixtureOfExperts } from './layers/mixture-of-experts.ts';
import { config, init, learnNames } from './learn-names.ts';

const small = new MixtureOfExperts({ ...config, nEmbd: 4 }, 2, new Initializer(cpu, new Random(1), { std: 0.5 }));
const x = cpu.tensor(
  Array.from({ length: 24 }, (_, i) => Math.sin(i)),
  [6, 4],
);
const { error } = checkLayer(small, x);
console.log('gradients are right:', error < 1e-6);

const model = new GPT({ ...config, mlp: (config, init) => new MixtureOfExperts(config, 4, init) }, init);
await learnNames(model);

// Which expert does each token of a name go to? `trace` shows what the layer recorded.
const name = [26, 0, 13, 13, 0]; // BOS, a, n, n, a
const { activations } = trace(model, () => noGrad(() => model.forward([name])));
console.log('experts of layer 0:', activations.get('layers.0.mlp.probabilities')?.argmax());
