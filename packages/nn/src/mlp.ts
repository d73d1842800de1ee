import type { Tensor } from '@microgpt/autograd';
import { checkInput, checkKind, checkLayerArguments, show } from './check-arguments.ts';
import type { Initializer } from './initializer.ts';
import { Linear } from './linear.ts';
import { Module } from './module.ts';

/** A multi-layer perceptron: linear layers with biases, with an activation between them. */
export class MLP extends Module {
  /** The linear layers, one for each pair of consecutive sizes. */
  readonly layers: readonly Linear[];
  /** The activation between the layers. */
  readonly activation: (x: Tensor) => Tensor;

  /**
   * @param sizes the sizes of the input, the hidden layers and the output: `[2, 16, 16, 1]`
   * @param options `activation`: default ReLU
   * @throws RangeError for fewer than two sizes
   */
  constructor(
    sizes: readonly number[],
    init: Initializer,
    { activation = (x) => x.relu() }: { activation?: (x: Tensor) => Tensor } = {},
  ) {
    super();
    checkLayerArguments('MLP', arguments, 1, ['activation']);
    if (((sizes as readonly number[] | undefined)?.length ?? 0) < 2) {
      throw new RangeError(`MLP: sizes must include at least the input and the output, got ${show(sizes)}`);
    }
    checkKind('MLP', 'a function for activation', activation, typeof activation === 'function');
    this.layers = sizes.slice(1).map((size, i) => new Linear(sizes[i], size, init, { bias: true }));
    this.activation = activation;
  }

  /** (…, sizes[0]) → (…, sizes.at(-1)) */
  forward(x: Tensor): Tensor {
    checkInput('MLP', x, arguments.length);
    return this.layers.reduce((y, layer, i) => layer.forward(i === 0 ? y : this.activation(y)), x);
  }

  protected override describe(): string {
    return this.constructor === MLP ? 'MLP' : super.describe(); // a minifier renames the class
  }
}
