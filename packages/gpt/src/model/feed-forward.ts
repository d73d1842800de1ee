import type { Tensor } from '@microgpt/autograd';
import { Linear, Module, type Initializer } from '@microgpt/nn';
import { checkArguments, checkCount, checkInitializer, checkKind } from '../check-arguments.ts';
import type { GPTConfig } from '../config.ts';

/** The feed-forward network applied to each token: fc2(activation(fc1(x))), with a hidden width of 4·C. */
export class FeedForward extends Module {
  readonly fc1: Linear;
  readonly fc2: Linear;
  /** Applied between the two linear maps. */
  readonly activation: (x: Tensor) => Tensor;

  /** @param options `activation`: default ReLU; `bias`: whether the two linear layers have a bias, default false */
  constructor(
    { nEmbd }: GPTConfig,
    init: Initializer,
    { activation = relu, bias = false }: { activation?: (x: Tensor) => Tensor; bias?: boolean } = {},
  ) {
    super();
    checkArguments('FeedForward', arguments, 3, ['activation', 'bias']);
    checkInitializer('FeedForward', init);
    checkKind('FeedForward', 'a function for activation', activation, typeof activation === 'function');
    this.fc1 = new Linear(nEmbd, 4 * nEmbd, init, { bias });
    this.fc2 = new Linear(4 * nEmbd, nEmbd, init, { bias });
    this.activation = activation;
  }

  /** (N, C) → (N, C) */
  forward(x: Tensor): Tensor {
    checkCount('FeedForward.forward', arguments.length, 1);
    return this.fc2.forward(this.activation(this.fc1.forward(x)));
  }
}

function relu(x: Tensor): Tensor {
  return x.relu();
}
