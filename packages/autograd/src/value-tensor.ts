import { checkCount } from './arguments.ts';
import type { AttentionOptions } from './attention.ts';
import type { UpdateKernels, Updates } from './backend.ts';
import { adam } from './cpu-fused.ts';
import type { CustomOp } from './custom-op.ts';
import { tracked, type Binary, type Unary } from './elementwise.ts';
import type { Engine } from './engine.ts';
import { isRecording, noGrad } from './graph.ts';
import type { Numbers } from './numbers.ts';
import {
  broadcastLayout,
  broadcastShapes,
  checkReduction,
  checkSameShape,
  concatShape,
  matmulSizes,
  places,
  resolveShape,
  sizeOf,
  type Layout,
  type Shape,
} from './shape.ts';
import { checkNumber, LAST_AXIS, sever, Tensor } from './tensor.ts';
import { Value } from './value.ts';

/**
 * A grid of `Value`s: the `scalar` engine, on which every number can be looked at and traced.
 *
 * It is the specification. The other engines do the same to whole arrays, and the tests hold them to this one.
 */
export class ValueTensor extends Tensor {
  readonly engine: Engine;
  /** The numbers in row-major order. */
  readonly values: readonly Value[];
  declare readonly children: readonly ValueTensor[];
  /** Whether `backward` has reached it. */
  #reached = false;
  /** For a custom operation, the inputs that it passes a gradient to; undefined for all. */
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
    this.checkRow(op, count, 0);
    return this.make(op.name, this.shape, [this], () => this.values.map((value) => value.map(op)));
  }

  override zip(op: Binary, other: Tensor | number, count = 1): Tensor {
    this.checkRow(op, count, 1);
    if (typeof other === 'number') {
      const y = this.make(op.name, this.shape, op.da ? [this] : [], () =>
        this.values.map((value) => value.zip(op, other)),
      );
      if (!y.requiresGrad) sever(y, [this]);
      return y;
    }
    this.checkEngine(op.name, other);
    const shape = broadcastShapes(op.name, this.shape, other.shape);
    const y = this.make(op.name, shape, tracked<ValueTensor>(op, this, other), () => {
      const as = this.repeated(shape);
      const bs = other.repeated(shape);
      return as.map((a, i) => a.zip(op, bs[i]));
    });
    if (!y.requiresGrad) sever(y, [this, other]);
    return y;
  }

  override sum(axes?: number | readonly number[], options?: { keepDim?: boolean }): Tensor {
    const { kept, shape } = checkReduction('sum', this.shape, axes, options, arguments.length);
    return this.make('sum', shape, [this], () => {
      const terms: Value[][] = Array.from({ length: sizeOf(shape) }, () => []);
      places(this.shape, broadcastLayout(kept, this.shape)).forEach((place, i) => terms[place].push(this.values[i]));
      return terms.map((xs) => Value.sum(xs));
    });
  }

  override matmul(other: Tensor): Tensor {
    checkCount('matmul', arguments.length, 1);
    this.checkEngine('matmul', other);
    const { batch, n, k, m } = matmulSizes(this.shape, other.shape);
    return this.make('matmul', [...batch, n, m], [this, other], () => {
      const lefts = chunk(this.repeated([...batch, n, k]), n * k);
      const rights = chunk(transposed(other.repeated([...batch, k, m]), k, m), k * m);
      return lefts.flatMap((left, i) => dots(chunk(left, k), chunk(rights[i], k)));
    });
  }

  /** Replaces a product with the transposed weight: the rows of the weight are what the rows of this are multiplied by. */
  override linear(weight: Tensor, bias?: Tensor): Tensor {
    const w = this.checkedWeight(weight, bias, arguments.length);
    const [outSize, inSize] = w.shape;
    const y = this.make('linear', this.shape.with(-1, outSize), [this, w], () =>
      dots(chunk(this.values, inSize), chunk(w.values, inSize)),
    );
    return bias === undefined ? y : y.add(bias);
  }

  override reshape(shape: Shape): Tensor {
    return this.rearrange('reshape', resolveShape(this.shape, shape, arguments.length), [this], () => this.values);
  }

  protected override view(op: string, shape: Shape, layout: Layout): Tensor {
    return this.rearrange(op, shape, [this], () => pick(this.values, places(shape, layout)));
  }

  protected override concatWith(others: readonly Tensor[], axis: number): Tensor {
    const parts = [this, ...others.map((other) => this.operand('concat', other))];
    const shape = concatShape(
      parts.map((part) => part.shape),
      axis,
    );
    return this.rearrange('concat', shape, parts, () => {
      const outer = sizeOf(shape.slice(0, axis));
      const chunks = parts.map((part) => chunk(part.values, part.values.length / outer));
      return Array.from({ length: outer }, (_, i) => chunks.flatMap((rows) => rows[i])).flat();
    });
  }

  protected override gather(op: string, at: readonly number[], width: number, shape: Shape): Tensor {
    return this.rearrange(op, shape, [this], () =>
      at.flatMap((place) => this.values.slice(place * width, (place + 1) * width)),
    );
  }

  /** Every number of the result has every number of the inputs for a child: the derivatives come row by row. */
  override custom(op: CustomOp, ...others: readonly Tensor[]): Tensor {
    const inputs = this.customInputs(op, others);
    const y = this.operand(
      op.name,
      noGrad(() => op.forward(...inputs)),
    );
    const passes = new Set<ValueTensor>();
    const result = this.make(op.name, y.shape, inputs, () =>
      y.values.map(({ data }, i) => {
        if (!isRecording()) return new Value(data);
        const gy = y.values.map((_, j) => (i === j ? 1 : 0));
        const given = noGrad(() => op.backward(this.engine.tensor(gy, y.shape), y, ...inputs));
        const children: Value[] = [];
        const derivatives: number[] = [];
        this.checkedGradients(op, inputs, given).forEach((gradient, j) => {
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

  /** The definition, whose many views on the way need no `Value`s of their own, since nobody sees them. */
  override causalAttention(keys: Tensor, values: Tensor, options: AttentionOptions): Tensor {
    checkCount('causalAttention', arguments.length, 3);
    const outer = sharing;
    sharing = true;
    try {
      return super.causalAttention(keys, values, options);
    } finally {
      sharing = outer;
    }
  }

  protected override scatter(at: readonly number[], width: number, source: Tensor): void {
    const numbers = dataOf(this.operand('assignRows', source).values); // a copy: they may be this tensor's own
    numbers.forEach((x, i) => (this.values[at[Math.floor(i / width)] * width + (i % width)].data = x));
  }

  override argmax(): Int32Array {
    checkCount('argmax', arguments.length, 0, LAST_AXIS);
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
    this.checkBackward(arguments.length);
    if (!this.requiresGrad) return;
    for (const result of allFrom(this, ({ children }) => children)) {
      if (result.children.length === 0) continue;
      result.#reached = false;
      for (const value of result.values) if (value.children.length > 0) value.grad = 0; // some may not lead to this
    }
    this.values[0].backward();
    for (const tensor of allFrom(this, (result) => result.#passes ?? result.children)) {
      if (tensor.requiresGrad) tensor.#reached = true;
    }
  }

  override get hasGrad(): boolean {
    return this.#reached;
  }

  override isGradBelow(limit: number): boolean {
    checkNumber('isGradBelow', limit, arguments.length);
    return this.values.every(({ grad }) => Math.abs(grad) < limit);
  }

  override get grad(): Tensor | undefined {
    if (!this.hasGrad) return undefined;
    const grads = this.values.map(({ grad }) => new Value(grad));
    return new ValueTensor(this.engine, grads, this.shape, false);
  }

  override set grad(gradient: Tensor | undefined) {
    if (gradient !== undefined) {
      this.checkEngine('grad', gradient);
      checkSameShape('grad', this.shape, gradient.shape);
    }
    this.values.forEach((value, i) => (value.grad = gradient === undefined ? 0 : gradient.values[i].data));
    this.#reached = gradient !== undefined;
  }

  override detach(): Tensor {
    checkCount('detach', arguments.length, 0);
    const values = this.values.map(({ data }) => new Value(data));
    return new ValueTensor(this.engine, values, this.shape, false);
  }

  override assign(source: Tensor | Numbers): void {
    const numbers = this.assignable(source, arguments.length);
    setData(this.values, numbers);
  }

  override fusedUpdate<Kind extends keyof Updates>(
    kind: Kind,
    buffers: readonly Tensor[],
    update: Updates[Kind],
  ): boolean {
    this.checkOverwritable(kind);
    const kernel = kernels[kind];
    if (kernel === undefined || !this.hasGrad) return false;
    const own = buffers.map((buffer) => {
      checkSameShape(kind, this.shape, buffer.shape);
      return this.operand(kind, buffer);
    });
    const numbers = dataOf(this.values);
    const averages = own.map(({ values }) => dataOf(values));
    const gradient = new Float64Array(numbers.length);
    for (let i = 0; i < numbers.length; i++) gradient[i] = this.values[i].grad;
    kernel.step(numbers, gradient, averages, update);
    setData(this.values, numbers);
    own.forEach(({ values }, i) => {
      setData(values, averages[i]);
    });
    return true;
  }

  override toFlat(): Float64Array {
    checkCount('toFlat', arguments.length, 0);
    return dataOf(this.values);
  }

  /** A result; how it was made is remembered only if a parameter took part. */
  private make(
    op: string,
    shape: Shape,
    operands: readonly ValueTensor[],
    compute: () => readonly Value[],
  ): ValueTensor {
    const requiresGrad = isRecording() && operands.some((operand) => operand.requiresGrad);
    if (requiresGrad) return new ValueTensor(this.engine, compute(), shape, true, operands, op);
    const result = new ValueTensor(this.engine, noGrad(compute), shape, false);
    sever(result, operands);
    return result;
  }

  /** Like `make`, for what hands on numbers as they are: each as a `Value` of its own, with a gradient of its own. */
  private rearrange(
    op: string,
    shape: Shape,
    operands: readonly ValueTensor[],
    choose: () => readonly Value[],
  ): ValueTensor {
    return this.make(op, shape, operands, () => {
      const chosen = choose();
      if (!isRecording()) return chosen.map(({ data }) => new Value(data));
      return sharing ? chosen : chosen.map((value) => new Value(value.data, [value], ONE, op));
    });
  }

  /** The values, repeated along broadcast axes up to the shape. */
  private repeated(shape: Shape): readonly Value[] {
    if (sizeOf(shape) === this.values.length) return this.values;
    return pick(this.values, places(shape, broadcastLayout(this.shape, shape)));
  }
}

/** A tensor and what can be found from it, each once. */
function allFrom(root: ValueTensor, next: (tensor: ValueTensor) => readonly ValueTensor[]): ReadonlySet<ValueTensor> {
  const found = new Set([root]);
  for (const tensor of found) for (const other of next(tensor)) found.add(other); // also those that were just added
  return found;
}

const ONE = [1];

/** Whether views hand on the `Value`s that they are made of. */
let sharing = false;

function pick(items: readonly Value[], at: Int32Array): Value[] {
  const picked = new Array<Value>(at.length);
  for (let i = 0; i < at.length; i++) picked[i] = items[at[i]];
  return picked;
}

/** Each matrix (rows, columns) of a batch turned into (columns, rows). */
function transposed(items: readonly Value[], rows: number, columns: number): Value[] {
  const layout = { offset: 0, strides: [rows * columns, 1, columns] };
  return pick(items, places([items.length / (rows * columns), columns, rows], layout));
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

const kernels: UpdateKernels = { adam };

function dataOf(values: readonly Value[]): Float64Array {
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = values[i].data;
  return numbers;
}

function setData(values: readonly Value[], numbers: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) values[i].data = numbers[i];
}
