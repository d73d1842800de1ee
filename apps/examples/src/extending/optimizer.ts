// pnpm --filter examples start optimizer
// Your own optimizer: Lion, which changes every number by the same amount and keeps one running average.

import type { Tensor, Unary } from '@microgpt/autograd';
import { GPT } from '@microgpt/gpt';
import { Optimizer, type OptimizerOptions, linearDecay } from '@microgpt/optim';
import { config, init, learnNames } from './learn-names.ts';

interface LionOptions extends OptimizerOptions {
  /** The weight of the average in a step; default 0.9. */
  readonly beta1?: number;
  /** The decay rate of the average; default 0.99. */
  readonly beta2?: number;
}

const sign: Unary = { name: 'sign', f: Math.sign, df: () => 0 };

/**
 *     p = p − lr · sign(β₁·m + (1 − β₁)·g)
 *     m = β₂·m + (1 − β₂)·g
 *
 * @see https://arxiv.org/abs/2302.06675
 */
export class Lion extends Optimizer<LionOptions> {
  protected override readonly bufferNames = ['m'];

  protected override get defaults() {
    return { beta1: 0.9, beta2: 0.99 };
  }

  protected override update(p: Tensor, g: Tensor, lr: number, _step: number, options: Required<LionOptions>): void {
    const { beta1, beta2 } = options;
    const m = this.buffer(p, 'm'); // zeros at first
    const direction = m
      .mul(beta1)
      .add(g.mul(1 - beta1))
      .map(sign);
    p.assign(p.sub(direction.mul(lr)));
    m.assign(m.mul(beta2).add(g.mul(1 - beta2)));
  }
}

const model = new GPT(config, init);
await learnNames(model, new Lion(model.namedParameters(), { lr: linearDecay(0.001, 300) }));
