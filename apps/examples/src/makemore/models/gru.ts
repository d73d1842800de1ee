import { Tensor } from '@microgpt/autograd';
import { type Initializer, Linear, Module } from '@microgpt/nn';
import type { ModelConfig } from './config.ts';
import type { Cell } from './recurrent.ts';

/**
 * Gated recurrent unit: it learns how much of the state to replace, and which part of it the replacement may see.
 *
 *     r = σ(reset · [x, h]),  z = σ(update · [x, h])
 *     h = (1 − z) · h + z · tanh(candidate · [x, r · h])
 *
 * @see https://arxiv.org/abs/1406.1078
 */
export class GRUCell extends Module implements Cell {
  readonly states = 1;
  readonly reset: Linear;
  readonly update: Linear;
  readonly candidate: Linear;

  constructor({ nEmbd, nHidden }: ModelConfig, init: Initializer) {
    super();
    this.reset = new Linear(nEmbd + nHidden, nHidden, init, { bias: true });
    this.update = new Linear(nEmbd + nHidden, nHidden, init, { bias: true });
    this.candidate = new Linear(nEmbd + nHidden, nHidden, init, { bias: true });
  }

  /** (B, C), (B, hidden) → (B, hidden) */
  forward(x: Tensor, [h]: readonly Tensor[]): Tensor[] {
    const xh = Tensor.concat([x, h], 1);
    const r = this.reset.forward(xh).sigmoid();
    const z = this.update.forward(xh).sigmoid();
    const candidate = this.candidate.forward(Tensor.concat([x, r.mul(h)], 1)).tanh();
    return [h.add(z.mul(candidate.sub(h)))];
  }
}
