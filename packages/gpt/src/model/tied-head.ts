import type { Tensor } from '@microgpt/autograd';
import { Module, type Embedding } from '@microgpt/nn';

/**
 * A head without its own parameters: its weight is that of the token embedding.
 *
 * @see https://arxiv.org/abs/1608.05859
 */
export class TiedHead extends Module {
  readonly wte: Embedding;

  constructor(wte: Embedding) {
    super();
    this.wte = wte;
  }

  /** (N, C) → (N, V) */
  forward(x: Tensor): Tensor {
    return x.linear(this.wte.weight);
  }
}
