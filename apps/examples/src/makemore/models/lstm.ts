import { Tensor } from '@microgpt/autograd';
import { type Initializer, Linear, Module } from '@microgpt/nn';
import type { ModelConfig } from './config.ts';
import type { Cell } from './recurrent.ts';

/**
 * Long short-term memory: besides the state h there is a memory c, and gates decide what it adds and forgets.
 *
 *     i = σ(input · [x, h]),  f = σ(forget · [x, h]),  o = σ(output · [x, h])
 *     c = f · c + i · tanh(candidate · [x, h])
 *     h = o · tanh(c)
 *
 * @see https://arxiv.org/abs/1308.0850
 */
export class LSTMCell extends Module implements Cell {
  readonly states = 2;
  readonly input: Linear;
  readonly forget: Linear;
  readonly output: Linear;
  readonly candidate: Linear;

  constructor({ nEmbd, nHidden }: ModelConfig, init: Initializer) {
    super();
    this.input = new Linear(nEmbd + nHidden, nHidden, init, { bias: true });
    this.forget = new Linear(nEmbd + nHidden, nHidden, init, { bias: true });
    this.output = new Linear(nEmbd + nHidden, nHidden, init, { bias: true });
    this.candidate = new Linear(nEmbd + nHidden, nHidden, init, { bias: true });
  }

  /** (B, C), (B, hidden) twice → (B, hidden) twice */
  forward(x: Tensor, [h, c]: readonly Tensor[]): Tensor[] {
    const xh = Tensor.concat([x, h], 1);
    const i = this.input.forward(xh).sigmoid();
    const f = this.forget.forward(xh).sigmoid();
    const o = this.output.forward(xh).sigmoid();
    const memory = f.mul(c).add(i.mul(this.candidate.forward(xh).tanh()));
    return [o.mul(memory.tanh()), memory];
  }
}
