// pnpm --filter examples start mixture-of-experts
// A mixture of experts: several feed-forward networks, and a router that chooses one of them for each token.

import { cpu, noGrad, Tensor } from '@microgpt/autograd';
import { FeedForward, GPT, type GPTConfig } from '@microgpt/gpt';
import { Initializer, Linear, Module, trace } from '@microgpt/nn';
import { checkLayer } from '@microgpt/nn/testing';
import { Random } from '@microgpt/random';
import { config, init, learnNames } from './learn-names.ts';

/**
 * p · expert(x), with the most likely expert by softmax(router(x)), and p its probability.
 *
 * @see https://arxiv.org/abs/2101.03961
 */
export class MixtureOfExperts extends Module {
  readonly router: Linear;
  readonly experts: readonly FeedForward[];

  constructor(config: GPTConfig, count: number, init: Initializer) {
    super();
    this.router = new Linear(config.nEmbd, count, init);
    this.experts = Array.from({ length: count }, () => new FeedForward(config, init));
  }

  /** (N, C) → (N, C) */
  forward(x: Tensor): Tensor {
    const probabilities = this.router.forward(x).softmax(); // (N, E)
    const chosen = probabilities.argmax(); // the expert of each token
    this.record('probabilities', () => probabilities); // for trace

    // Each expert computes only its own tokens.
    const order: number[] = [];
    const results = this.experts.flatMap((expert, e) => {
      const tokens = [...chosen.keys()].filter((token) => chosen[token] === e);
      order.push(...tokens);
      return tokens.length === 0 ? [] : [expert.forward(x.take(tokens))];
    });

    // Row i of the results belongs to token order[i]; this restores the order of the tokens.
    const rowOf = new Array<number>(order.length);
    order.forEach((token, i) => (rowOf[token] = i));
    const y = Tensor.concat(results).take(rowOf); // (N, C)
    return y.mul(probabilities.pick(chosen).reshape([-1, 1]));
  }
}

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
