import { checkAttention, type AttentionOptions } from './attention.ts';
import { ArrayTensor, sideBySide } from './array-tensor.ts';
import type { NormKernel, RowKernel } from './backend.ts';
import { binary } from './elementwise.ts';
import { sameShape, sizeOf } from './shape.ts';
import type { Tensor } from './tensor.ts';

/**
 * `ArrayTensor` with one kernel in place of several for what models spend their time on.
 *
 * Each method replaces the definition of the same name in `Tensor`, gives the same numbers, and falls back to the
 * definition where the backend has no such kernel.
 */
export class FusedTensor extends ArrayTensor {
  /** Replaces a gradient that is added to zeros by one that is copied. */
  override add(other: Tensor | number): Tensor {
    if (typeof other === 'number') return super.add(other);
    const { backend } = this.engine;
    const right = this.operand('add', other);
    if (!sameShape(this.shape, right.shape)) return super.add(right);
    const y = this.result('add', this.shape, [this, right]);
    backend.zip(binary.add, this.storage, right.storage, y.storage, sideBySide(this.storage.length));
    return y.onBackward((gy) => {
      if (this.requiresGrad) this.passOn(gy);
      if (right.requiresGrad) right.passOn(gy);
    });
  }

  /** Replaces matmul with a transposed copy of the weight by one that reads it as it lies. */
  override linear(weight: Tensor, bias?: Tensor): Tensor {
    this.checkLinear(weight, bias);
    const { backend } = this.engine;
    const w = this.operand('linear', weight);
    const [outSize, inSize] = w.shape;
    const rows = this.storage.length / inSize;
    const y = this.result('linear', this.shape.with(-1, outSize), [this, w]);
    backend.matmul(this.storage, w.storage, y.storage, { batch: 1, n: rows, k: inSize, m: outSize, transposeB: true });
    y.onBackward((gy) => {
      // gy · w and gyᵀ · x
      if (this.requiresGrad) {
        const plan = { batch: 1, n: rows, k: outSize, m: inSize, accumulate: this.hasGrad };
        backend.matmul(gy, w.storage, this.gradientMemory(), plan);
      }
      if (w.requiresGrad) {
        const plan = { batch: 1, n: outSize, k: rows, m: inSize, transposeA: true, accumulate: w.hasGrad };
        backend.matmul(gy, this.storage, w.gradientMemory(), plan);
      }
    });
    return bias === undefined ? y : y.add(bias);
  }

  override softmax(): Tensor {
    return this.rowKernel('softmax', this.engine.backend.softmax) ?? super.softmax();
  }

  override logSoftmax(): Tensor {
    return this.rowKernel('logSoftmax', this.engine.backend.logSoftmax) ?? super.logSoftmax();
  }

  override rmsNorm(eps = 1e-5): Tensor {
    return this.normKernel('rmsNorm', this.engine.backend.rmsNorm, eps) ?? super.rmsNorm(eps);
  }

  override layerNorm(eps = 1e-5): Tensor {
    return this.normKernel('layerNorm', this.engine.backend.layerNorm, eps) ?? super.layerNorm(eps);
  }

  override crossEntropy(targets: ArrayLike<number>): Tensor {
    const { backend } = this.engine;
    const kernel = backend.crossEntropy;
    if (kernel === undefined) return super.crossEntropy(targets);
    const expected = this.checkedTargets(targets);
    const columns = this.storage.length / expected.length;
    const y = this.result('crossEntropy', [], [this]);
    const probabilities = backend.scratch(this.storage.length);
    kernel.forward(this.storage, expected, y.storage, probabilities, columns);
    return y.onBackward((gy) => {
      kernel.grad(probabilities, expected, gy, this.gradient(), columns);
    });
  }

  override causalAttention(keys: Tensor, values: Tensor, options: AttentionOptions): Tensor {
    const { backend } = this.engine;
    const kernel = backend.causalAttention;
    if (kernel === undefined) return super.causalAttention(keys, values, options);
    const plan = checkAttention(this, keys, values, options);
    const k = this.operand('causalAttention', keys);
    const v = this.operand('causalAttention', values);
    let seen = 0;
    for (const { queries, past } of plan.documents) seen += queries * past + (queries * (queries + 1)) / 2;
    const y = this.result('causalAttention', this.shape, [this, k, v]);
    const weights = backend.scratch(plan.heads * seen);
    kernel.forward(this.storage, k.storage, v.storage, y.storage, weights, plan);
    return y.onBackward((gy) => {
      kernel.grad(
        this.storage,
        k.storage,
        v.storage,
        weights,
        gy,
        this.gradientIfWanted(),
        k.gradientIfWanted(),
        v.gradientIfWanted(),
        plan,
      );
    });
  }

  private rowKernel(op: string, kernel: RowKernel | undefined): Tensor | undefined {
    const columns = this.shape.at(-1);
    if (kernel === undefined || columns === undefined) return undefined;
    const y = this.result(op, this.shape, [this]);
    kernel.forward(this.storage, y.storage, columns);
    return y.onBackward((gy) => {
      kernel.grad(y.storage, gy, this.gradient(), columns);
    });
  }

  private normKernel(op: string, kernel: NormKernel | undefined, eps: number): Tensor | undefined {
    const columns = this.shape.at(-1);
    if (kernel === undefined || columns === undefined) return undefined;
    const y = this.result(op, this.shape, [this]);
    const scale = this.engine.backend.scratch(sizeOf(this.shape) / columns);
    kernel.forward(this.storage, y.storage, scale, columns, eps);
    return y.onBackward((gy) => {
      kernel.grad(y.storage, scale, gy, this.gradient(), columns);
    });
  }
}
