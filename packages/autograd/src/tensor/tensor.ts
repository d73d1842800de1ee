import { checkCount, checkKind, hasMethod, show } from '../arguments.ts';
import { noGrad } from '../graph/no-grad.ts';
import type { GraphNode } from '../graph/topological-order.ts';
import { broadcastLayout, rowMajorStrides, type Layout } from '../shape/layout.ts';
import type { FloatArray, NestedNumbers, Numbers } from '../shape/numbers.ts';
import {
  broadcastShapes,
  checkAxes,
  checkAxis,
  checkedIndices,
  checkedShape,
  checkReduction,
  checkSameShape,
  concatShape,
  formatShape,
  IN_AN_ARRAY,
  ShapeError,
  sizeOf,
  type Shape,
} from '../shape/shape.ts';
import { Arithmetic } from '../value/arithmetic.ts';
import { binary } from '../value/elementwise.ts';
import { checkAttention, distances, type AttentionLayout } from './attention.ts';
import {
  BRAND,
  checkedRowIndices,
  checkedTargets,
  checkedWeight,
  checkEngine,
  checkEps,
  checkNumber,
  checkOverwritable,
  checkSingle,
  isOperand,
  LAST_AXIS,
  operand,
} from './checks.ts';
import type { Engine } from './engine.ts';
import { formatNumbers } from './print.ts';
import type { Hyperparameters } from './updates.ts';

/** Whether x is a `Tensor`, also from another copy of this package. */
export function isTensor(x: unknown): x is Tensor {
  return isOperand(x);
}

/**
 * An operation with your own gradient, both in tensor arithmetic, so that it runs on every engine.
 *
 * ```ts
 * const slower: CustomOp = { name: 'slower', forward: (x) => x, backward: (gy) => [gy.mul(0.1)] };
 * const y = x.custom(slower); // x, but with a tenth of the gradient
 * ```
 *
 * For an elementwise function, a row `{ name, f, df }` and `x.map(row)` are shorter.
 */
export interface CustomOp {
  /** The name used in graphs and error messages. */
  readonly name: string;
  /** y, computed from the inputs. Nothing else is saved, so `backward` recomputes what it needs. */
  readonly forward: (...inputs: readonly Tensor[]) => Tensor;
  /**
   * The gradient of each input, in the input's shape, given the gradient of y; undefined where none passes.
   *
   * It must be linear in gy, as every derivative is: `scalar` calls it once for each number of y.
   */
  readonly backward: (gy: Tensor, y: Tensor, ...inputs: readonly Tensor[]) => readonly (Tensor | undefined)[];
}

/** The options of `causalAttention` and `attentionWeights`. */
export interface AttentionOptions extends AttentionLayout {
  /**
   * The bias of the scores, (heads, distances): bias[head, t − s] is added for a query at t and a key at s.
   *
   * In ALiBi it is the constant −slope · distance; a parameter is a learned relative position bias.
   *
   * @see https://arxiv.org/abs/2108.12409
   */
  readonly bias?: Tensor;
}

/**
 * An n-dimensional array of numbers that records how it was computed, so that `backward` can differentiate.
 *
 * Below, the **primitives** are abstract: each engine implements them. **Reductions**, **shapes** and **layers** are
 * defined once, in terms of them, and so run on every engine. An engine may override a definition to be faster; the
 * tests compare the two.
 *
 * An engine creates tensors, `cpu.tensor([[1, 2], [3, 4]])`; results are on the engine of their operands.
 */
export abstract class Tensor extends Arithmetic<Tensor> implements GraphNode {
  /** The engine of this tensor, and of all results computed from it. */
  abstract readonly engine: Engine;
  readonly shape: Shape;
  /** Whether `engine.parameter` created it. A frozen parameter is still a parameter. */
  readonly isParameter: boolean;
  #requiresGrad: boolean;
  /** The operands; empty for parameters, constants, and results that pass no gradient. */
  readonly children: readonly Tensor[];
  /** The name of the operation; empty if `children` is. */
  readonly op: string;
  lastWalk = 0;

  constructor(shape: Shape, requiresGrad: boolean, children: readonly Tensor[] = [], op = '') {
    super();
    this.shape = shape;
    this.#requiresGrad = requiresGrad;
    this.isParameter = requiresGrad && children.length === 0;
    this.children = children;
    this.op = op;
  }

  /** Whether `backward` computes a gradient for this tensor: it is, or depends on, a parameter that is not frozen. */
  get requiresGrad(): boolean {
    return this.#requiresGrad;
  }

  /** The mark that {@link isTensor} checks; unlike the class, it is the same in every copy of this package. */
  get brand(): string {
    return BRAND;
  }

  // ---------------------------------------------------------------- primitives

  /** The sum over the axes, default all; `keepDim` keeps them in the shape with size 1. */
  abstract sum(axes?: number | readonly number[], options?: { keepDim?: boolean }): Tensor;

  /**
   * The matrix product: (…, n, k) · (…, k, m) → (…, n, m); leading axes broadcast.
   *
   * @throws ShapeError if the inner sizes differ or an operand has fewer than two axes
   */
  abstract matmul(other: Tensor): Tensor;

  /** The same numbers in another shape; one size may be −1, and is then inferred. */
  abstract reshape(shape: Shape): Tensor;

  /** Numbers of this tensor in a strided layout: transpose, slice and broadcastTo are views. */
  protected abstract view(op: string, shape: Shape, layout: Layout): Tensor;

  /** Tensors of this engine concatenated along the axis, counted from 0; `shape` is that of the result. */
  protected abstract join(parts: readonly this[], axis: number, shape: Shape): Tensor;

  /** Block i of the result is block indices[i] of this, a block being `width` consecutive numbers. */
  protected abstract gather(op: string, indices: readonly number[], width: number, shape: Shape): Tensor;

  /** Overwrites block indices[i] of this with block i of the source, a block being `width` consecutive numbers. */
  protected abstract scatter(indices: readonly number[], width: number, source: this): void;

  /**
   * The result of an operation with your own gradient.
   *
   * @param others the inputs after this one
   * @throws ShapeError in `backward` if a gradient does not have the shape of its input
   */
  abstract custom(op: CustomOp, ...others: readonly Tensor[]): Tensor;

  /** The largest number of each row of a matrix; the first of equals gets the gradient. */
  protected abstract maxRows(): Tensor;

  /** The index of the largest number of each row of a matrix. */
  protected abstract argmaxRows(): Int32Array;

  // ----------------------------------------------------------------- gradients

  /**
   * Freezes a parameter, or unfreezes it: a frozen parameter acts as a constant and gets no gradient, so no optimizer
   * changes it. Do not call it between forward and backward.
   *
   * @param frozen false unfreezes it; default true
   * @throws Error unless this is a parameter
   */
  freeze(frozen = true): void {
    checkCount('freeze', arguments.length, 1);
    if (!this.isParameter) throw new Error('freeze: expected a parameter; make one with engine.parameter(…)');
    this.zeroGrad();
    this.#requiresGrad = !frozen;
  }

  /** Adds d(this)/d(parameter) to the `grad` of every parameter that this single number was computed from. */
  abstract backward(): void;

  /** Whether this tensor has a gradient: `backward` has reached it since the last `zeroGrad`. */
  abstract get hasGrad(): boolean;

  /** A copy of the gradient, of the same shape; undefined if `backward` has not reached this tensor. */
  abstract get grad(): Tensor | undefined;
  /** Replaces the gradient, for example by a clipped one; undefined clears it. */
  abstract set grad(gradient: Tensor | undefined);

  /** Clears the gradient. */
  zeroGrad(): void {
    this.grad = undefined;
  }

  /**
   * Whether |g| < limit for every number of the gradient; true without a gradient.
   *
   * An engine whose numbers cannot be read at once skips the check and returns true.
   */
  abstract isGradBelow(limit: number): boolean;

  /** Whether every number of the gradient is finite; true without a gradient. */
  get hasFiniteGrad(): boolean {
    return this.isGradBelow(Infinity);
  }

  /** Σ g² over the gradient; 0 without a gradient. */
  sumSquaresOfGrad(): number {
    const { grad } = this;
    return grad === undefined ? 0 : grad.mul(grad).sum().item();
  }

  /** Multiplies the gradient, if there is one. */
  scaleGrad(factor: number): void {
    checkNumber('scaleGrad', factor, arguments.length);
    if (this.grad) this.grad = this.grad.mul(factor);
  }

  /**
   * A fused optimizer step on this parameter, in one pass over memory; @microgpt/optim defines the updates.
   *
   * @param _buffers the optimizer's running averages, which are overwritten
   * @returns whether the engine has this update, and did it
   */
  fusedUpdate(_name: string, _buffers: readonly Tensor[], _hyperparameters: Hyperparameters): boolean {
    return false;
  }

  // ------------------------------------------------------- reading and writing

  /** A copy of the numbers in row-major order, on engines whose memory JavaScript can read. */
  abstract toFlat(): FloatArray;

  /** Like `toFlat`, but asynchronous, so that it also works on engines such as a GPU. */
  read(): Promise<FloatArray> {
    return Promise.resolve(this.toFlat());
  }

  /** The first number. */
  protected first(): number {
    return this.toFlat()[0];
  }

  /**
   * The number in a tensor that holds a single one.
   *
   * @throws ShapeError if it holds several
   */
  item(): number {
    checkCount('item', arguments.length, 0);
    checkSingle('item', this, 'use toArray()');
    return this.first();
  }

  /** The numbers in nested arrays; a plain number for shape (). */
  toArray(): NestedNumbers;
  /**
   * The numbers in nested arrays, as `number[][]` if `rank` is 2: TypeScript does not know the number of axes.
   *
   * @throws ShapeError unless the shape has `rank` axes
   */
  toArray<Rank extends 0 | 1 | 2 | 3 | 4>(
    rank: Rank,
  ): [number, number[], number[][], number[][][], number[][][][]][Rank];
  toArray(rank = this.shape.length): NestedNumbers {
    checkCount('toArray', arguments.length, 1);
    if (rank !== this.shape.length) {
      throw new ShapeError(`toArray: expected rank ${show(rank)}, got shape ${formatShape(this.shape)}`);
    }
    const flat = this.toFlat();
    const nest = (shape: Shape, start: number): NestedNumbers => {
      if (shape.length === 0) return flat[start];
      const [size, ...rest] = shape;
      return Array.from({ length: size }, (_, i) => nest(rest, start + i * sizeOf(rest)));
    };
    return nest(this.shape, 0);
  }

  /** The shape, the engine and the numbers, as NumPy prints them; without numbers if JavaScript cannot read the memory. */
  override toString(): string {
    const title = `Tensor${formatShape(this.shape)} on ${this.engine.name}`;
    try {
      const numbers = formatNumbers(this.toFlat(), this.shape);
      return title + (numbers.includes('\n') ? '\n' : ' ') + numbers;
    } catch {
      return title;
    }
  }

  /** A copy of the numbers as a constant, through which no gradient passes. */
  abstract detach(): Tensor;

  /**
   * Overwrites the numbers of a parameter or a constant. Do not call it between forward and backward, which may read the
   * old numbers.
   *
   * @throws ShapeError if the shape (or for a flat array the length) differs
   * @throws Error for a result that gradients pass through, because they would no longer match its numbers
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
    checkOverwritable('assignRows', this);
    checkEngine('assignRows', this, source);
    const checked = checkedIndices('assignRows', indices, rows);
    checkSameShape('assignRows', [indices.length, ...rest], source.shape);
    this.scatter(checked, sizeOf(rest), source);
  }

  /**
   * Frees the memory of a parameter or of a tensor that was assigned to. Do not use the tensor afterwards.
   *
   * You never have to call it, because unreachable tensors are garbage-collected. It helps to free large tensors early on
   * an engine with its own memory; on other engines it does nothing.
   */
  dispose(): void {
    // An engine with its own memory overrides this.
  }

  // ---------------------------------------------------------------- reductions

  /** The mean over the axes, default all. */
  mean(axes?: number | readonly number[], options?: { keepDim?: boolean }): Tensor {
    checkReduction('mean', this.shape, axes, options, arguments.length);
    const sum = this.sum(axes, options);
    return sum.div(sizeOf(this.shape) / sizeOf(sum.shape));
  }

  /** The maximum over the axes, default all; the first of equals gets the gradient. */
  max(axes?: number | readonly number[], options?: { keepDim?: boolean }): Tensor {
    checkKind('max', 'axes (maximum takes a Tensor)', axes, !isTensor(axes));
    const { axes: reduced, shape: result } = checkReduction('max', this.shape, axes, options, arguments.length);
    return toRows(this, reduced).maxRows().reshape(result);
  }

  /** The minimum over the axes, default all; the first of equals gets the gradient. */
  min(axes?: number | readonly number[], options?: { keepDim?: boolean }): Tensor {
    checkKind('min', 'axes (minimum takes a Tensor)', axes, !isTensor(axes));
    checkReduction('min', this.shape, axes, options, arguments.length);
    return this.neg().max(axes, options).neg();
  }

  /**
   * The index of the maximum along an axis, default the last, in row-major order of the other axes: the first of equals,
   * or the first NaN.
   */
  argmax(axis = -1): Int32Array {
    return toRows(this, argumentAxis('argmax', this, axis, arguments.length)).argmaxRows();
  }

  /** The index of the minimum, otherwise like {@link argmax}. */
  argmin(axis = -1): Int32Array {
    return toRows(this.detach().neg(), argumentAxis('argmin', this, axis, arguments.length)).argmaxRows();
  }

  // -------------------------------------------------------------------- shapes

  /** The axes permuted; by default the last two are swapped. */
  transpose(axes?: readonly number[]): Tensor {
    checkCount('transpose', arguments.length, 1, IN_AN_ARRAY);
    const rank = this.shape.length;
    if (axes === undefined && rank < 2) {
      throw new ShapeError(`transpose: expected two or more axes, got shape ${formatShape(this.shape)}`);
    }
    const order = checkAxes('transpose', axes ?? [...Array(rank - 2).keys(), rank - 1, rank - 2], this.shape);
    if (order.length !== rank) {
      throw new ShapeError(
        `transpose: expected all ${rank} axes of shape ${formatShape(this.shape)}, got ${show(order)}`,
      );
    }
    const strides = rowMajorStrides(this.shape);
    return this.view(
      'transpose',
      order.map((axis) => this.shape[axis]),
      { offset: 0, strides: order.map((axis) => strides[axis]) },
    );
  }

  /** Positions start … end − 1 along an axis, default the first; negative ones count from the end, as in `Array.slice`. */
  slice(start: number, end?: number, axis = 0): Tensor {
    checkCount('slice', arguments.length, 3);
    const along = checkAxis('slice', axis, this.shape);
    const size = this.shape[along];
    const [first, last] = [start, end ?? size].map((i) => (Number.isInteger(i) && i < 0 ? i + size : i));
    if (!(Number.isInteger(first) && Number.isInteger(last) && first >= 0 && first < last && last <= size)) {
      throw new RangeError(
        `slice: ${show(start)} to ${show(end ?? size)} is not a range of axis ${axis} of size ${size}`,
      );
    }
    const strides = rowMajorStrides(this.shape);
    return this.view('slice', this.shape.with(along, last - first), { offset: first * strides[along], strides });
  }

  /** This tensor broadcast to a shape: repeated along missing axes and axes of size 1. */
  broadcastTo(shape: Shape): Tensor {
    checkCount('broadcastTo', arguments.length, 1, IN_AN_ARRAY);
    const sizes = checkedShape('broadcastTo', shape);
    checkSameShape('broadcastTo', sizes, broadcastShapes('broadcastTo', this.shape, sizes));
    return this.view('broadcastTo', sizes, broadcastLayout(this.shape, sizes));
  }

  /**
   * Rows by index: result[i] = this[indices[i]]. An index may occur several times; its gradients add up.
   *
   * @returns shape (indices.length, …rest)
   */
  take(indices: ArrayLike<number>): Tensor {
    checkCount('take', arguments.length, 1);
    const [rows, ...rest] = this.shape;
    if (this.shape.length === 0) throw new ShapeError('take: a single number has no rows');
    const checked = checkedIndices('take', indices, rows);
    if (checked.length === 0) throw new RangeError('take: expected indices, got none');
    return this.gather('take', checked, sizeOf(rest), [checked.length, ...rest]);
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
    const offsets = checkedRowIndices('pick', this, indices).map((index, row) => row * width + index);
    return this.gather('pick', offsets, 1, this.shape.slice(0, -1));
  }

  /** Tensors concatenated along an axis, default the first; their other axes must be equal. */
  static concat(tensors: readonly Tensor[], axis = 0): Tensor {
    const parts = checkedParts('concat', tensors, arguments.length);
    const along = checkAxis('concat', axis, parts[0].shape);
    const shapes = parts.map(({ shape }) => shape);
    return parts[0].join(parts, along, concatShape(shapes, along));
  }

  /** Tensors of one shape stacked along a new axis, default the first. */
  static stack(tensors: readonly Tensor[], axis = 0): Tensor {
    const parts = checkedParts('stack', tensors, arguments.length);
    for (const part of parts) checkSameShape('stack', parts[0].shape, part.shape);
    const newAxis = checkAxis('stack', axis, [...parts[0].shape, 1]);
    const shape = parts[0].shape.toSpliced(newAxis, 0, 1);
    return Tensor.concat(
      parts.map((tensor) => tensor.reshape(shape)),
      newAxis,
    );
  }

  /**
   * This tensor where the condition is not 0, and the other elsewhere. The condition gets no gradient.
   *
   * The operand not selected gets a gradient of 0, whatever the gradient of the result. In earlier operations this 0 becomes
   * NaN if a derivative is infinite or NaN: `x.sqrt().where(x.greater(0), 0)` has the gradient 0 · ∞ at 0. To avoid
   * that, select the operand first:
   * `x.where(x.greater(0), 1).sqrt().where(x.greater(0), 0)`.
   */
  where(condition: Tensor, other: Tensor | number): Tensor {
    checkCount('where', arguments.length, 2);
    checkEngine('where', this, condition);
    const otherwise = typeof other === 'number' ? this.engine.full([], other) : operand('where', this, other);
    return this.zip(binary.keepIf, condition).add(otherwise.zip(binary.dropIf, condition));
  }

  // -------------------------------------------------------------------- layers

  /**
   * The linear map this · weightᵀ + bias.
   *
   * @param weight (out, in); this is (…, in)
   * @param bias (out), optional
   * @returns (…, out)
   */
  linear(weight: Tensor, bias?: Tensor): Tensor {
    const w = checkedWeight(this, weight, bias, arguments.length);
    const rows = this.reshape([-1, w.shape[1]]);
    const y = rows.matmul(w.transpose()).reshape([...this.shape.slice(0, -1), w.shape[0]]);
    return bias === undefined ? y : y.add(bias);
  }

  /** Softmax over an axis, default the last: exp(xᵢ) / Σⱼ exp(xⱼ), the maximum subtracted first so that exp cannot overflow. */
  softmax(axis = -1): Tensor {
    const e = this.sub(maximumAlong('softmax', this, axis, arguments.length)).exp();
    return e.div(e.sum(axis, { keepDim: true }));
  }

  /** log softmax(x) = x − max − log Σⱼ exp(xⱼ − max) over an axis, default the last; it never takes the logarithm of 0. */
  logSoftmax(axis = -1): Tensor {
    const shifted = this.sub(maximumAlong('logSoftmax', this, axis, arguments.length));
    return shifted.sub(shifted.exp().sum(axis, { keepDim: true }).log());
  }

  /**
   * Root-mean-square normalization over the last axis: x / √(mean(x²) + eps).
   *
   * @param eps added to the mean square, keeps x = 0 finite; default 1e-5
   * @see https://arxiv.org/abs/1910.07467
   */
  rmsNorm(eps = 1e-5): Tensor {
    checkEps('rmsNorm', eps, arguments.length);
    return this.mul(this.mul(this).mean(-1, { keepDim: true }).add(eps).pow(-0.5));
  }

  /**
   * Layer normalization over the last axis: (x − mean(x)) / √(var(x) + eps), var being the mean squared deviation.
   * A row of equal numbers gives 0.
   *
   * @param eps added to the variance, keeps constant rows finite; default 1e-5
   * @see https://arxiv.org/abs/1607.06450
   */
  layerNorm(eps = 1e-5): Tensor {
    checkEps('layerNorm', eps, arguments.length);
    const mean = this.mean(-1, { keepDim: true });
    // The rounding error of the mean: tiny, but the only deviation in a row of equal numbers.
    const error = noGrad(() => this.sub(mean).mean(-1, { keepDim: true }));
    return this.sub(mean.add(error)).rmsNorm(eps);
  }

  /**
   * Zeroes each number with probability p and divides the rest by 1 − p, which keeps the expected value.
   *
   * @param p at least 0 (nothing is drawn) and below 1
   * @param rng draws one number for each element, in row-major order
   * @see https://jmlr.org/papers/v15/srivastava14a.html
   */
  dropout(p: number, rng: { random(): number }): Tensor {
    checkCount('dropout', arguments.length, 2);
    if (!(typeof p === 'number' && p >= 0 && p < 1)) {
      throw new RangeError(`dropout: p must be at least 0 and below 1, got ${show(p)}`);
    }
    checkKind('dropout', 'a Random', rng, hasMethod(rng, 'random'));
    if (p === 0) return this;
    const scales = new Float64Array(sizeOf(this.shape)).map(() => (rng.random() < p ? 0 : 1 / (1 - p)));
    return this.zip(binary.dropout, this.engine.tensor(scales, this.shape));
  }

  /**
   * The cross-entropy loss, the mean over all rows of −log softmax(row)[target], in nats.
   *
   * @param targets one index into the last axis for each row, in row-major order
   * @returns a single number
   */
  crossEntropy(targets: ArrayLike<number>): Tensor {
    const expected = checkedTargets(this, targets, arguments.length);
    return this.logSoftmax().pick(expected).mean().neg();
  }

  /**
   * Causal scaled dot-product attention of packed documents, in which a token sees itself and those before it:
   * for each document and each head, softmax(scale · q·kᵀ + bias) · v, with D = C / heads and scale = 1 / √D.
   *
   * @param keys (M, C), this being the queries (N, C)
   * @param values (M, C)
   * @returns (N, C), the heads concatenated
   * @see https://arxiv.org/abs/1706.03762
   */
  causalAttention(keys: Tensor, values: Tensor, options: AttentionOptions): Tensor {
    checkCount('causalAttention', arguments.length, 3);
    checkEngine('causalAttention', this, keys);
    checkEngine('causalAttention', this, values);
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
   * The attention weights of `causalAttention`: softmax(scale · q·kᵀ + bias), 0 for keys after the query or before the
   * window.
   *
   * @param keys (M, C), this being the queries (N, C)
   * @returns for each document (H, T, S): heads, queries, keys
   */
  attentionWeights(keys: Tensor, options: AttentionOptions): Tensor[] {
    checkCount('attentionWeights', arguments.length, 2);
    checkEngine('attentionWeights', this, keys);
    const { heads, scale, window, documents } = checkAttention('attentionWeights', this, keys, keys, options);
    const { bias } = options;
    if (bias !== undefined) checkEngine('attentionWeights', this, bias);
    return documents.map((document) => {
      const { query, key, queries, past } = document;
      const q = splitHeads(this, query, queries, heads); // (H, T, D)
      const k = splitHeads(keys, key, past + queries, heads); // (H, S, D), S = past + T
      const scores = q.matmul(k.transpose()).mul(scale); // (H, T, S)
      const distance = distances(document); // (T, S)
      const mask = distance.map((row) => row.map((d) => (d >= 0 && d < window ? 0 : -Infinity)));
      const masked = scores.add(this.engine.tensor(mask));
      if (bias === undefined) return masked.softmax();
      const clamped = distance.flat().map((d) => Math.min(Math.max(d, 0), bias.shape[1] - 1));
      const biases = bias.transpose().take(clamped).reshape([queries, -1, heads]); // (T, S, H)
      return masked.add(biases.transpose([2, 0, 1])).softmax();
    });
  }
}

/** The maximum along an axis; passes no gradient. */
function maximumAlong(op: string, x: Tensor, axis: number, count: number): Tensor {
  checkCount(op, count, 1);
  checkAxis(op, axis, x.shape);
  return noGrad(() => x.max(axis, { keepDim: true }));
}

/** A tensor as a matrix whose columns are the given axes. */
function toRows(x: Tensor, axes: readonly number[]): Tensor {
  const outer = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...outer, ...axes];
  const inOrder = order.every((axis, i) => axis === i) ? x : x.transpose(order);
  return inOrder.reshape([sizeOf(outer.map((axis) => x.shape[axis])), -1]);
}

/** The axis of argmax or argmin, as an array; empty for a single number. */
function argumentAxis(op: string, { shape }: Tensor, axis: number, count: number): number[] {
  checkCount(op, count, 1);
  return shape.length === 0 ? [] : [checkAxis(op, axis, shape)];
}

/** The tensors to join, checked. */
function checkedParts(op: string, tensors: readonly Tensor[], count: number): readonly Tensor[] {
  checkCount(op, count, 2, IN_AN_ARRAY);
  checkKind(op, 'an array of tensors', tensors, isTensor((tensors as typeof tensors | undefined)?.[0]));
  return Array.from(tensors, (part) => operand(op, tensors[0], part));
}

/** Rows of (N, C), split into H heads of D = C / H channels: (H, rows, D). */
function splitHeads(x: Tensor, start: number, rows: number, heads: number): Tensor {
  return x
    .slice(start, start + rows)
    .reshape([rows, heads, -1])
    .transpose([1, 0, 2]);
}
