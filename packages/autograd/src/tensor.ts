import { checkCount, checkKind, hasMethod } from './arguments.ts';
import { Arithmetic } from './arithmetic.ts';
import { causalMask, checkAttention, type AttentionOptions } from './attention.ts';
import type { Updates } from './backend.ts';
import type { CustomOp } from './custom-op.ts';
import { binary, type Binary, type Unary } from './elementwise.ts';
import type { Engine } from './engine.ts';
import { isRecording, noGrad, type GraphNode } from './graph.ts';
import { flatten, type Numbers } from './numbers.ts';
import {
  broadcastLayout,
  broadcastShapes,
  checkAxes,
  checkAxis,
  checkedIndices,
  checkedShape,
  checkLength,
  checkReduction,
  checkSameShape,
  formatShape,
  rowMajorStrides,
  sameShape,
  ShapeError,
  IN_AN_ARRAY,
  sizeOf,
  type Layout,
  type Shape,
} from './shape.ts';

/** Numbers in nested arrays, as `toArray` returns them. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** Numbers in a flat typed array, float64 or float32 as the engine keeps them. */
export type FloatArray = Float64Array | Float32Array;

const BRAND = '@microgpt/autograd/Tensor';

/** Whether x is a `Tensor`, also one of another copy of this package. */
export function isTensor(x: unknown): x is Tensor {
  return (x as { brand?: unknown } | null | undefined)?.brand === BRAND;
}

/**
 * An n-dimensional grid of numbers that remembers how it was made, so that `backward` can differentiate.
 *
 * Below, the **primitives** are abstract: each engine supplies them. Everything under **derived** is defined once, as
 * mathematics, from them, and so runs on every engine; an engine may override a definition to be faster, and the tests
 * hold it to the definition.
 *
 * Tensors are made by an engine, `cpu.tensor([[1, 2], [3, 4]])`; results live on the engine of their operands.
 */
export abstract class Tensor extends Arithmetic<Tensor> implements GraphNode {
  /** Where it lives, with all that is made from it. */
  abstract readonly engine: Engine;
  readonly shape: Shape;
  /** Whether `backward` finds a gradient for this tensor: it is a parameter, or was made from one. */
  readonly requiresGrad: boolean;
  /** What it was made from; empty for parameters, constants, and what no gradient passes through. */
  readonly children: readonly Tensor[];
  /** The name of the operation that made it; empty if `children` is. */
  readonly op: string;
  visited = 0;

  constructor(shape: Shape, requiresGrad: boolean, children: readonly Tensor[] = [], op = '') {
    super();
    this.shape = shape;
    this.requiresGrad = requiresGrad;
    this.children = children;
    this.op = op;
  }

  /** Whether it is to be trained: made by `engine.parameter`, not computed. */
  get isParameter(): boolean {
    return this.requiresGrad && this.children.length === 0;
  }

  /** What {@link isTensor} looks for; unlike a class it is the same in every copy of this package. */
  get brand(): string {
    return BRAND;
  }

  // ---------------------------------------------------------------- primitives

  /** Σ over the axes, default all of them; `keepDim` leaves them in the shape with size 1. */
  abstract sum(axes?: number | readonly number[], options?: { keepDim?: boolean }): Tensor;

  /**
   * The product of matrices: (…, n, k) · (…, k, m) → (…, n, m); leading axes broadcast.
   *
   * @throws ShapeError if the inner sizes differ or an operand has fewer than two axes
   */
  abstract matmul(other: Tensor): Tensor;

  /** The same numbers in another shape; one size may be −1, which is worked out. */
  abstract reshape(shape: Shape): Tensor;

  /** Numbers of this tensor, picked by stride: what transpose, slice and broadcastTo have in common. */
  protected abstract view(op: string, shape: Shape, layout: Layout): Tensor;

  /** This tensor and others of equal shape but for the axis, which is from 0 on, laid end to end. */
  protected abstract concatWith(others: readonly Tensor[], axis: number): Tensor;

  /** Blocks of `width` consecutive numbers, by their place in units of `width`. */
  protected abstract gather(op: string, places: readonly number[], width: number, shape: Shape): Tensor;

  /** Overwrites blocks of `width` consecutive numbers, by their place in units of `width`, with those of the source in turn. */
  protected abstract scatter(places: readonly number[], width: number, source: Tensor): void;

  /**
   * The result of an operation with a gradient of your own.
   *
   * @param others its inputs besides this
   * @throws ShapeError in `backward` if a gradient has not the shape of its input
   */
  abstract custom(op: CustomOp, ...others: readonly Tensor[]): Tensor;

  /** For each row along the last axis, the place of its largest number; the first of equals, or the first NaN. */
  abstract argmax(): Int32Array;

  /** Adds d(this)/d(parameter) to the `grad` of every parameter that this single number was made from. */
  abstract backward(): void;

  /** Whether `backward` has reached this tensor since its gradient was last forgotten. */
  abstract get hasGrad(): boolean;

  /** Whether every number of the gradient is below the limit in absolute value, and none is NaN; true where there is none. */
  abstract isGradBelow(limit: number): boolean;

  /** A copy of the gradient that `backward` left here, of the same shape; undefined if none reached this tensor. */
  abstract get grad(): Tensor | undefined;
  /** Replaces the gradient, for example by a clipped one; undefined forgets it. */
  abstract set grad(gradient: Tensor | undefined);

  /** A copy of the numbers without their history: a constant. */
  abstract detach(): Tensor;

  /**
   * Overwrites the numbers of a parameter or a constant. Not between forward and backward, which may read them again.
   *
   * @throws ShapeError if the shape (or for a flat array the length) differs
   * @throws Error for a result that gradients pass through: they would no longer be those of its numbers
   */
  abstract assign(source: Tensor | Numbers): void;

  /**
   * Overwrites some rows: this[indices[i]] = source[i], the inverse of `take`; otherwise like `assign`.
   *
   * @throws ShapeError or RangeError unless there is an index for every row of the source, and the other axes are equal
   */
  assignRows(indices: ArrayLike<number>, source: Tensor): void {
    checkCount('assignRows', arguments.length, 2);
    const [rows, ...rest] = this.shape;
    this.checkOverwritable('assignRows');
    this.checkEngine('assignRows', source);
    const places = checkedIndices('assignRows', indices, rows);
    checkSameShape('assignRows', [indices.length, ...rest], source.shape);
    this.scatter(places, sizeOf(rest), source);
  }

  /**
   * Gives the memory of a parameter or of what was assigned to back at once; the tensor must not be used any more.
   *
   * Nothing has to be disposed of: the garbage collector finds what nobody holds. It is for a program that knows that
   * something large is over, on an engine with memory of its own; elsewhere it does nothing.
   */
  dispose(): void {
    checkCount('dispose', arguments.length, 0);
  }

  /** A copy of the numbers in row-major order, where the engine keeps them within reach of JavaScript. */
  abstract toFlat(): FloatArray;

  // ------------------------------------------------------------------- derived

  /** Σ / n over the axes, default all of them. */
  mean(axes?: number | readonly number[], options?: { keepDim?: boolean }): Tensor {
    checkReduction('mean', this.shape, axes, options, arguments.length);
    const sum = this.sum(axes, options);
    return sum.div(sizeOf(this.shape) / sizeOf(sum.shape));
  }

  /** The largest number over the axes, default all of them; of equals the first gets the gradient. */
  max(axes?: number | readonly number[], options?: { keepDim?: boolean }): Tensor {
    checkKind('max', 'axes (maximum takes a Tensor)', axes, !isTensor(axes));
    const { axes: reduced, shape: result } = checkReduction('max', this.shape, axes, options, arguments.length);
    const kept = this.shape.map((_, axis) => axis).filter((axis) => !reduced.includes(axis));
    const order = [...kept, ...reduced];
    const inOrder = order.every((axis, i) => axis === i) ? this : this.transpose(order);
    const rows = inOrder.reshape([sizeOf(result), -1]);
    return rows.pick(rows.argmax()).reshape(result);
  }

  /** The axes in another order; without an argument the last two are swapped. */
  transpose(axes?: readonly number[]): Tensor {
    checkCount('transpose', arguments.length, 1, IN_AN_ARRAY);
    const rank = this.shape.length;
    if (axes === undefined && rank < 2) {
      throw new ShapeError(`transpose: shape ${formatShape(this.shape)} has no two axes to swap`);
    }
    const order = checkAxes('transpose', axes ?? [...Array(rank - 2).keys(), rank - 1, rank - 2], this.shape);
    if (order.length !== rank) {
      throw new ShapeError(`transpose: ${order.length} axes named, but shape ${formatShape(this.shape)} has ${rank}`);
    }
    const strides = rowMajorStrides(this.shape);
    return this.view(
      'transpose',
      order.map((axis) => this.shape[axis]),
      { offset: 0, strides: order.map((axis) => strides[axis]) },
    );
  }

  /** Positions start … end − 1 along an axis, default the first; as in `Array.slice` negative ones count from the end. */
  slice(start: number, end?: number, axis = 0): Tensor {
    checkCount('slice', arguments.length, 3);
    checkKind('slice', 'numbers', [start, end], typeof start === 'number' && typeof (end ?? 0) === 'number');
    const along = checkAxis('slice', axis, this.shape);
    const size = this.shape[along];
    const from = start < 0 ? start + size : start;
    const to = end === undefined ? size : end < 0 ? end + size : end;
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > size || from >= to) {
      throw new RangeError(`slice: ${start} to ${end ?? size} is not a range within axis ${axis} of size ${size}`);
    }
    const strides = rowMajorStrides(this.shape);
    return this.view('slice', this.shape.with(along, to - from), { offset: from * strides[along], strides });
  }

  /** Repeated along missing axes and those of size 1 up to the shape. */
  broadcastTo(shape: Shape): Tensor {
    checkCount('broadcastTo', arguments.length, 1, IN_AN_ARRAY);
    const to = checkedShape('broadcastTo', shape);
    if (!sameShape(broadcastShapes('broadcastTo', this.shape, to), to)) {
      throw new ShapeError(`broadcastTo: ${formatShape(this.shape)} is larger than ${formatShape(to)}`);
    }
    return this.view('broadcastTo', to, broadcastLayout(this.shape, to));
  }

  /**
   * Rows by their index: result[i] = this[indices[i]]. An index may come several times; its gradients add up.
   *
   * @returns shape (indices.length, …rest)
   */
  take(indices: ArrayLike<number>): Tensor {
    checkCount('take', arguments.length, 1);
    const [rows, ...rest] = this.shape;
    if (this.shape.length === 0) throw new ShapeError('take: a single number has no rows');
    const places = checkedIndices('take', indices, rows);
    if (places.length === 0) throw new RangeError('take: there is no index; pass at least one');
    return this.gather('take', places, sizeOf(rest), [places.length, ...rest]);
  }

  /**
   * One number of each row along the last axis: result[…, i] = this[…, i, indices[i]].
   *
   * @param indices one for each row, in row-major order
   * @returns this shape without its last axis
   */
  pick(indices: ArrayLike<number>): Tensor {
    checkCount('pick', arguments.length, 1, LAST_AXIS);
    const width = this.shape.at(-1) ?? 1;
    const places = this.rowIndices('pick', indices).map((index, row) => row * width + index);
    return this.gather('pick', places, 1, this.shape.slice(0, -1));
  }

  /** Tensors of equal shape but for the axis, default the first, laid end to end along it. */
  static concat(tensors: readonly Tensor[], axis = 0): Tensor {
    const [first, ...others] = Tensor.checked('concat', tensors, arguments.length);
    return first.concatWith(others, checkAxis('concat', axis, first.shape));
  }

  /** Tensors of one shape side by side along a new axis, default the first. */
  static stack(tensors: readonly Tensor[], axis = 0): Tensor {
    const parts = Tensor.checked('stack', tensors, arguments.length);
    for (const part of parts) checkSameShape('stack', parts[0].shape, part.shape);
    const at = checkAxis('stack', axis, [...parts[0].shape, 1]);
    const shape = parts[0].shape.toSpliced(at, 0, 1);
    return Tensor.concat(
      parts.map((tensor) => tensor.reshape(shape)),
      at,
    );
  }

  private static checked(op: string, tensors: readonly Tensor[], count: number): readonly Tensor[] {
    checkCount(op, count, 2, IN_AN_ARRAY);
    checkKind(op, 'an array of tensors', tensors, isTensor((tensors as typeof tensors | undefined)?.[0]));
    const parts = Array.from(tensors);
    const first: Tensor = parts[0];
    for (const part of parts) first.checkEngine(op, part);
    return parts;
  }

  /**
   * This tensor where the condition is not 0, the other elsewhere. The condition gets no gradient.
   *
   * What is not chosen gets a gradient of 0, whatever comes from above. Further down this 0 becomes NaN where a derivative is
   * infinite or NaN: `x.sqrt().where(x.greater(0), 0)` has the gradient 0 · ∞ at 0. To avoid that, choose the operand first:
   * `x.where(x.greater(0), 1).sqrt().where(x.greater(0), 0)`.
   */
  where(condition: Tensor, other: Tensor | number): Tensor {
    checkCount('where', arguments.length, 2);
    this.checkEngine('where', condition);
    const otherwise = typeof other === 'number' ? this.engine.full([], other) : this.operand('where', other);
    return this.zip(binary.keepIf, condition).add(otherwise.zip(binary.dropIf, condition));
  }

  /**
   * this · weightᵀ + bias.
   *
   * @param weight (out, in); this is (…, in)
   * @param bias (out), optional
   * @returns (…, out)
   */
  linear(weight: Tensor, bias?: Tensor): Tensor {
    const w = this.checkedWeight(weight, bias, arguments.length);
    const rows = this.reshape([-1, w.shape[1]]);
    const y = rows.matmul(w.transpose()).reshape([...this.shape.slice(0, -1), w.shape[0]]);
    return bias === undefined ? y : y.add(bias);
  }

  /** exp(xᵢ) / Σⱼ exp(xⱼ) over the last axis; the maximum is subtracted first so that exp cannot overflow. */
  softmax(): Tensor {
    checkCount('softmax', arguments.length, 0, LAST_AXIS);
    const e = this.sub(this.rowMax()).exp();
    return e.div(e.sum(-1, { keepDim: true }));
  }

  /** log softmax(x) = x − max − log Σⱼ exp(xⱼ − max) over the last axis, without taking the logarithm of 0. */
  logSoftmax(): Tensor {
    checkCount('logSoftmax', arguments.length, 0, LAST_AXIS);
    const shifted = this.sub(this.rowMax());
    return shifted.sub(shifted.exp().sum(-1, { keepDim: true }).log());
  }

  /**
   * Root-mean-square normalisation over the last axis: x / √(mean(x²) + eps).
   *
   * @param eps added to the mean square, keeps x = 0 finite; default 1e-5
   * @see https://arxiv.org/abs/1910.07467
   */
  rmsNorm(eps = 1e-5): Tensor {
    checkEps('rmsNorm', eps, arguments.length);
    return this.mul(this.mul(this).mean(-1, { keepDim: true }).add(eps).pow(-0.5));
  }

  /**
   * Layer normalisation over the last axis: (x − mean(x)) / √(var(x) + eps), var being the mean squared deviation.
   * Of a row of equal numbers it is 0.
   *
   * @param eps added to the variance, keeps constant rows finite; default 1e-5
   * @see https://arxiv.org/abs/1607.06450
   */
  layerNorm(eps = 1e-5): Tensor {
    checkEps('layerNorm', eps, arguments.length);
    const mean = this.mean(-1, { keepDim: true });
    // How far rounding has moved the mean: at most a few last digits, which a row of equal numbers would be divided by.
    const error = noGrad(() => this.sub(mean).mean(-1, { keepDim: true }));
    return this.sub(mean.add(error)).rmsNorm(eps);
  }

  /**
   * Zeroes each number with probability p and divides the rest by 1 − p, so that the mean stays.
   *
   * @param p from 0 (nothing happens, nothing is drawn) to below 1
   * @param rng draws one number for each element, in row-major order
   * @see https://jmlr.org/papers/v15/srivastava14a.html
   */
  dropout(p: number, rng: { random(): number }): Tensor {
    checkCount('dropout', arguments.length, 2);
    checkKind('dropout', 'a number', p, typeof p === 'number');
    if (!(p >= 0 && p < 1)) throw new RangeError(`dropout: p must be at least 0 and below 1, got ${p}`);
    checkKind('dropout', 'a Random', rng, hasMethod(rng, 'random'));
    if (p === 0) return this;
    const scales = new Float64Array(sizeOf(this.shape)).map(() => (rng.random() < p ? 0 : 1 / (1 - p)));
    return this.zip(binary.dropout, this.engine.tensor(scales, this.shape));
  }

  /**
   * The mean over all rows of −log softmax(row)[target]: how surprised the logits are by the targets, in nats.
   *
   * @param targets one index into the last axis for each row, in row-major order
   * @returns a single number
   */
  crossEntropy(targets: ArrayLike<number>): Tensor {
    const expected = this.checkedTargets(targets, arguments.length);
    return this.logSoftmax().pick(expected).mean().neg();
  }

  /**
   * Scaled dot-product attention of documents laid end to end, in which a token sees those before it and itself:
   * for each document and each head, softmax(q·kᵀ / √D) · v, with D = C / heads.
   *
   * @param keys (M, C), this being the queries (N, C)
   * @param values (M, C)
   * @returns (N, C), the heads side by side
   * @see https://arxiv.org/abs/1706.03762
   */
  causalAttention(keys: Tensor, values: Tensor, options: AttentionOptions): Tensor {
    checkCount('causalAttention', arguments.length, 3);
    this.checkEngine('causalAttention', keys);
    this.checkEngine('causalAttention', values);
    const { heads, documents } = checkAttention('causalAttention', this, keys, values, options);
    const weights = this.attentionWeights(keys, options);
    const outputs = documents.map(({ key, queries, past }, d) => {
      const v = splitHeads(values, key, past + queries, heads); // (H, S, D)
      const mixed = weights[d].matmul(v); // (H, T, D)
      return mixed.transpose([1, 0, 2]).reshape([queries, -1]); // (T, C)
    });
    return Tensor.concat(outputs);
  }

  /**
   * How much each query of `causalAttention` takes from each key: softmax(q·kᵀ / √D), 0 for keys that come later.
   *
   * @param keys (M, C), this being the queries (N, C)
   * @returns for each document (H, T, S): heads, queries, keys
   */
  attentionWeights(keys: Tensor, options: AttentionOptions): Tensor[] {
    checkCount('attentionWeights', arguments.length, 2);
    this.checkEngine('attentionWeights', keys);
    const { heads, headSize, documents } = checkAttention('attentionWeights', this, keys, keys, options);
    return documents.map(({ query, key, queries, past }) => {
      const q = splitHeads(this, query, queries, heads); // (H, T, D)
      const k = splitHeads(keys, key, past + queries, heads); // (H, S, D), S = past + T
      const scores = q.matmul(k.transpose()).mul(1 / Math.sqrt(headSize)); // (H, T, S)
      return scores.add(this.engine.tensor(causalMask(queries, past))).softmax();
    });
  }

  /**
   * One step of an optimizer on this parameter in a single pass, where the engine has it; @microgpt/optim defines what it is.
   *
   * The buffers are the optimizer's running averages, which are overwritten.
   *
   * @returns whether it was done
   */
  fusedUpdate<Kind extends keyof Updates>(_kind: Kind, _buffers: readonly Tensor[], _update: Updates[Kind]): boolean {
    return false;
  }

  /** Whether every number of the gradient is finite; true where there is none. */
  get hasFiniteGrad(): boolean {
    return this.isGradBelow(Infinity);
  }

  /** Σ g² over the gradient that `backward` left here, 0 if none reached this tensor. */
  sumSquaresOfGrad(): number {
    checkCount('sumSquaresOfGrad', arguments.length, 0);
    const { grad } = this;
    return grad === undefined ? 0 : grad.mul(grad).sum().item();
  }

  /** Multiplies the gradient that `backward` left here, if there is one. */
  scaleGrad(factor: number): void {
    checkNumber('scaleGrad', factor, arguments.length);
    if (this.grad) this.grad = this.grad.mul(factor);
  }

  // ------------------------------------------------------------------- reading

  /** Like `toFlat`, for code that is to run on engines, too, whose numbers take time to reach. */
  read(): Promise<FloatArray> {
    checkCount('read', arguments.length, 0);
    return Promise.resolve(this.toFlat());
  }

  /**
   * The one number that this tensor holds.
   *
   * @throws ShapeError if it holds several
   */
  item(): number {
    checkCount('item', arguments.length, 0);
    this.checkSingle('item', 'use toArray()');
    return this.toFlat()[0];
  }

  /** The numbers in nested arrays; a single number for shape (). */
  toArray(): NestedNumbers {
    checkCount('toArray', arguments.length, 0);
    const flat = this.toFlat();
    const nest = (shape: Shape, start: number): NestedNumbers => {
      if (shape.length === 0) return flat[start];
      const [size, ...rest] = shape;
      return Array.from({ length: size }, (_, i) => nest(rest, start + i * sizeOf(rest)));
    };
    return nest(this.shape, 0);
  }

  /** Forgets the gradient, so that the next `backward` starts anew. */
  zeroGrad(): void {
    checkCount('zeroGrad', arguments.length, 0);
    this.grad = undefined;
  }

  override toString(): string {
    const flat = this.toFlat();
    const numbers = Array.from(flat.subarray(0, 6), (x) => String(Number(x.toPrecision(5))));
    return `Tensor${formatShape(this.shape)} on ${this.engine.name} [${numbers.join(', ')}${flat.length > 6 ? ', …' : ''}]`;
  }

  /** The largest number of each row along the last axis, which passes no gradient. */
  private rowMax(): Tensor {
    return noGrad(() => this.max(-1, { keepDim: true }));
  }

  // -------------------------------------------------------------------- checks

  /** @throws TypeError unless it is a row of the table of functions, given no more arguments than it takes */
  protected checkRow(op: Unary | Binary, count: number, most: 0 | 1): void {
    const row = op as Partial<Unary & Binary> | undefined;
    if (most === 0) checkKind('map', '{ name, f, df }', op, typeof row?.df === 'function');
    else checkKind('zip', '{ name, f, da, db }', op, row?.db !== undefined);
    if (!(count <= most)) checkCount(op.name, count, most, REMEDIES[op.name]);
  }

  /** @throws TypeError unless the other is a tensor of the same engine, and so of the same class */
  protected checkEngine(op: string, other: unknown): asserts other is this {
    if ((other as { engine?: unknown } | null | undefined)?.engine === this.engine) return;
    checkKind(op, 'a Tensor (engine.tensor makes one)', other, isTensor(other));
    const { name } = this.engine;
    const isTwice = name === other.engine.name;
    const cause = isTwice ? ': two createWasm() calls, or the ESM and CommonJS copies of this package; keep one' : '';
    throw new TypeError(`${op}: operands live on different engines (${name}, ${other.engine.name})${cause}`);
  }

  /** The other operand, checked. */
  protected operand(op: string, other: Tensor): this {
    this.checkEngine(op, other);
    return other;
  }

  /** The inputs of a custom operation, checked. */
  protected customInputs(op: CustomOp, others: readonly Tensor[]): this[] {
    checkKind('custom', '{ name, forward, backward }', op, hasMethod(op, 'forward') && hasMethod(op, 'backward'));
    return [this, ...others.map((other) => this.operand(op.name, other))];
  }

  /** The numbers to assign, checked. */
  protected assignable(source: Tensor | Numbers, count: number): ArrayLike<number> {
    checkCount('assign', count, 1);
    this.checkOverwritable('assign');
    if (isTensor(source)) {
      checkSameShape('assign', this.shape, source.shape);
      return source.toFlat();
    }
    const { flat, shape } = flatten('assign', source);
    if (shape.length > 1) checkSameShape('assign', this.shape, shape);
    checkLength('assign', flat.length, this.shape);
    return flat;
  }

  /** What `backward` of a custom operation returned, checked. */
  protected checkedGradients(
    op: CustomOp,
    inputs: readonly this[],
    gradients: readonly (Tensor | undefined)[],
  ): readonly (this | undefined)[] {
    if (gradients.length !== inputs.length) {
      throw new RangeError(`${op.name}: backward gave ${gradients.length} gradients for ${inputs.length} inputs`);
    }
    return gradients.map((gradient, i) => {
      if (gradient === undefined) return undefined;
      const checked = this.operand(op.name, gradient);
      checkSameShape(`${op.name}: the gradient of input ${i}`, inputs[i].shape, checked.shape);
      return checked;
    });
  }

  /** @throws Error for the result of an operation */
  protected checkOverwritable(op: string): void {
    if (this.children.length > 0) {
      throw new Error(`${op}: this is the result of ${this.op}; only parameters and constants can be overwritten`);
    }
  }

  /** @throws ShapeError unless there is a single number */
  protected checkSingle(op: string, remedy: string): void {
    if (sizeOf(this.shape) !== 1) {
      throw new ShapeError(`${op}: needs a single number, got shape ${formatShape(this.shape)}; ${remedy}`);
    }
  }

  /** @throws Error unless there is one number, and it was made from a parameter */
  protected checkBackward(count: number): void {
    checkCount('backward', count, 0);
    this.checkSingle('backward', 'reduce it first, with sum() or mean()');
    if (!this.requiresGrad && !severed.has(this)) {
      throw new Error(
        'backward: this was made in noGrad, or of constants alone; make a parameter with ' +
          'engine.parameter(…). A gradient is a constant: there are first derivatives only',
      );
    }
  }

  /**
   * A copy of the targets.
   *
   * @throws ShapeError or RangeError unless there is one for each row
   */
  protected checkedTargets(targets: ArrayLike<number>, count: number): readonly number[] {
    checkCount('crossEntropy', count, 1);
    return this.rowIndices('crossEntropy', targets, 'targets');
  }

  private rowIndices(op: string, indices: ArrayLike<number>, of = 'indices'): readonly number[] {
    const width = this.shape.at(-1);
    if (width === undefined) throw new ShapeError(`${op}: a single number has no rows`);
    return checkedIndices(op, indices, width, of, sizeOf(this.shape) / width);
  }

  /** The weight of a linear map, checked. */
  protected checkedWeight(weight: Tensor, bias: Tensor | undefined, count: number): this {
    checkCount('linear', count, 2);
    const w = this.operand('linear', weight);
    if (weight.shape.length !== 2 || this.shape.at(-1) !== weight.shape[1]) {
      throw new ShapeError(
        `linear: input (…, in) and weight (out, in) do not fit: ${formatShape(this.shape)} and ${formatShape(weight.shape)}`,
      );
    }
    if (bias !== undefined) {
      this.checkEngine('linear', bias);
      checkSameShape('linear: bias', [weight.shape[0]], bias.shape);
    }
    return w;
  }
}

/** Made from parameters by way of comparisons alone: to differentiate it is no mistake, and reaches nothing. */
const severed = new WeakSet<Tensor>();

/** Remembers of a result that passes no gradient that it was made from a parameter all the same, if it was. */
export function sever(result: Tensor, operands: readonly Tensor[]): void {
  if (isRecording() && operands.some((operand) => operand.requiresGrad || severed.has(operand))) severed.add(result);
}

/** What to do instead, where a method was given more than it takes. */
const REMEDIES: Readonly<Record<string, string | undefined>> = {
  add: 'multiply it first',
  sub: 'multiply it first',
  log: 'for another base, divide by its logarithm',
  gelu: 'the approximation is geluTanh()',
};

/** The remedy where the axis was passed to an operation on the last one. */
export const LAST_AXIS = 'it runs along the last axis; transpose first';

/** @throws TypeError unless a normalisation was given at most one number, from 0 on */
export function checkEps(op: string, eps: number, count: number): void {
  checkCount(op, count, 1);
  checkKind(op, 'eps from 0 on', eps, typeof eps === 'number' && eps >= 0);
}

/** @throws TypeError unless an operation was given just one number */
export function checkNumber(op: string, x: number, count: number): void {
  checkCount(op, count, 1);
  checkKind(op, 'a number', x, typeof x === 'number');
}

/** Some rows of (N, C) as heads of D = C / H channels each: (H, rows, D). */
function splitHeads(x: Tensor, start: number, rows: number, heads: number): Tensor {
  return x
    .slice(start, start + rows)
    .reshape([rows, heads, -1])
    .transpose([1, 0, 2]);
}
