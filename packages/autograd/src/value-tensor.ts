import type { AdamUpdate } from './backend.ts';
import type { Binary, Unary } from './elementwise.ts';
import type { Engine } from './engine.ts';
import { isRecording, noGrad } from './graph.ts';
import {
  broadcastLayout,
  broadcastShapes,
  checkAxes,
  checkLength,
  checkSameShape,
  concatShape,
  matmulSizes,
  places,
  reducedShape,
  resolveShape,
  sizeOf,
  type Layout,
  type Shape,
} from './shape.ts';
import { isTensor, Tensor } from './tensor.ts';
import { Value } from './value.ts';

/**
 * A grid of `Value`s: the `scalar` engine, on which every number can be looked at and traced.
 *
 * It is the specification. The other engines do the same to whole arrays, and the tests hold them to this one.
 */
export class ValueTensor extends Tensor {
  readonly engine: Engine;
  /** The numbers in row-major order. Reshaping, slicing and picking hand on the same `Value`s. */
  readonly values: readonly Value[];

  constructor(engine: Engine, values: readonly Value[], shape: Shape, requiresGrad: boolean) {
    super(shape, requiresGrad);
    this.engine = engine;
    this.values = values;
  }

  override map(op: Unary): Tensor {
    return this.make(this.shape, [this], () => this.values.map((value) => value.map(op)));
  }

  override zip(op: Binary, other: Tensor | number): Tensor {
    if (typeof other === 'number') {
      return this.make(this.shape, [this], () => this.values.map((value) => value.zip(op, other)));
    }
    this.checkEngine(op.name, other);
    const shape = broadcastShapes(op.name, this.shape, other.shape);
    return this.make(shape, [this, other], () => {
      const as = this.repeated(shape);
      const bs = other.repeated(shape);
      return as.map((a, i) => a.zip(op, bs[i]));
    });
  }

  override sum(axes?: number | readonly number[], { keepDim = false } = {}): Tensor {
    const reduced = checkAxes('sum', axes, this.shape);
    const shape = reducedShape(this.shape, reduced, keepDim);
    const kept = reducedShape(this.shape, reduced, true);
    return this.make(shape, [this], () => {
      const terms: Value[][] = Array.from({ length: sizeOf(shape) }, () => []);
      places(this.shape, broadcastLayout(kept, this.shape)).forEach((place, i) => terms[place].push(this.values[i]));
      return terms.map((xs) => Value.sum(xs));
    });
  }

  override matmul(other: Tensor): Tensor {
    this.checkEngine('matmul', other);
    const { batch, n, k, m } = matmulSizes(this.shape, other.shape);
    return this.make([...batch, n, m], [this, other], () => {
      const rows = chunk(this.repeated([...batch, n, k]), k);
      const columns = chunk(transposed(other.repeated([...batch, k, m]), k, m), k);
      return rows.flatMap((row, r) => {
        const first = Math.floor(r / n) * m; // this row's matrix of the batch
        return columns.slice(first, first + m).map((column) => Value.dot(row, column));
      });
    });
  }

  override reshape(shape: Shape): Tensor {
    return this.make(resolveShape(this.shape, shape), [this], () => this.values);
  }

  protected override view(_op: string, shape: Shape, layout: Layout): Tensor {
    return this.make(shape, [this], () => places(shape, layout).map((place) => this.values[place]));
  }

  protected override concatWith(others: readonly Tensor[], axis: number): Tensor {
    const parts = [this, ...others.map((other) => this.operand('concat', other))];
    const shape = concatShape(
      parts.map((part) => part.shape),
      axis,
    );
    return this.make(shape, parts, () => {
      const outer = sizeOf(shape.slice(0, axis));
      const chunks = parts.map((part) => chunk(part.values, part.values.length / outer));
      return Array.from({ length: outer }, (_, i) => chunks.flatMap((rows) => rows[i])).flat();
    });
  }

  protected override gather(_op: string, at: readonly number[], width: number, shape: Shape): Tensor {
    return this.make(shape, [this], () => at.flatMap((place) => this.values.slice(place * width, (place + 1) * width)));
  }

  override argmax(): Int32Array {
    const rows = chunk(this.values, this.shape.at(-1) ?? 1);
    return Int32Array.from(rows, (row) => {
      let best = 0;
      row.forEach(({ data }, i) => {
        if (data > row[best].data || (data !== data && row[best].data === row[best].data)) best = i;
      });
      return best;
    });
  }

  override backward(): void {
    this.checkSingle('backward', 'reduce it first, with sum() or mean()');
    this.values[0].backward();
  }

  override get grad(): Tensor | undefined {
    if (!this.requiresGrad || !this.values.some(({ visited }) => visited > 0)) return undefined;
    const grads = this.values.map(({ grad }) => new Value(grad));
    return new ValueTensor(this.engine, grads, this.shape, false);
  }

  override set grad(gradient: Tensor | undefined) {
    if (gradient === undefined) {
      for (const value of this.values) {
        value.grad = 0;
        value.visited = 0;
      }
      return;
    }
    checkSameShape('grad', this.shape, gradient.shape);
    this.checkEngine('grad', gradient);
    this.values.forEach((value, i) => {
      value.grad = gradient.values[i].data;
      value.visited ||= 1;
    });
  }

  override detach(): Tensor {
    const values = this.values.map(({ data }) => new Value(data));
    return new ValueTensor(this.engine, values, this.shape, false);
  }

  override assign(source: Tensor | ArrayLike<number>): void {
    if (isTensor(source)) checkSameShape('assign', this.shape, source.shape);
    const numbers = isTensor(source) ? source.toFlat() : source;
    checkLength('assign', numbers.length, this.shape);
    this.values.forEach((value, i) => (value.data = numbers[i]));
  }

  override fusedAdam(m: Tensor, v: Tensor, update: AdamUpdate): boolean {
    this.checkEngine('fusedAdam', m);
    this.checkEngine('fusedAdam', v);
    const { lr, beta1, beta2, eps, weightDecay, correction1, correction2 } = update;
    this.values.forEach((p, i) => {
      const mean = (m.values[i].data = beta1 * m.values[i].data + (1 - beta1) * p.grad);
      const square = (v.values[i].data = beta2 * v.values[i].data + (1 - beta2) * p.grad * p.grad);
      p.data -= lr * (mean / correction1 / (Math.sqrt(square / correction2) + eps) + weightDecay * p.data);
    });
    return true;
  }

  override toFlat(): Float64Array {
    return Float64Array.from(this.values, ({ data }) => data);
  }

  /** A result; how it was made is remembered only if a parameter took part. */
  private make(shape: Shape, operands: readonly Tensor[], compute: () => readonly Value[]): ValueTensor {
    const requiresGrad = isRecording() && operands.some((operand) => operand.requiresGrad);
    return new ValueTensor(this.engine, requiresGrad ? compute() : noGrad(compute), shape, requiresGrad);
  }

  /** The values, repeated along broadcast axes up to the shape. */
  private repeated(shape: Shape): readonly Value[] {
    if (sizeOf(shape) === this.values.length) return this.values;
    return places(shape, broadcastLayout(this.shape, shape)).map((place) => this.values[place]);
  }
}

/** Each matrix (rows, columns) of a batch turned into (columns, rows). */
function transposed<T>(items: readonly T[], rows: number, columns: number): T[] {
  const layout = { offset: 0, strides: [rows * columns, 1, columns] };
  return places([items.length / (rows * columns), columns, rows], layout).map((place) => items[place]);
}

/** Consecutive pieces of equal length. */
function chunk<T>(items: readonly T[], length: number): T[][] {
  return Array.from({ length: items.length / length }, (_, i) => items.slice(i * length, (i + 1) * length));
}
