import { checkCount } from '../arguments.ts';
import { isRecording } from '../graph/no-grad.ts';
import { topologicalOrder } from '../graph/topological-order.ts';
import { broadcastLayout, rowMajor, rowMajorStrides, type Layout } from '../shape/layout.ts';
import type { FloatArray, Numbers } from '../shape/numbers.ts';
import {
  broadcastShapes,
  checkReduction,
  matmulSizes,
  resolveShape,
  sameShape,
  sizeOf,
  type Shape,
} from '../shape/shape.ts';
import type { StridedPair } from '../shape/strided-pair.ts';
import {
  assignable,
  checkBackward,
  checkNumber,
  checkOverwritable,
  checkRow,
  matching,
  operand,
  markNonDifferentiable,
} from '../tensor/checks.ts';
import { customGradients, runCustomOp } from '../tensor/custom-op.ts';
import type { Engine } from '../tensor/engine.ts';
import { isTensor, Tensor, type CustomOp } from '../tensor/tensor.ts';
import type { Hyperparameters } from '../tensor/updates.ts';
import { binary, differentiableOperands, type Binary, type Unary } from '../value/elementwise.ts';
import type { Backend, DeviceArray, HostAccess } from './backend.ts';

/** The engine of an `ArrayTensor`, implemented by `ArrayEngine`; importing that class would make a cycle. */
export interface DeviceEngine extends Engine {
  readonly backend: Backend;
  /** The number 1. */
  readonly one: DeviceArray;
  /** Reports the current `noGrad` body to the backend. */
  beginNoGrad(): void;
  /** A tensor over memory that already holds its numbers. */
  wrap(
    storage: DeviceArray,
    shape: Shape,
    requiresGrad: boolean,
    children?: readonly ArrayTensor[],
    op?: string,
  ): ArrayTensor;
}

/**
 * A tensor in flat memory, computed by the kernels of a `Backend`. Each primitive is followed by its gradient.
 *
 * Numbers are always in row-major order, so that kernels need no strides; operations that rearrange them copy.
 */
export class ArrayTensor extends Tensor {
  readonly engine: DeviceEngine;
  /** The numbers in row-major order. */
  readonly storage: DeviceArray;
  declare readonly children: readonly ArrayTensor[];
  #gradient: DeviceArray | undefined;
  #ownGradient: DeviceArray | undefined; // of a parameter or constant, reused in every step
  #passGradient: ((gy: DeviceArray) => void) | undefined;

  constructor(
    engine: DeviceEngine,
    storage: DeviceArray,
    shape: Shape,
    requiresGrad: boolean,
    children?: readonly ArrayTensor[],
    op?: string,
  ) {
    super(shape, requiresGrad, children, op);
    this.engine = engine;
    this.storage = storage;
  }

  /** The backend of the engine. */
  protected get backend(): Backend {
    return this.engine.backend;
  }

  /** @throws Error on an engine whose memory JavaScript cannot read at once */
  #host(op: string): HostAccess {
    const { host, name } = this.backend;
    if (host === undefined) throw new Error(`${op}: numbers on ${name} cannot be read at once; use await x.read()`);
    return host;
  }

  override map(op: Unary, count = 0): Tensor {
    checkRow(op, count, 0);
    const y = this.result(op.name, this.shape, [this]);
    this.backend.map(op, this.storage, y.storage);
    return y.onBackward((gy) => {
      this.backend.mapGrad(op, this.storage, y.storage, gy, this.gradient());
    });
  }

  override zip(op: Binary, other: Tensor | number, count = 1): Tensor {
    checkRow(op, count, 1);
    const right =
      typeof other === 'number'
        ? this.engine.wrap(this.backend.constant([other]), [], false)
        : operand<ArrayTensor>(op.name, this, other);
    const shape = broadcastShapes(op.name, this.shape, right.shape);
    const isSameShape = sameShape(this.shape, right.shape);
    const pair: StridedPair = isSameShape
      ? contiguousPair(this.storage.length)
      : { shape, layouts: [broadcastLayout(this.shape, shape), broadcastLayout(right.shape, shape)] };
    const y = this.result(op.name, shape, differentiableOperands<ArrayTensor>(op, this, right));
    this.backend.zip(op, this.storage, right.storage, y.storage, pair);
    if (!y.requiresGrad) markNonDifferentiable(y, [this, right]);
    return y.onBackward((gy) => {
      if (isSameShape && op === binary.add) {
        // The gradient of a sum without broadcasting is gy itself.
        if (this.requiresGrad) this.addGradient(gy);
        if (right.requiresGrad) right.addGradient(gy);
        return;
      }
      this.backend.zipGrad(
        op,
        this.storage,
        right.storage,
        y.storage,
        gy,
        op.da ? this.gradientIfRequired() : undefined,
        op.db ? right.gradientIfRequired() : undefined,
        pair,
      );
    });
  }

  override sum(axes?: number | readonly number[], options?: { keepDim?: boolean }): Tensor {
    const { keepDimShape, shape } = checkReduction('sum', this.shape, axes, options, arguments.length);
    const contiguous = rowMajor(this.shape);
    const repeated = broadcastLayout(keepDimShape, this.shape);
    const y = this.result('sum', shape, [this]);
    this.backend.clear(y.storage);
    this.backend.move(this.storage, y.storage, { shape: this.shape, layouts: [contiguous, repeated] }, true);
    return y.onBackward((gy) => {
      this.backend.move(gy, this.gradient(), { shape: this.shape, layouts: [repeated, contiguous] }, true);
    });
  }

  override matmul(other: Tensor): Tensor {
    checkCount('matmul', arguments.length, 1);
    const right = operand('matmul', this, other);
    const { batch, n, k, m } = matmulSizes(this.shape, right.shape);
    const count = sizeOf(batch);
    // Kernels take the same number of matrices on both sides: repeat those of a broadcast operand.
    if (this.storage.length !== count * n * k) return this.broadcastTo([...batch, n, k]).matmul(right);
    if (right.storage.length !== count * k * m) return this.matmul(right.broadcastTo([...batch, k, m]));

    const y = this.result('matmul', [...batch, n, m], [this, right]);
    this.backend.matmul(this.storage, right.storage, y.storage, { batch: count, n, k, m });
    return y.onBackward((gy) => {
      // gy · bᵀ and aᵀ · gy
      if (this.requiresGrad) {
        const plan = { batch: count, n, k: m, m: k, transposeB: true, accumulate: this.hasGrad };
        this.backend.matmul(gy, right.storage, this.uninitializedGradient(), plan);
      }
      if (right.requiresGrad) {
        const plan = { batch: count, n: k, k: n, m, transposeA: true, accumulate: right.hasGrad };
        this.backend.matmul(this.storage, gy, right.uninitializedGradient(), plan);
      }
    });
  }

  override reshape(shape: Shape): Tensor {
    const resolved = resolveShape(this.shape, shape, arguments.length);
    if (!(isRecording() && this.requiresGrad)) return constant(this, this.storage, resolved);
    // A parameter may be overwritten, but its view must not change.
    const y = this.result('reshape', resolved, [this], this.isParameter ? undefined : this.backend.alias(this.storage));
    if (this.isParameter) this.backend.move(this.storage, y.storage, contiguousPair(this.storage.length), false);
    return y.onBackward((gy) => {
      this.addGradient(gy);
    });
  }

  protected override view(op: string, shape: Shape, layout: Layout): Tensor {
    const contiguous = rowMajor(shape);
    const y = this.result(op, shape, [this]);
    this.backend.move(this.storage, y.storage, { shape, layouts: [layout, contiguous] }, false);
    return y.onBackward((gy) => {
      this.backend.move(gy, this.gradient(), { shape, layouts: [contiguous, layout] }, true);
    });
  }

  protected override join(parts: readonly this[], axis: number, shape: Shape): Tensor {
    const strides = rowMajorStrides(shape);
    const y = this.result('concat', shape, parts);
    let offset = 0;
    const layouts = parts.map((part) => {
      const layout: Layout = { offset, strides };
      const pair: StridedPair = { shape: part.shape, layouts: [rowMajor(part.shape), layout] };
      this.backend.move(part.storage, y.storage, pair, false);
      offset += part.shape[axis] * strides[axis];
      return layout;
    });
    return y.onBackward((gy) => {
      parts.forEach((part, i) => {
        const gradient = part.gradientIfRequired();
        const pair: StridedPair = { shape: part.shape, layouts: [layouts[i], rowMajor(part.shape)] };
        if (gradient) this.backend.move(gy, gradient, pair, true);
      });
    });
  }

  protected override gather(op: string, indices: readonly number[], width: number, shape: Shape): Tensor {
    const y = this.result(op, shape, [this]);
    this.backend.gather(this.storage, indices, width, y.storage);
    return y.onBackward((gy) => {
      this.backend.gatherGrad(gy, indices, width, this.gradient());
    });
  }

  override custom(op: CustomOp, ...others: readonly Tensor[]): Tensor {
    const { inputs, output } = runCustomOp<ArrayTensor>(op, this, others);
    // A copy, because the operation may return an input or a parameter.
    const y = this.result(op.name, output.shape, inputs, this.backend.copy(output.storage));
    return y.onBackward((gy) => {
      customGradients(op, constant(y, gy), y, inputs).forEach((gradient, i) => {
        if (gradient !== undefined && inputs[i].requiresGrad) inputs[i].addGradient(gradient.storage);
      });
    });
  }

  protected override scatter(indices: readonly number[], width: number, source: this): void {
    // A copy of its own rows, which may be overwritten before they are read.
    const storage = source === this ? this.backend.copy(this.storage) : source.storage;
    this.backend.scatter(storage, indices, width, this.storage);
  }

  protected override maxRows(): Tensor {
    const [rows, columns] = this.shape;
    const y = this.result('max', [rows], [this]);
    const indices = this.backend.scratch(rows, y.storage);
    this.backend.maxRows(this.storage, y.storage, indices, columns);
    return y.onBackward((gy) => {
      this.backend.maxRowsGrad(indices, gy, this.gradient(), columns);
    });
  }

  protected override argmaxRows(): Int32Array {
    return this.#host('argmax').argmax(this.storage, this.shape[1]);
  }

  override backward(): void {
    checkBackward(this, arguments.length);
    if (!this.requiresGrad) return;
    const { backend } = this;
    // Gradients that earlier calls left on results would count twice; only leaves accumulate over several calls.
    const order = topologicalOrder<ArrayTensor>(this, (result) => (result.#gradient = undefined));
    const visited: DeviceArray[] = [];
    const cleared: ArrayTensor[] = []; // leaves without a gradient; if this call fails, they stay without
    let isAccumulating = false;
    for (const node of order) {
      if (node.children.length > 0) {
        if (node !== this) visited.push(node.storage);
      } else if (node.#gradient === undefined) cleared.push(node);
      else isAccumulating = true;
    }
    // Reading memory that was freed fails here, before anything is added.
    if (isAccumulating) for (const storage of visited) backend.host?.first(storage);

    let hasEnded = false;
    backend.beginBackward?.(this.storage, visited);
    try {
      if (this.children.length === 0) this.addGradient(this.engine.one);
      else {
        this.#gradient = backend.result(1); // not an accumulator: like the result, it may be read in the next step
        backend.move(this.engine.one, this.#gradient, contiguousPair(1), false);
      }
      for (let i = order.length - 1; i >= 0; i--) {
        const node = order[i];
        if (node.#gradient !== undefined) node.#passGradient?.(node.#gradient);
      }
      hasEnded = true;
    } finally {
      if (!hasEnded) for (const leaf of cleared) leaf.#gradient = undefined;
      backend.endBackward?.(this.storage, hasEnded ? visited : undefined);
    }
  }

  override get hasGrad(): boolean {
    return this.#gradient !== undefined;
  }

  override isGradBelow(limit: number): boolean {
    checkNumber('isGradBelow', limit, arguments.length);
    return this.#gradient === undefined || this.backend.host?.isBelow(this.#gradient, limit) !== false;
  }

  override get grad(): Tensor | undefined {
    return this.#gradient && constant(this, this.#gradient);
  }

  override set grad(gradient: Tensor | undefined) {
    if (gradient === undefined) {
      this.#gradient = undefined;
      return;
    }
    const copy = this.backend.copy(matching('grad', this, gradient).storage); // everything that may fail comes first
    this.#gradient = this.#ownGradient ??= this.backend.persistent(copy.length);
    this.backend.move(copy, this.#gradient, contiguousPair(copy.length), false);
  }

  override detach(): Tensor {
    return constant(this, this.storage);
  }

  override assign(source: Tensor | Numbers): void {
    const numbers = assignable(this, source, arguments.length);
    if (!isTensor(numbers)) this.backend.write(this.storage, numbers);
    else if (numbers.engine === this.engine) this.scatter([0], this.storage.length, operand('assign', this, numbers));
    else this.backend.write(this.storage, numbers.toFlat());
  }

  override dispose(): void {
    this.backend.release?.(this.storage);
    if (this.#ownGradient !== undefined) this.backend.release?.(this.#ownGradient);
    this.#gradient = this.#ownGradient = undefined;
  }

  protected override first(): number {
    return this.#host('item').first(this.storage);
  }

  override fusedUpdate(name: string, buffers: readonly Tensor[], hyperparameters: Hyperparameters): boolean {
    checkOverwritable(name, this);
    const kernel = this.backend.updates?.[name];
    if (kernel === undefined || this.#gradient === undefined) return false;
    const storages = buffers.map((buffer) => matching(name, this, buffer).storage);
    kernel.step(this.storage, this.#gradient, storages, hyperparameters);
    return true;
  }

  override sumSquaresOfGrad(): number {
    return this.#gradient === undefined ? 0 : this.#host('sumSquaresOfGrad').sumSquares(this.#gradient);
  }

  override scaleGrad(factor: number): void {
    checkNumber('scaleGrad', factor, arguments.length);
    if (this.#gradient === undefined) return;
    const pair: StridedPair = { shape: [this.#gradient.length], layouts: [CONTIGUOUS, { offset: 0, strides: [0] }] };
    this.backend.zip(binary.mul, this.#gradient, this.backend.constant([factor]), this.#gradient, pair);
  }

  override toFlat(): FloatArray {
    return this.#host('toFlat').readSync(this.storage);
  }

  override read(): Promise<FloatArray> {
    return this.backend.read(this.storage);
  }

  /** The tensor for the result of an operation; its operands are recorded only if one of them requires a gradient. */
  protected result(op: string, shape: Shape, operands: readonly ArrayTensor[], storage?: DeviceArray): this {
    const recording = isRecording();
    if (!recording) this.engine.beginNoGrad();
    const requiresGrad = recording && operands.some((operand) => operand.requiresGrad);
    const memory = storage ?? this.backend.result(sizeOf(shape));
    if (requiresGrad) return this.engine.wrap(memory, shape, true, operands, op) as this;
    const result = this.engine.wrap(memory, shape, false);
    markNonDifferentiable(result, operands);
    return result as this;
  }

  /** Sets the function that adds to the gradients of the operands, given the gradient of this result. */
  protected onBackward(passGradient: (gy: DeviceArray) => void): this {
    if (this.requiresGrad) this.#passGradient = passGradient;
    return this;
  }

  /** The gradient of this tensor, to add to; zeros at first. */
  protected gradient(): DeviceArray {
    const isFirst = !this.hasGrad;
    const gradient = this.uninitializedGradient();
    if (isFirst) this.backend.clear(gradient);
    return gradient;
  }

  /** Like {@link gradient}, but uninitialized if `hasGrad` was false: the caller then overwrites it. */
  protected uninitializedGradient(): DeviceArray {
    if (this.#gradient !== undefined) return this.#gradient;
    const { length } = this.storage;
    if (this.children.length > 0) return (this.#gradient = this.backend.accumulator(length));
    return (this.#gradient = this.#ownGradient ??= this.backend.persistent(length));
  }

  /** Adds a gradient of this shape. */
  protected addGradient(gy: DeviceArray): void {
    const accumulate = this.hasGrad;
    this.backend.move(gy, this.uninitializedGradient(), contiguousPair(gy.length), accumulate);
  }

  /** The gradient of this tensor, to add to; undefined if it requires none. */
  protected gradientIfRequired(): DeviceArray | undefined {
    return this.requiresGrad ? this.gradient() : undefined;
  }
}

/** A constant on the same engine, with a copy of the numbers. */
function constant<T extends ArrayTensor>(x: T, storage: DeviceArray, shape = x.shape): T {
  return x.engine.wrap(x.engine.backend.copy(storage), shape, false) as T;
}

const CONTIGUOUS: Layout = { offset: 0, strides: [1] };
const BOTH_CONTIGUOUS = [CONTIGUOUS, CONTIGUOUS] as const;

/** Two contiguous arrays of the same length. */
function contiguousPair(length: number): StridedPair {
  return { shape: [length], layouts: BOTH_CONTIGUOUS };
}
