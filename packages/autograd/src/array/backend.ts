import type { FloatArray } from '../shape/numbers.ts';
import type { StridedPair } from '../shape/strided-pair.ts';
import type { AttentionPlan } from '../tensor/attention.ts';
import type { Hyperparameters } from '../tensor/updates.ts';
import type { Binary, Unary } from '../value/elementwise.ts';

/** Numbers in the memory of a device. Only the backend knows the type: an array, a pointer, a buffer on a GPU. */
export interface DeviceArray {
  /** The number of elements. */
  readonly length: number;
}

/** Synchronous reads, on a device whose memory JavaScript can read. */
export interface HostAccess {
  /** A copy of the numbers. */
  readSync(x: DeviceArray): FloatArray;
  /** The first of the numbers. */
  first(x: DeviceArray): number;
  /** Σ x² */
  sumSquares(x: DeviceArray): number;
  /** Whether |x| < limit for every number; with Infinity, whether all are finite. */
  isBelow(x: DeviceArray, limit: number): boolean;
  /** The index of the largest number of each row: the first of equals, or the first NaN. */
  argmax(x: DeviceArray, columns: number): Int32Array;
}

/** A product of matrices (n, k) · (k, m) → (n, m), or a batch of them, each matrix in row-major order. */
export interface MatmulPlan {
  /** The number of products. */
  readonly batch: number;
  readonly n: number;
  readonly k: number;
  readonly m: number;
  /** Whether the first matrix is stored as (k, n). */
  readonly transposeA?: boolean;
  /** Whether the second matrix is stored as (m, k). */
  readonly transposeB?: boolean;
  /** Adds to y instead of overwriting it. */
  readonly accumulate?: boolean;
}

/**
 * The kernels that a device supplies to `ArrayTensor`, on flat memory that it owns.
 *
 * Results overwrite their output. Gradients **add** to theirs, so a tensor that is used several times needs nothing
 * special; so do kernels called with `accumulate`. `gy` is the gradient of the result, `gx` (or `ga`, `gb`) that of an
 * operand, undefined if it requires none.
 *
 * The kernels under *fused* are for speed only. Where one is missing, the definition in `Tensor` runs instead.
 */
export interface Backend {
  /** The name of the engine. */
  readonly name: string;
  /** The element type. */
  readonly dtype: 'float64' | 'float32';

  /** Uninitialized memory for a result, the first that an operation allocates. */
  result(length: number): DeviceArray;
  /** Uninitialized scratch memory, used only by the operation that computes the result and by its gradient. */
  scratch(length: number, result: DeviceArray): DeviceArray;
  /** Uninitialized memory in which the gradient of a result accumulates. */
  accumulator(length: number): DeviceArray;
  /** Numbers that do not change. */
  constant(numbers: ArrayLike<number>): DeviceArray;
  /** A constant with the same numbers. */
  copy(x: DeviceArray): DeviceArray;
  /** Uninitialized memory for a parameter or its gradient, which are overwritten in place. */
  persistent(length: number): DeviceArray;
  /** A second result with the same numbers, without a copy where possible. */
  alias(x: DeviceArray): DeviceArray;
  /** Releases persistent memory, which may be reused at once. */
  release?(x: DeviceArray): void;

  /** Overwrites all numbers. */
  write(x: DeviceArray, numbers: ArrayLike<number>): void;
  /** Overwrites all numbers with 0. */
  clear(x: DeviceArray): void;
  /** A copy of the numbers, once the device has computed them. */
  read(x: DeviceArray): Promise<FloatArray>;
  /** Synchronous reads; undefined if JavaScript cannot read the memory. */
  readonly host?: HostAccess;

  /** Called when `backward` begins: the loss, the results it will visit, and its gradients must last until it ends. */
  beginBackward?(loss: DeviceArray, results: readonly DeviceArray[]): void;
  /**
   * Called when `backward` ends. Once the next step begins, the visited results are no longer needed, and the loss only
   * to be read. `visited` is undefined if `backward` failed.
   */
  endBackward?(loss: DeviceArray, visited: readonly DeviceArray[] | undefined): void;
  /** Called when a `noGrad` body begins; call the function returned when it ends. Only `returned` is needed after that. */
  beginNoGrad?(): (returned: readonly DeviceArray[]) => void;

  /** y = f(x) */
  map(op: Unary, x: DeviceArray, y: DeviceArray): void;
  /** gx += gy · f′(x) */
  mapGrad(op: Unary, x: DeviceArray, y: DeviceArray, gy: DeviceArray, gx: DeviceArray): void;

  /** y = f(a, b); the layouts are those of a and b, y is in row-major order. */
  zip(op: Binary, a: DeviceArray, b: DeviceArray, y: DeviceArray, pair: StridedPair): void;
  /** ga += gy · ∂f/∂a and gb += gy · ∂f/∂b */
  zipGrad(
    op: Binary,
    a: DeviceArray,
    b: DeviceArray,
    y: DeviceArray,
    gy: DeviceArray,
    ga: DeviceArray | undefined,
    gb: DeviceArray | undefined,
    pair: StridedPair,
  ): void;

  /** y = x; the layouts are those of x and y. Transposes, slices, repeats and sums, and computes their gradients. */
  move(x: DeviceArray, y: DeviceArray, pair: StridedPair, accumulate: boolean): void;

  /** Block i of y = block indices[i] of x, a block being `width` numbers. */
  gather(x: DeviceArray, indices: readonly number[], width: number, y: DeviceArray): void;
  /** Block indices[i] of y = block i of x; y is overwritten in place. */
  scatter(x: DeviceArray, indices: readonly number[], width: number, y: DeviceArray): void;
  /** Block indices[i] of gx += block i of gy. */
  gatherGrad(gy: DeviceArray, indices: readonly number[], width: number, gx: DeviceArray): void;

  /**
   * y = the largest number of each row: the first of equals, or the first NaN. Its index in the row is stored in
   * `indices` (rows) for the gradient, in the backend's own format.
   */
  maxRows(x: DeviceArray, y: DeviceArray, indices: DeviceArray, columns: number): void;
  /** gx += gy, at the indices */
  maxRowsGrad(indices: DeviceArray, gy: DeviceArray, gx: DeviceArray, columns: number): void;

  /** y = a · b */
  matmul(a: DeviceArray, b: DeviceArray, y: DeviceArray, plan: MatmulPlan): void;

  // --- fused

  readonly softmax?: RowKernel;
  readonly logSoftmax?: RowKernel;
  readonly rmsNorm?: NormKernel;
  readonly layerNorm?: NormKernel;
  readonly crossEntropy?: CrossEntropyKernel;
  readonly causalAttention?: AttentionKernel;
  readonly updates?: UpdateKernels;
}

/** A function of whole rows whose derivative is shortest in terms of its result. */
export interface RowKernel {
  /** y = f(x), for each row of `columns` numbers. */
  forward(x: DeviceArray, y: DeviceArray, columns: number): void;
  /** gx += the gradient of x, from y and gy. */
  grad(y: DeviceArray, gy: DeviceArray, gx: DeviceArray, columns: number): void;
}

/** A normalization of each row; `scale` (rows) stores the factor of each row for the gradient. */
export interface NormKernel {
  /** y = z · scale, where z is x or x − mean(x), and scale = 1 / √(mean(z²) + eps). */
  forward(x: DeviceArray, y: DeviceArray, scale: DeviceArray, columns: number, eps: number): void;
  /** gx += the gradient of x, from y, scale and gy. */
  grad(y: DeviceArray, scale: DeviceArray, gy: DeviceArray, gx: DeviceArray, columns: number): void;
}

/** The mean over all rows of −log softmax(x)[target]; `probabilities` (rows, columns) stores softmax(x) for the gradient. */
export interface CrossEntropyKernel {
  /** y = the mean, a single number. */
  forward(
    x: DeviceArray,
    targets: readonly number[],
    y: DeviceArray,
    probabilities: DeviceArray,
    columns: number,
  ): void;
  /** gx += the gradient of x, from the probabilities and gy, a single number. */
  grad(probabilities: DeviceArray, targets: readonly number[], gy: DeviceArray, gx: DeviceArray, columns: number): void;
}

/** Causal attention; `weights` stores the weight of every key that a query sees, by document, head and query. */
export interface AttentionKernel {
  /** y = causal attention of queries q to keys k and values v, as `Tensor.causalAttention` defines it. */
  forward(
    q: DeviceArray,
    k: DeviceArray,
    v: DeviceArray,
    bias: DeviceArray | undefined,
    y: DeviceArray,
    weights: DeviceArray,
    plan: AttentionPlan,
  ): void;
  /** gq, gk, gv and gBias += the gradients of q, k, v and the bias, from the weights and gy. */
  grad(
    q: DeviceArray,
    k: DeviceArray,
    v: DeviceArray,
    bias: DeviceArray | undefined,
    weights: DeviceArray,
    gy: DeviceArray,
    gq: DeviceArray | undefined,
    gk: DeviceArray | undefined,
    gv: DeviceArray | undefined,
    gBias: DeviceArray | undefined,
    plan: AttentionPlan,
  ): void;
}

/** Fused optimizer steps, by the name of the update. */
export type UpdateKernels = Readonly<Record<string, UpdateKernel>>;

/** A fused optimizer step for one parameter. */
export interface UpdateKernel {
  /** Overwrites the parameter and the running averages in `buffers`. */
  step(
    parameter: DeviceArray,
    gradient: DeviceArray,
    buffers: readonly DeviceArray[],
    hyperparameters: Hyperparameters,
  ): void;
}
