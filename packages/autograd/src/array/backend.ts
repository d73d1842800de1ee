import type { FloatArray } from '../shape/numbers.ts';
import type { StridedPair } from '../shape/strided-pair.ts';
import type { AttentionPlan } from '../tensor/attention.ts';
import type { Hyperparameters } from '../tensor/updates.ts';
import type { Binary, Unary } from '../value/elementwise.ts';

/** Numbers in the memory of a device. Only the backend knows what it is: an array, a pointer, a buffer on a GPU. */
export interface DeviceArray {
  /** The number of elements. */
  readonly length: number;
}

/** Reading at once, on a device whose memory JavaScript can reach. */
export interface HostAccess {
  /** A copy of the numbers. */
  readSync(x: DeviceArray): FloatArray;
  /** The first of the numbers. */
  first(x: DeviceArray): number;
  /** Σ x² */
  sumSquares(x: DeviceArray): number;
  /** Whether |x| < limit for all numbers; with Infinity, whether all are finite. */
  isBelow(x: DeviceArray, limit: number): boolean;
  /** For each row, the index of its largest number; the first of equals, or the first NaN. */
  argmax(x: DeviceArray, columns: number): Int32Array;
}

/** A product of matrices (n, k) · (k, m) → (n, m), or a batch of them, each matrix in row-major order. */
export interface MatmulPlan {
  /** How many products there are. */
  readonly batch: number;
  readonly n: number;
  readonly k: number;
  readonly m: number;
  /** The first matrix is stored as (k, n). */
  readonly transposeA?: boolean;
  /** The second matrix is stored as (m, k). */
  readonly transposeB?: boolean;
  /** Add to what is in y. */
  readonly accumulate?: boolean;
}

/**
 * The kernels that a device supplies to `ArrayTensor`, on flat memory that it owns.
 *
 * Results overwrite their output. Gradients **add** to theirs, so that a tensor used in several places collects them with
 * nothing more; so does whatever is told to `accumulate`. `gy` is the gradient of the result, `gx` (or `ga`, `gb`) that of
 * an operand; an operand that wants none is undefined.
 *
 * The kernels under *fused* are for speed only. Where one is missing, the definition in `Tensor` runs instead.
 */
export interface Backend {
  /** The name of the engine. */
  readonly name: string;
  /** The element type. */
  readonly dtype: 'float64' | 'float32';

  /** Uninitialized memory for a result, the first that an operation asks for. */
  result(length: number): DeviceArray;
  /** Uninitialized scratch memory that only the operation that makes this result, and its gradient, use. */
  scratch(length: number, result: DeviceArray): DeviceArray;
  /** Uninitialized memory in which the gradient of a result accumulates. */
  accumulator(length: number): DeviceArray;
  /** Numbers that do not change. */
  constant(numbers: ArrayLike<number>): DeviceArray;
  /** A constant with the same numbers. */
  copy(x: DeviceArray): DeviceArray;
  /** Uninitialized memory of a parameter or of its gradient, which is overwritten in place. */
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
  /** Reading at once; undefined if the numbers take time to reach. */
  readonly host?: HostAccess;

  /** `backward` from the loss begins, through these results: they and its gradients must last until it ends. */
  beginBackward?(loss: DeviceArray, results: readonly DeviceArray[]): void;
  /**
   * `backward` from the loss ends. Once the next step begins, the visited results are no longer needed, and of the
   * loss only its number, for a reader. `visited` is undefined if `backward` failed.
   */
  endBackward?(loss: DeviceArray, visited: readonly DeviceArray[] | undefined): void;
  /** A `noGrad` body begins; calling the result ends it. Only the returned results of the body are needed after it. */
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

  /** y = x; the layouts are those of x and y: transposing, slicing, repeating, summing, and the gradients of these. */
  move(x: DeviceArray, y: DeviceArray, pair: StridedPair, accumulate: boolean): void;

  /** Block i of y = block indices[i] of x, a block being `width` numbers. */
  gather(x: DeviceArray, indices: readonly number[], width: number, y: DeviceArray): void;
  /** Block indices[i] of y = block i of x; y is overwritten in place. */
  scatter(x: DeviceArray, indices: readonly number[], width: number, y: DeviceArray): void;
  /** Block indices[i] of gx += block i of gy. */
  gatherGrad(gy: DeviceArray, indices: readonly number[], width: number, gx: DeviceArray): void;

  /**
   * y = the largest number of each row, the first of equals, or the first NaN; `indices` (rows) keeps its index in the
   * row for the gradient, in a form that only the backend knows.
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
  /** y = f(x), for each row of so many columns. */
  forward(x: DeviceArray, y: DeviceArray, columns: number): void;
  /** gx += the gradient of x, from y and gy. */
  grad(y: DeviceArray, gy: DeviceArray, gx: DeviceArray, columns: number): void;
}

/** A function that divides each row by its size; `scale` (rows) keeps what it was multiplied by. */
export interface NormKernel {
  /** y = z · scale, z being x itself or x less its mean, and scale = 1 / √(mean(z²) + eps). */
  forward(x: DeviceArray, y: DeviceArray, scale: DeviceArray, columns: number, eps: number): void;
  /** gx += the gradient of x, from y, scale and gy. */
  grad(y: DeviceArray, scale: DeviceArray, gy: DeviceArray, gx: DeviceArray, columns: number): void;
}

/** The mean over all rows of −log softmax(x)[target]; `probabilities` (rows, columns) keeps softmax(x) for the gradient. */
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

/** `weights` keeps the attention of every query to every key it sees, head by head, document by document. */
export interface AttentionKernel {
  /** y = causal attention of queries q to keys k and values v: what `Tensor.causalAttention` defines. */
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

/** A step of an optimizer in one pass over memory, by the name of the optimizer's update. */
export type UpdateKernels = Readonly<Record<string, UpdateKernel>>;

/** One step for one parameter; the parameter and the running averages in `buffers` are overwritten. */
export interface UpdateKernel {
  /** Overwrites the parameter and its buffers with those after the step. */
  step(
    parameter: DeviceArray,
    gradient: DeviceArray,
    buffers: readonly DeviceArray[],
    hyperparameters: Hyperparameters,
  ): void;
}
