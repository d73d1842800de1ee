import type { Tensor } from '@microgpt/autograd';
import { isModule, Module, type Layer } from './module.ts';

/** Layers one after the other; a plain function of a tensor may stand among them. */
export class Sequential extends Module {
  /** In the order in which they are called. */
  readonly layers: readonly (Layer | ((x: Tensor) => Tensor))[];

  constructor(...layers: readonly (Layer | ((x: Tensor) => Tensor))[]) {
    super();
    this.layers = layers;
  }

  /** What the first layer takes → what the last one gives */
  forward(x: Tensor): Tensor {
    return this.layers.reduce((y, layer) => (isModule(layer) ? layer.forward(y) : layer(y)), x);
  }
}
