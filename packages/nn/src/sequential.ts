import type { Tensor } from '@microgpt/autograd';
import { checkCount, checkKind, hasMethod } from './check-arguments.ts';
import { isModule, Module, type Layer } from './module.ts';

/** Layers one after the other; a plain function of a tensor may stand among them. */
export class Sequential extends Module {
  /** In the order in which they are called. */
  readonly layers: readonly (Layer | ((x: Tensor) => Tensor))[];

  /** @throws TypeError if an argument is neither a layer nor a function of a tensor */
  constructor(...layers: readonly (Layer | ((x: Tensor) => Tensor))[]) {
    super();
    for (const layer of layers) {
      const isFunction = typeof layer === 'function' && !isModule(layer.prototype);
      const isLayer = isFunction || (isModule(layer) && hasMethod(layer, 'forward'));
      checkKind('Sequential', 'layers (not their classes) and functions as arguments', layer, isLayer);
    }
    this.layers = layers;
  }

  /** What the first layer takes → what the last one gives */
  forward(x: Tensor): Tensor {
    checkCount('Sequential.forward', arguments.length, 1);
    return this.layers.reduce((y, layer) => (isModule(layer) ? layer.forward(y) : layer(y)), x);
  }

  protected override describe(): string {
    return this.constructor === Sequential ? 'Sequential' : super.describe(); // a minifier renames the class
  }
}
