import { Tensor } from '@microgpt/autograd';
import { FeedForward, type GPTConfig } from '@microgpt/gpt';
import { Linear, Module, type Initializer } from '@microgpt/nn';

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
