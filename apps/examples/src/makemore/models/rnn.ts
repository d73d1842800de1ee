import { Tensor } from '@microgpt/autograd';
import { type Initializer, Linear, Module } from '@microgpt/nn';
import type { ModelConfig } from './config.ts';
import type { Cell } from './recurrent.ts';

/**
 * h = tanh(W · [x, h] + b)
 *
 * @see https://www.isca-archive.org/interspeech_2010/mikolov10_interspeech.html
 */
export class RNNCell extends Module implements Cell {
  readonly states = 1;
  readonly next: Linear;

  constructor({ nEmbd, nHidden }: ModelConfig, init: Initializer) {
    super();
    this.next = new Linear(nEmbd + nHidden, nHidden, init, { bias: true });
  }

  /** (B, C), (B, hidden) → (B, hidden) */
  forward(x: Tensor, [h]: readonly Tensor[]): Tensor[] {
    return [this.next.forward(Tensor.concat([x, h], 1)).tanh()];
  }
}
