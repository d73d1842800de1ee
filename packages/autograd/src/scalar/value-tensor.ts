import { checkCount } from '../arguments.ts';
import { isRecording, noGrad } from '../graph/no-grad.ts';
import { broadcastLayout, offsets, type Layout } from '../shape/layout.ts';
import type { Numbers } from '../shape/numbers.ts';
import { broadcastShapes, checkReduction, matmulSizes, resolveShape, sizeOf, type Shape } from '../shape/shape.ts';
import { argmax } from '../tensor/argmax.ts';
import {
  assignable,
  checkBackward,
  checkedWeight,
  checkEngine,
  checkNumber,
  checkOverwritable,
  checkRow,
  matching,
  markNonDifferentiable,
} from '../tensor/checks.ts';
import { customGradients, runCustomOp } from '../tensor/custom-op.ts';
import type { Engine } from '../tensor/engine.ts';
import { isTensor, Tensor, type AttentionOptions, type CustomOp } from '../tensor/tensor.ts';
import { adam, type Hyperparameters } from '../tensor/updates.ts';
import { differentiableOperands, type Binary, type Unary } from '../value/elementwise.ts';
import { Value } from '../value/value.ts';

/**
 * A tensor of `Value`s on the `scalar` engine, where every number can be inspected and traced.
 *
 * It is the specification: the tests compare every other engine with it.
 */
export class ValueTensor extends Tensor {
  readonly engine: Engine;
  /** The numbers in row-major order. */
  readonly values: readonly Value[];
  declare readonly children: readonly ValueTensor[];
  /** Whether `backward` has reached this tensor. */
  #reached = false;
  /** The inputs to which a custom operation passes a gradient; undefined for all. */
  #passes: readonly ValueTensor[] | undefined;

  constructor(
    engine: Engine,
    values: readonly Value[],
    shape: Shape,
    requiresGrad: boolean,
    children?: readonly ValueTensor[],
    op?: string,
  ) {
    super(shape, requiresGrad, children, op);
    this.engine = engine;
    this.values = values;
  }

  override map(op: Unary, count = 0): Tensor {
    checkRow(op, count, 0);
    return make(this, op.name, this.shape, [this], () => this.values.map((value) => value.map(op)));
  }

  override zip(op: Binary, other: Tensor | number, count = 1): Tensor {
    checkRow(op, count, 1);
    if (typeof other === 'number') {
      const y = make(this, op.name, this.shape, op.da ? [this] : [], () => this.values.map((a) => a.zip(op, other)));
      if (!y.requiresGrad) markNonDifferentiable(y, [this]);
      return y;
    }
    checkEngine<ValueTensor>(op.name, this, other);
    const shape = broadcastShapes(op.name, this.shape, other.shape);
    const y = make(this, op.name, shape, differentiableOperands<ValueTensor>(op, this, other), () => {
      const bs = repeated(other, shape);
      return repeated(this, shape).map((a, i) => a.zip(op, bs[i]));
    });
    if (!y.requiresGrad) markNonDifferentiable(y, [this, other]);
    return y;
  }

  override sum(axes?: number | readonly number[], options?: { keepDim?: boolean }): Tensor {
    const { keepDimShape, shape } = checkReduction('sum', this.shape, axes, options, arguments.length);
    return make(this, 'sum', shape, [this], () => {
      const terms: Value[][] = Array.from({ length: sizeOf(shape) }, () => []);
      offsets(this.shape, broadcastLayout(keepDimShape, this.shape)).forEach((offset, i) =>
        terms[offset].push(this.values[i]),
      );
      return terms.map((xs) => Value.sum(xs));
    });
  }

  override matmul(other: Tensor): Tensor {
    checkCount('matmul', arguments.length, 1);
    checkEngine<ValueTensor>('matmul', this, other);
    const { batch, n, k, m } = matmulSizes(this.shape, other.shape);
    return make(this, 'matmul', [...batch, n, m], [this, other], () => {
      const lefts = chunk(repeated(this, [...batch, n, k]), n * k);
      const rights = chunk(transposed(repeated(other, [...batch, k, m]), k, m), k * m);
      return lefts.flatMap((left, i) => dots(chunk(left, k), chunk(rights[i], k)));
    });
  }

  /** Multiplies rows of this by rows of the weight, where the definition transposes the weight first. */
  override linear(weight: Tensor, bias?: Tensor): Tensor {
    const w = checkedWeight(this, weight, bias, arguments.length);
    const [outSize, inSize] = w.shape;
    const y = make(this, 'linear', this.shape.with(-1, outSize), [this, w], () =>
      dots(chunk(this.values, inSize), chunk(w.values, inSize)),
    );
    return bias === undefined ? y : y.add(bias);
  }

  override reshape(shape: Shape): Tensor {
    return rearrange(this, 'reshape', resolveShape(this.shape, shape, arguments.length), [this], () => this.values);
  }

  protected override view(op: string, shape: Shape, layout: Layout): Tensor {
    return rearrange(this, op, shape, [this], () => pick(this.values, offsets(shape, layout)));
  }

  protected override join(parts: readonly this[], axis: number, shape: Shape): Tensor {
    return rearrange(this, 'concat', shape, parts, () => {
      const outer = sizeOf(shape.slice(0, axis));
      const chunks = parts.map((part) => chunk(part.values, part.values.length / outer));
      return Array.from({ length: outer }, (_, i) => chunks.flatMap((rows) => rows[i])).flat();
    });
  }

  protected override gather(op: string, indices: readonly number[], width: number, shape: Shape): Tensor {
    return rearrange(this, op, shape, [this], () =>
      indices.flatMap((index) => this.values.slice(index * width, (index + 1) * width)),
    );
  }

  /** Every number of the result has every number of the inputs as a child: `backward` runs once for each result number. */
  override custom(op: CustomOp, ...others: readonly Tensor[]): Tensor {
    const { inputs, output: y } = runCustomOp<ValueTensor>(op, this, others);
    const passes = new Set<ValueTensor>();
    const result = make(this, op.name, y.shape, inputs, () =>
      y.values.map(({ data }, i) => {
        if (!isRecording()) return new Value(data);
        const gy = y.values.map((_, j) => new Value(i === j ? 1 : 0));
        const oneHot = new ValueTensor(this.engine, gy, y.shape, false);
        const children: Value[] = [];
        const derivatives: number[] = [];
        customGradients(op, oneHot, y, inputs).forEach((gradient, j) => {
          if (gradient === undefined) return;
          passes.add(inputs[j]);
          children.push(...inputs[j].values);
          derivatives.push(...dataOf(gradient.values));
        });
        return new Value(data, children, derivatives, op.name);
      }),
    );
    result.#passes = [...passes];
    return result;
  }

  /** The definition, whose inner views share `Value`s, because no caller sees them. */
  override causalAttention(keys: Tensor, values: Tensor, options: AttentionOptions): Tensor {
    checkCount('causalAttention', arguments.length, 3);
    const before = viewsShareValues;
    viewsShareValues = true;
    try {
      return super.causalAttention(keys, values, options);
    } finally {
      viewsShareValues = before;
    }
  }

  protected override scatter(indices: readonly number[], width: number, source: this): void {
    const numbers = dataOf(source.values); // a copy: the source may be this tensor
    numbers.forEach((x, i) => (this.values[indices[Math.floor(i / width)] * width + (i % width)].data = x));
  }

  protected override maxRows(): Tensor {
    const width = this.shape[1];
    const indices = this.argmaxRows().map((index, row) => row * width + index);
    return rearrange(this, 'max', [indices.length], [this], () => pick(this.values, indices));
  }

  protected override argmaxRows(): Int32Array {
    return argmax(dataOf(this.values), this.shape[1]);
  }

  override backward(): void {
    checkBackward(this, arguments.length);
    if (!this.requiresGrad) return;
    for (const result of reachableFrom(this, ({ children }) => children)) {
      if (!result.#reached || result.children.length === 0) continue;
      result.#reached = false;
      for (const value of result.values) if (value.children.length > 0) value.grad = 0; // values[0] may not reach all of them
    }
    this.values[0].backward();
    for (const tensor of reachableFrom(this, (result) => result.#passes ?? result.children)) {
      if (tensor.requiresGrad) tensor.#reached = true;
    }
  }

  override get hasGrad(): boolean {
    return this.#reached;
  }

  override isGradBelow(limit: number): boolean {
    checkNumber('isGradBelow', limit, arguments.length);
    if (this.hasGrad) for (const { grad } of this.values) if (!(Math.abs(grad) < limit)) return false;
    return true;
  }

  override get grad(): Tensor | undefined {
    if (!this.hasGrad) return undefined;
    const grads = this.values.map(({ grad }) => new Value(grad));
    return new ValueTensor(this.engine, grads, this.shape, false);
  }

  override set grad(gradient: Tensor | undefined) {
    const numbers = gradient === undefined ? undefined : matching('grad', this, gradient).values;
    this.values.forEach((value, i) => (value.grad = numbers === undefined ? 0 : numbers[i].data));
    this.#reached = gradient !== undefined;
  }

  override detach(): Tensor {
    const values = this.values.map(({ data }) => new Value(data));
    return new ValueTensor(this.engine, values, this.shape, false);
  }

  override assign(source: Tensor | Numbers): void {
    const numbers = assignable(this, source, arguments.length);
    setData(this.values, isTensor(numbers) ? numbers.toFlat() : numbers);
  }

  override fusedUpdate(name: string, buffers: readonly Tensor[], hyperparameters: Hyperparameters): boolean {
    checkOverwritable(name, this);
    if (name !== 'adam' || !this.hasGrad) return false;
    const overwritten = [this, ...buffers.map((buffer) => matching(name, this, buffer))].map(({ values }) => values);
    const [numbers, ...averages] = overwritten.map(dataOf);
    const gradient = new Float64Array(numbers.length);
    for (let i = 0; i < gradient.length; i++) gradient[i] = this.values[i].grad;
    adam.step(numbers, gradient, averages, hyperparameters);
    [numbers, ...averages].forEach((data, i) => {
      setData(overwritten[i], data);
    });
    return true;
  }

  override toFlat(): Float64Array {
    return dataOf(this.values);
  }
}

/** The result of an operation; its operands are recorded only if one of them requires a gradient. */
function make(
  { engine }: ValueTensor,
  op: string,
  shape: Shape,
  operands: readonly ValueTensor[],
  compute: () => readonly Value[],
): ValueTensor {
  const requiresGrad = isRecording() && operands.some((operand) => operand.requiresGrad);
  if (requiresGrad) return new ValueTensor(engine, compute(), shape, true, operands, op);
  const result = new ValueTensor(engine, noGrad(compute), shape, false);
  markNonDifferentiable(result, operands);
  return result;
}

/** Like `make`, for operations that only rearrange numbers: each result number is a new `Value`, with its own gradient. */
function rearrange(
  x: ValueTensor,
  op: string,
  shape: Shape,
  operands: readonly ValueTensor[],
  select: () => readonly Value[],
): ValueTensor {
  return make(x, op, shape, operands, () => {
    const selected = select();
    if (!isRecording()) return selected.map(({ data }) => new Value(data));
    return viewsShareValues ? selected : selected.map((value) => new Value(value.data, [value], ONE, op));
  });
}

/** The values, repeated along broadcast axes up to the shape. */
function repeated(x: ValueTensor, shape: Shape): readonly Value[] {
  if (sizeOf(shape) === x.values.length) return x.values;
  return pick(x.values, offsets(shape, broadcastLayout(x.shape, shape)));
}

/** A tensor and all tensors reachable from it, each once. */
function reachableFrom(
  root: ValueTensor,
  next: (tensor: ValueTensor) => readonly ValueTensor[],
): ReadonlySet<ValueTensor> {
  const found = new Set([root]);
  for (const tensor of found) for (const other of next(tensor)) found.add(other); // iterates over those just added too
  return found;
}

const ONE = [1];

/** Whether views share the `Value`s of their operands. */
let viewsShareValues = false;

function pick(items: readonly Value[], indices: Int32Array): Value[] {
  const picked = new Array<Value>(indices.length);
  for (let i = 0; i < indices.length; i++) picked[i] = items[indices[i]];
  return picked;
}

/** The transpose of each matrix (rows, columns) of a batch. */
function transposed(items: readonly Value[], rows: number, columns: number): Value[] {
  const layout = { offset: 0, strides: [rows * columns, 1, columns] };
  return pick(items, offsets([items.length / (rows * columns), columns, rows], layout));
}

/** The product of every row with every column. */
function dots(rows: readonly Value[][], columns: readonly Value[][]): Value[] {
  const products = new Array<Value>(rows.length * columns.length);
  let i = 0;
  for (const row of rows) for (const column of columns) products[i++] = Value.dot(row, column);
  return products;
}

/** Consecutive pieces of equal length. */
function chunk(items: readonly Value[], length: number): Value[][] {
  const pieces: Value[][] = [];
  for (let start = 0; start < items.length; start += length) pieces.push(items.slice(start, start + length));
  return pieces;
}

function dataOf(values: readonly Value[]): Float64Array {
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = values[i].data;
  return numbers;
}

function setData(values: readonly Value[], numbers: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) values[i].data = numbers[i];
}
