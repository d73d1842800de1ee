import type { Tensor } from '@microgpt/autograd';
import { Linear, Module, type Initializer } from '@microgpt/nn';
import { checkArguments, checkCount, checkInitializer, checkKind } from '../check-arguments.ts';
import { resolveConfig, type Activation, type GPTConfig } from '../config.ts';
import { residualInitializer } from './residual.ts';

/** The feed-forward network applied to each token: fc2(activation(fc1(x))), with a hidden width of 4·C. */
export class FeedForward extends Module {
  readonly fc1: Linear;
  readonly fc2: Linear;
  /** Applied between the two linear maps. */
  readonly activation: (x: Tensor) => Tensor;

  /**
   * @param options `activation`: a function, and `bias`: whether the two linear layers have a bias; default those of the
   *   configuration
   */
  constructor(
    config: GPTConfig,
    init: Initializer,
    options: { activation?: (x: Tensor) => Tensor; bias?: boolean } = {},
  ) {
    super();
    checkArguments('FeedForward', arguments, 3, ['activation', 'bias']);
    checkInitializer('FeedForward', init);
    const resolved = resolveConfig(config);
    const { nEmbd } = resolved;
    const { activation = activations[resolved.activation], bias = resolved.bias } = options;
    checkKind('FeedForward', 'a function for activation', activation, typeof activation === 'function');
    this.fc1 = new Linear(nEmbd, 4 * nEmbd, init, { bias });
    this.fc2 = new Linear(4 * nEmbd, nEmbd, residualInitializer(resolved, init), { bias });
    this.activation = activation;
  }

  /** (N, C) → (N, C) */
  forward(x: Tensor): Tensor {
    checkCount('FeedForward.forward', arguments.length, 1);
    const units = this.activation(this.fc1.forward(x)); // (N, 4·C)
    this.record('units', () => units);
    return this.fc2.forward(units);
  }
}

const activations: Readonly<Record<Activation, (x: Tensor) => Tensor>> = {
  relu: (x) => x.relu(),
  gelu: (x) => x.gelu(),
  'gelu-tanh': (x) => x.geluTanh(),
};
