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
    for (const [i, layer] of layers.entries()) {
      if (isModule((layer as Partial<typeof Module> | null)?.prototype)) {
        throw new TypeError(`Sequential: argument ${i} is a class; pass a layer made with new`);
      }
      const isLayer = isModule(layer) ? hasMethod(layer, 'forward') : typeof layer === 'function';
      checkKind('Sequential', 'layers and functions, each as an argument', layer, isLayer);
    }
    this.layers = layers;
  }

  /** What the first layer takes → what the last one gives */
  forward(x: Tensor): Tensor {
    checkCount('Sequential.forward', arguments.length, 1);
    return this.layers.reduce((y, layer) => (isModule(layer) ? layer.forward(y) : layer(y)), x);
  }

  protected override describe(): string {
    return 'Sequential';
  }
}
