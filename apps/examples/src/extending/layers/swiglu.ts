import type { Tensor } from '@microgpt/autograd';
import { Linear, Module, type Initializer } from '@microgpt/nn';

/** down(silu(gate(x)) · up(x)), the feed-forward part of Llama: one linear map gates the other. */
export class SwiGLU extends Module {
  readonly gate: Linear;
  readonly up: Linear;
  readonly down: Linear;

  constructor(size: number, hidden: number, init: Initializer) {
    super();
    this.gate = new Linear(size, hidden, init);
    this.up = new Linear(size, hidden, init);
    this.down = new Linear(hidden, size, init);
  }

  /** (N, size) → (N, size) */
  forward(x: Tensor): Tensor {
    const units = this.gate.forward(x).silu().mul(this.up.forward(x)); // (N, hidden)
    this.record('units', () => units); // for trace and inspect
    return this.down.forward(units);
  }
}
