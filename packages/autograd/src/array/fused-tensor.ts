import { checkCount } from '../arguments.ts';
import { sizeOf } from '../shape/shape.ts';
import { checkAttention, type AttentionPlan } from '../tensor/attention.ts';
import { checkedTargets, checkedWeight, checkEps, operand } from '../tensor/checks.ts';
import type { AttentionOptions, Tensor } from '../tensor/tensor.ts';
import { ArrayTensor } from './array-tensor.ts';

/**
 * `ArrayTensor` with fused kernels for the operations in which models spend their time.
 *
 * Each method replaces the definition of the same name in `Tensor`, returns the same numbers, and falls back to the
 * definition where the backend has no such kernel.
 */
export class FusedTensor extends ArrayTensor {
  /** Reads the weight as it is stored, where the definition transposes a copy. */
  override linear(weight: Tensor, bias?: Tensor): Tensor {
    const w = checkedWeight(this, weight, bias, arguments.length);
    const [outSize, inSize] = w.shape;
    const rows = this.storage.length / inSize;
    const y = this.result('linear', this.shape.with(-1, outSize), [this, w]);
    this.backend.matmul(this.storage, w.storage, y.storage, {
      batch: 1,
      n: rows,
      k: inSize,
      m: outSize,
      transposeB: true,
    });
    y.onBackward((gy) => {
      // gy · w and gyᵀ · x
      if (this.requiresGrad) {
        const plan = { batch: 1, n: rows, k: outSize, m: inSize, accumulate: this.hasGrad };
        this.backend.matmul(gy, w.storage, this.uninitializedGradient(), plan);
      }
      if (w.requiresGrad) {
        const plan = { batch: 1, n: outSize, k: rows, m: inSize, transposeA: true, accumulate: w.hasGrad };
        this.backend.matmul(gy, this.storage, w.uninitializedGradient(), plan);
      }
    });
    return bias === undefined ? y : y.add(bias);
  }

  override softmax(axis = -1): Tensor {
    return this.#rowKernel('softmax', axis, arguments.length) ?? super.softmax(axis);
  }

  override logSoftmax(axis = -1): Tensor {
    return this.#rowKernel('logSoftmax', axis, arguments.length) ?? super.logSoftmax(axis);
  }

  override rmsNorm(eps = 1e-5): Tensor {
    return this.#normKernel('rmsNorm', eps, arguments.length) ?? super.rmsNorm(eps);
  }

  override layerNorm(eps = 1e-5): Tensor {
    return this.#normKernel('layerNorm', eps, arguments.length) ?? super.layerNorm(eps);
  }

  override crossEntropy(targets: ArrayLike<number>): Tensor {
    const expected = checkedTargets(this, targets, arguments.length);
    const kernel = this.backend.crossEntropy;
    if (kernel === undefined) return super.crossEntropy(targets);
    const columns = this.storage.length / expected.length;
    const y = this.result('crossEntropy', [], [this]);
    const probabilities = this.backend.scratch(this.storage.length, y.storage);
    kernel.forward(this.storage, expected, y.storage, probabilities, columns);
    return y.onBackward((gy) => {
      kernel.grad(probabilities, expected, gy, this.gradient(), columns);
    });
  }

  override causalAttention(keys: Tensor, values: Tensor, options: AttentionOptions): Tensor {
    checkCount('causalAttention', arguments.length, 3);
    const kernel = this.backend.causalAttention;
    if (kernel === undefined) return super.causalAttention(keys, values, options);
    const k = operand('causalAttention', this, keys);
    const v = operand('causalAttention', this, values);
    const plan = checkAttention('causalAttention', this, k, v, options);
    const { bias } = options;
    const b = bias && operand('causalAttention', this, bias);
    const y = this.result('causalAttention', this.shape, b ? [this, k, v, b] : [this, k, v]);
    const weights = this.backend.scratch(plan.heads * pairs(plan), y.storage);
    kernel.forward(this.storage, k.storage, v.storage, b?.storage, y.storage, weights, plan);
    return y.onBackward((gy) => {
      kernel.grad(
        this.storage,
        k.storage,
        v.storage,
        b?.storage,
        weights,
        gy,
        this.gradientIfRequired(),
        k.gradientIfRequired(),
        v.gradientIfRequired(),
        b?.gradientIfRequired(),
        plan,
      );
    });
  }

  #rowKernel(op: 'softmax' | 'logSoftmax', axis: number, count: number): Tensor | undefined {
    checkCount(op, count, 1);
    const kernel = this.backend[op];
    const { length } = this.shape;
    const columns = this.shape[length - 1];
    if (kernel === undefined || (axis !== -1 && axis !== length - 1) || length === 0) return undefined;
    const y = this.result(op, this.shape, [this]);
    kernel.forward(this.storage, y.storage, columns);
    return y.onBackward((gy) => {
      kernel.grad(y.storage, gy, this.gradient(), columns);
    });
  }

  #normKernel(op: 'rmsNorm' | 'layerNorm', eps: number, count: number): Tensor | undefined {
    checkEps(op, eps, count);
    const kernel = this.backend[op];
    const columns = this.shape.at(-1);
    if (kernel === undefined || columns === undefined) return undefined;
    const y = this.result(op, this.shape, [this]);
    const scale = this.backend.scratch(sizeOf(this.shape) / columns, y.storage);
    kernel.forward(this.storage, y.storage, scale, columns, eps);
    return y.onBackward((gy) => {
      kernel.grad(y.storage, scale, gy, this.gradient(), columns);
    });
  }
}

/** The number of pairs of a query and a key that it sees, per head. */
function pairs({ documents, window }: AttentionPlan): number {
  let count = 0;
  for (const { queries, past } of documents) {
    for (let seen = past + 1; seen <= past + queries; seen++) count += Math.min(seen, window);
  }
  return count;
}
