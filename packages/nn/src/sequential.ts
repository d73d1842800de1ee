import type { Tensor } from '@microgpt/autograd';
import { checkCount, checkKind } from './check-arguments.ts';
import { isModule, Module, type Layer } from './module.ts';

/** Layers one after the other; a plain function of a tensor may stand among them. */
export class Sequential extends Module {
  /** In the order in which they are called. */
  readonly layers: readonly (Layer | ((x: Tensor) => Tensor))[];

  /** @throws TypeError if an argument is neither a layer nor a function */
  constructor(...layers: readonly (Layer | ((x: Tensor) => Tensor))[]) {
    super();
    for (const layer of layers) {
      checkKind('Sequential', 'layers and functions', layer, isModule(layer) || typeof layer === 'function');
    }
    this.layers = layers;
  }

  /** What the first layer takes → what the last one gives */
  forward(x: Tensor): Tensor {
    checkCount('Sequential.forward', arguments.length, 1);
    return this.layers.reduce((y, layer) => (isModule(layer) ? layer.forward(y) : layer(y)), x);
  }
}
