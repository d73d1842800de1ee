import { checkCount } from './arguments.ts';
import type { ArrayEngine } from './array-engine.ts';
import type { Backend, Storage, Updates } from './backend.ts';
import { binary, tracked, type Binary, type Unary } from './elementwise.ts';
import type { CustomOp } from './custom-op.ts';
import { isRecording, topologicalOrder } from './graph.ts';
import type { Numbers } from './numbers.ts';
import {
  alike,
  assignable,
  checkBackward,
  checkNumber,
  checkOverwritable,
  checkRow,
  forward,
  gradientsOf,
  LAST_AXIS,
  operand,
  sever,
} from './operands.ts';
import {
  broadcastLayout,
  broadcastShapes,
  checkReduction,
  matmulSizes,
  resolveShape,
  rowMajor,
  rowMajorStrides,
  sameShape,
  sizeOf,
  type Layout,
  type Shape,
} from './shape.ts';
import { Tensor, type FloatArray } from './tensor.ts';
import type { PairWalk } from './walk.ts';

/**
 * A tensor in flat memory, computed by the kernels of a `Backend`. Each primitive has its gradient directly beneath it.
 *
 * Numbers always lie in row-major order, so that kernels need no strides; what rearranges them copies.
 */
export class ArrayTensor extends Tensor {
  readonly engine: ArrayEngine;
  /** Its numbers in row-major order. */
  readonly storage: Storage;
  declare readonly children: readonly ArrayTensor[];
  #gradient: Storage | undefined;
  #ownGradient: Storage | undefined; // of a parameter or constant, reused in every step
  #passGradient: ((gy: Storage) => void) | undefined;

  constructor(
    engine: ArrayEngine,
    storage: Storage,
    shape: Shape,
    requiresGrad: boolean,
    children?: readonly ArrayTensor[],
    op?: string,
  ) {
    super(shape, requiresGrad, children, op);
    this.engine = engine;
    this.storage = storage;
  }

  /** What computes it. */
  protected get backend(): Backend {
    return this.engine.backend;
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
    const fits = sameShape(this.shape, right.shape);
    const walk: PairWalk = fits
      ? sideBySide(this.storage.length)
      : { shape, layouts: [broadcastLayout(this.shape, shape), broadcastLayout(right.shape, shape)] };
    const y = this.result(op.name, shape, tracked<ArrayTensor>(op, this, right));
    this.backend.zip(op, this.storage, right.storage, y.storage, walk);
    if (!y.requiresGrad) sever(y, [this, right]);
    return y.onBackward((gy) => {
      if (fits && op === binary.add) {
        // A sum of equals hands its gradient on as it is.
        if (this.requiresGrad) this.passOn(gy);
        if (right.requiresGrad) right.passOn(gy);
        return;
      }
      this.backend.zipGrad(
        op,
        this.storage,
        right.storage,
        y.storage,
        gy,
        op.da ? this.wantedGradient() : undefined,
        op.db ? right.wantedGradient() : undefined,
        walk,
      );
    });
  }

  override sum(axes?: number | readonly number[], options?: { keepDim?: boolean }): Tensor {
    const { kept, shape } = checkReduction('sum', this.shape, axes, options, arguments.length);
    const own = rowMajor(this.shape);
    const repeated = broadcastLayout(kept, this.shape);
    const y = this.result('sum', shape, [this]);
    this.backend.clear(y.storage);
    this.backend.move(this.storage, y.storage, { shape: this.shape, layouts: [own, repeated] }, true);
    return y.onBackward((gy) => {
      this.backend.move(gy, this.gradient(), { shape: this.shape, layouts: [repeated, own] }, true);
    });
  }

  override matmul(other: Tensor): Tensor {
    checkCount('matmul', arguments.length, 1);
    const right = operand('matmul', this, other);
    const { batch, n, k, m } = matmulSizes(this.shape, right.shape);
    const count = sizeOf(batch);
    // Kernels take batches of equal number: where one operand is repeated, repeat it.
    if (this.storage.length !== count * n * k) return this.broadcastTo([...batch, n, k]).matmul(right);
    if (right.storage.length !== count * k * m) return this.matmul(right.broadcastTo([...batch, k, m]));

    const y = this.result('matmul', [...batch, n, m], [this, right]);
    this.backend.matmul(this.storage, right.storage, y.storage, { batch: count, n, k, m });
    return y.onBackward((gy) => {
      // gy · bᵀ and aᵀ · gy
      if (this.requiresGrad) {
        const plan = { batch: count, n, k: m, m: k, transposeB: true, accumulate: this.hasGrad };
        this.backend.matmul(gy, right.storage, this.gradientMemory(), plan);
      }
      if (right.requiresGrad) {
        const plan = { batch: count, n: k, k: n, m, transposeA: true, accumulate: right.hasGrad };
        this.backend.matmul(this.storage, gy, right.gradientMemory(), plan);
      }
    });
  }

  override reshape(shape: Shape): Tensor {
    const resolved = resolveShape(this.shape, shape, arguments.length);
    if (!(isRecording() && this.requiresGrad)) return constant(this, this.storage, resolved);
    // A parameter may be overwritten, but its view must keep its numbers.
    const y = this.result('reshape', resolved, [this], this.isParameter ? undefined : this.backend.alias(this.storage));
    if (this.isParameter) this.backend.move(this.storage, y.storage, sideBySide(this.storage.length), false);
    return y.onBackward((gy) => {
      this.passOn(gy);
    });
  }

  protected override view(op: string, shape: Shape, layout: Layout): Tensor {
    const own = rowMajor(shape);
    const y = this.result(op, shape, [this]);
    this.backend.move(this.storage, y.storage, { shape, layouts: [layout, own] }, false);
    return y.onBackward((gy) => {
      this.backend.move(gy, this.gradient(), { shape, layouts: [own, layout] }, true);
    });
  }

  protected override join(parts: readonly this[], axis: number, shape: Shape): Tensor {
    const strides = rowMajorStrides(shape);
    const y = this.result('concat', shape, parts);
    let offset = 0;
    const layouts = parts.map((part) => {
      const layout: Layout = { offset, strides };
      const walk: PairWalk = { shape: part.shape, layouts: [rowMajor(part.shape), layout] };
      this.backend.move(part.storage, y.storage, walk, false);
      offset += part.shape[axis] * strides[axis];
      return layout;
    });
    return y.onBackward((gy) => {
      parts.forEach((part, i) => {
        const gradient = part.wantedGradient();
        const walk: PairWalk = { shape: part.shape, layouts: [layouts[i], rowMajor(part.shape)] };
        if (gradient) this.backend.move(gy, gradient, walk, true);
      });
    });
  }

  protected override gather(op: string, places: readonly number[], width: number, shape: Shape): Tensor {
    const y = this.result(op, shape, [this]);
    this.backend.gather(this.storage, places, width, y.storage);
    return y.onBackward((gy) => {
      this.backend.gatherGrad(gy, places, width, this.gradient());
    });
  }

  override custom(op: CustomOp, ...others: readonly Tensor[]): Tensor {
    const { inputs, made } = forward<ArrayTensor>(op, this, others);
    // A copy, for what is handed on may be an input, or a parameter that the operation knows.
    const y = this.result(op.name, made.shape, inputs, constant(made, made.storage).storage);
    return y.onBackward((gy) => {
      gradientsOf(op, constant(y, gy), y, inputs).forEach((gradient, i) => {
        if (gradient !== undefined && inputs[i].requiresGrad) inputs[i].passOn(gradient.storage);
      });
    });
  }

  protected override scatter(places: readonly number[], width: number, source: this): void {
    // Its own rows may change places.
    const { storage } = source === this ? constant(this, this.storage) : source;
    this.backend.scatter(storage, places, width, this.storage);
  }

  override argmax(): Int32Array {
    checkCount('argmax', arguments.length, 0, LAST_AXIS);
    return this.backend.argmax(this.storage, this.shape.at(-1) ?? 1);
  }

  override backward(): void {
    checkBackward(this, arguments.length);
    if (!this.requiresGrad) return;
    const { backend } = this;
    // What earlier walks left on results would count twice; only parameters add up over several calls.
    const order = topologicalOrder<ArrayTensor>(this, (result) => (result.#gradient = undefined));
    const met: Storage[] = [];
    const fresh: ArrayTensor[] = []; // leaves without a gradient; if this fails, they lose it again
    let isAdding = false;
    for (const node of order) {
      if (node.children.length > 0) {
        if (node !== this) met.push(node.storage);
      } else if (node.#gradient === undefined) fresh.push(node);
      else isAdding = true;
    }
    // Reading numbers that are gone fails here, before anything is added.
    if (isAdding) for (const storage of met) backend.first(storage);

    let hasEnded = false;
    backend.beginBackward?.(this.storage, met);
    try {
      if (this.children.length === 0) this.passOn(this.engine.one);
      else {
        this.#gradient = backend.result(1); // not an accumulator: like the result, it may be read in the next step
        backend.move(this.engine.one, this.#gradient, sideBySide(1), false);
      }
      for (let i = order.length - 1; i >= 0; i--) {
        const node = order[i];
        if (node.#gradient !== undefined) node.#passGradient?.(node.#gradient);
      }
      hasEnded = true;
    } finally {
      if (!hasEnded) for (const leaf of fresh) leaf.#gradient = undefined;
      backend.endBackward?.(this.storage, hasEnded ? met : undefined);
    }
  }

  override get hasGrad(): boolean {
    return this.#gradient !== undefined;
  }

  override isGradBelow(limit: number): boolean {
    checkNumber('isGradBelow', limit, arguments.length);
    return this.#gradient === undefined || this.backend.isBelow(this.#gradient, limit);
  }

  override get grad(): Tensor | undefined {
    return this.#gradient && constant(this, this.#gradient);
  }

  override set grad(gradient: Tensor | undefined) {
    if (gradient === undefined) {
      this.#gradient = undefined;
      return;
    }
    const numbers = this.backend.read(alike('grad', this, gradient).storage); // everything that may fail comes first
    this.#gradient = this.#ownGradient ??= this.backend.persistent(numbers.length);
    this.backend.write(this.#gradient, numbers);
  }

  override detach(): Tensor {
    return constant(this, this.storage);
  }

  override assign(source: Tensor | Numbers): void {
    this.backend.write(this.storage, assignable(this, source, arguments.length));
  }

  override dispose(): void {
    this.backend.release?.(this.storage);
    if (this.#ownGradient !== undefined) this.backend.release?.(this.#ownGradient);
    this.#gradient = this.#ownGradient = undefined;
  }

  protected override first(): number {
    return this.backend.first(this.storage);
  }

  override fusedUpdate<Kind extends keyof Updates>(
    kind: Kind,
    buffers: readonly Tensor[],
    update: Updates[Kind],
  ): boolean {
    checkOverwritable(kind, this);
    const kernel = this.backend.updates?.[kind];
    if (kernel === undefined || this.#gradient === undefined) return false;
    const storages = buffers.map((buffer) => alike(kind, this, buffer).storage);
    kernel.step(this.storage, this.#gradient, storages, update);
    return true;
  }

  override sumSquaresOfGrad(): number {
    return this.#gradient === undefined ? 0 : this.backend.sumSquares(this.#gradient);
  }

  override scaleGrad(factor: number): void {
    checkNumber('scaleGrad', factor, arguments.length);
    if (this.#gradient === undefined) return;
    const walk: PairWalk = { shape: [this.#gradient.length], layouts: [CONTIGUOUS, { offset: 0, strides: [0] }] };
    this.backend.zip(binary.mul, this.#gradient, this.backend.constant([factor]), this.#gradient, walk);
  }

  override toFlat(): FloatArray {
    return this.backend.read(this.storage);
  }

  /** A tensor for the result of an operation; how it was made is remembered only if a parameter took part. */
  protected result(op: string, shape: Shape, operands: readonly ArrayTensor[], storage?: Storage): this {
    const recording = isRecording();
    if (!recording) this.engine.enterNoGrad();
    const requiresGrad = recording && operands.some((operand) => operand.requiresGrad);
    const memory = storage ?? this.backend.result(sizeOf(shape));
    if (requiresGrad) return this.engine.wrap(memory, shape, true, operands, op) as this;
    const result = this.engine.wrap(memory, shape, false);
    sever(result, operands);
    return result as this;
  }

  /** Says how this result hands its gradient on to its operands. */
  protected onBackward(passGradient: (gy: Storage) => void): this {
    if (this.requiresGrad) this.#passGradient = passGradient;
    return this;
  }

  /** Where gradients of this tensor add up. */
  protected gradient(): Storage {
    const isFirst = !this.hasGrad;
    const gradient = this.gradientMemory();
    if (isFirst) this.backend.clear(gradient);
    return gradient;
  }

  /** Like {@link gradient}, for whoever asks `hasGrad` before, and overwrites what is in it if there is none. */
  protected gradientMemory(): Storage {
    if (this.#gradient !== undefined) return this.#gradient;
    const { length } = this.storage;
    if (this.children.length > 0) return (this.#gradient = this.backend.accumulator(length));
    return (this.#gradient = this.#ownGradient ??= this.backend.persistent(length));
  }

  /** Takes a gradient of this very shape as it is. */
  protected passOn(gy: Storage): void {
    const accumulate = this.hasGrad;
    this.backend.move(gy, this.gradientMemory(), sideBySide(gy.length), accumulate);
  }

  /** Where kernels add its gradient; undefined if it wants none. */
  protected wantedGradient(): Storage | undefined {
    return this.requiresGrad ? this.gradient() : undefined;
  }
}

/** A constant of the same engine, with a copy of the numbers. */
function constant<T extends ArrayTensor>({ engine, shape: own }: T, storage: Storage, shape = own): T {
  const { backend } = engine;
  return engine.wrap(backend.constant(backend.read(storage)), shape, false) as T;
}

const CONTIGUOUS: Layout = { offset: 0, strides: [1] };
const BOTH_CONTIGUOUS = [CONTIGUOUS, CONTIGUOUS] as const;

/** Two arrays of the same shape, number by number. */
function sideBySide(length: number): PairWalk {
  return { shape: [length], layouts: BOTH_CONTIGUOUS };
}
