import type { Tensor } from '@microgpt/autograd';
import { checkCount, checkKind, hasMethod } from './check-arguments.ts';
import { isModule, Module, type Layer } from './module.ts';

/** A sequence of layers, each applied to the output of the one before; plain functions of a tensor are layers too. */
export class Sequential extends Module {
  /** The layers, in the order in which they are called. */
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

  /** The input of the first layer → the output of the last */
  forward(x: Tensor): Tensor {
    checkCount('Sequential.forward', arguments.length, 1);
    return this.layers.reduce((y, layer) => (isModule(layer) ? layer.forward(y) : layer(y)), x);
  }

  protected override describe(): string {
    return this.constructor === Sequential ? 'Sequential' : super.describe(); // a minifier renames the class
  }
}
