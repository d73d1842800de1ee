import { noGrad, type Tensor } from '@microgpt/autograd';
import {
  checkInput,
  checkKind,
  checkLastAxis,
  checkLayerArguments,
  checkPositive,
  ShapeError,
} from './check-arguments.ts';
import type { Initializer } from './initializer.ts';
import { Module } from './module.ts';

/**
 * Batch normalization over all axes but the last, with a learned gain and bias:
 * (x − mean) / √(var + eps) · weight + bias.
 *
 * In training, mean and variance (Σ (x − mean)² / n) are those of the batch, and update the running averages (that of
 * the variance with n − 1, as in PyTorch). In evaluation, the running averages are used instead, so that no row depends
 * on the others.
 *
 * @see https://arxiv.org/abs/1502.03167
 */
export class BatchNorm extends Module {
  /** (size), ones at first */
  readonly weight: Tensor;
  /** (size), zeros at first */
  readonly bias: Tensor;
  /** (size), a buffer, zeros at first: saved, but not trained */
  readonly runningMean: Tensor;
  /** (size), a buffer, ones at first */
  readonly runningVar: Tensor;
  /** Added to the variance, keeps equal numbers finite. */
  readonly eps: number;
  /** The share of the latest batch in the running averages. */
  readonly momentum: number;

  /**
   * @param options `eps`: default 1e-5; `momentum`: from 0 to 1, default 0.1
   * @throws RangeError unless the size is a positive integer
   * @throws TypeError unless the momentum is a number from 0 to 1
   */
  constructor(
    size: number,
    init: Initializer,
    { eps = 1e-5, momentum = 0.1 }: { eps?: number; momentum?: number } = {},
  ) {
    super();
    checkLayerArguments('BatchNorm', arguments, 1, ['eps', 'momentum']);
    checkPositive('BatchNorm', { size });
    checkKind('BatchNorm', 'a momentum from 0 to 1', momentum, momentum >= 0 && momentum <= 1);
    this.weight = init.ones([size]);
    this.bias = init.zeros([size]);
    this.runningMean = init.engine.zeros([size]);
    this.runningVar = init.engine.ones([size]);
    this.eps = eps;
    this.momentum = momentum;
  }

  /**
   * (…, size) → (…, size)
   *
   * @throws ShapeError in training if there is a single row, whose deviation would be 0
   */
  forward(x: Tensor): Tensor {
    checkInput('BatchNorm', x, arguments.length);
    checkLastAxis('BatchNorm', this.weight.shape[0], x.shape);
    const { mean, variance } = this.training
      ? this.#batchStatistics(x)
      : { mean: this.runningMean, variance: this.runningVar };
    const y = x.sub(mean).div(variance.add(this.eps).sqrt());
    return y.mul(this.weight).add(this.bias);
  }

  /** The mean and the variance of a batch; updates the running averages. */
  #batchStatistics(x: Tensor): { mean: Tensor; variance: Tensor } {
    const rows = x.reshape([-1, this.weight.shape[0]]); // (n, size)
    const [n] = rows.shape;
    if (n === 1) throw new ShapeError('BatchNorm: training needs two rows; or call eval()');
    const mean = rows.mean(0);
    const variance = rows.sub(mean).pow(2).mean(0);
    noGrad(() => {
      this.runningMean.assign(this.#average(this.runningMean, mean));
      this.runningVar.assign(this.#average(this.runningVar, variance.mul(n / (n - 1))));
    });
    return { mean, variance };
  }

  #average(average: Tensor, latest: Tensor): Tensor {
    return average.mul(1 - this.momentum).add(latest.mul(this.momentum));
  }

  protected override describe(): string {
    return `BatchNorm(${this.weight.shape[0]})`;
  }
}
