import type { Binary, Unary } from './elementwise.ts';
import type { AttentionPlan } from './attention.ts';
import type { FloatArray } from './tensor.ts';
import type { PairWalk } from './walk.ts';

/** Numbers in memory that a backend owns. What it is, only the backend knows: an array, a pointer, a buffer on a GPU. */
export interface Storage {
  /** How many numbers there are. */
  readonly length: number;
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
  /** What messages call the engine. */
  readonly name: string;
  /** How precisely it keeps numbers. */
  readonly dtype: 'float64' | 'float32';

  /** Memory for a result, the first that an operation asks for; what is in it does not matter. */
  result(length: number): Storage;
  /** Scratch memory that only the operation making this result and its gradient use; its contents do not matter. */
  scratch(length: number, result: Storage): Storage;
  /** Memory in which the gradient of a result adds up; what is in it does not matter. */
  accumulator(length: number): Storage;
  /** Numbers that do not change. */
  constant(numbers: ArrayLike<number>): Storage;
  /** Memory of a parameter or of its gradient, which is overwritten in place; what is in it does not matter. */
  persistent(length: number): Storage;
  /** A second result with the same numbers, without a copy where possible. */
  alias(storage: Storage): Storage;
  /** Releases persistent memory, which may be reused at once. */
  release?(storage: Storage): void;

  /** Overwrites all numbers. */
  write(storage: Storage, numbers: ArrayLike<number>): void;
  /** Overwrites all numbers by 0. */
  clear(storage: Storage): void;
  /** A copy of the numbers. */
  read(storage: Storage): FloatArray;
  /** Σ x² */
  sumSquares(storage: Storage): number;
  /** Whether |x| < limit for all numbers; with Infinity, whether all are finite. */
  isBelow(storage: Storage, limit: number): boolean;
  /** The first of the numbers. */
  first(storage: Storage): number;

  /** `backward` from the root begins, through these results: they and its gradients must last until it ends. */
  beginBackward?(root: Storage, results: readonly Storage[]): void;
  /**
   * `backward` from the root ends. Once the next step begins, the results it has met are no longer needed, and of the
   * root only its number, for a reader. `met` is undefined if `backward` failed.
   */
  endBackward?(root: Storage, met: readonly Storage[] | undefined): void;
  /** A `noGrad` body begins; what is returned ends it. Of the body's results only those kept are wanted after it. */
  enter?(): (kept: readonly Storage[]) => void;

  /** y = f(x) */
  map(op: Unary, x: Storage, y: Storage): void;
  /** gx += gy · f′(x) */
  mapGrad(op: Unary, x: Storage, y: Storage, gy: Storage, gx: Storage): void;

  /** y = f(a, b); the layouts are those of a and b, y is in row-major order. */
  zip(op: Binary, a: Storage, b: Storage, y: Storage, walk: PairWalk): void;
  /** ga += gy · ∂f/∂a and gb += gy · ∂f/∂b */
  zipGrad(
    op: Binary,
    a: Storage,
    b: Storage,
    y: Storage,
    gy: Storage,
    ga: Storage | undefined,
    gb: Storage | undefined,
    walk: PairWalk,
  ): void;

  /** y = x; the layouts are those of x and y. Transposing, slicing, repeating, summing, and the gradients of these. */
  move(x: Storage, y: Storage, walk: PairWalk, accumulate: boolean): void;

  /** Block i of y = block places[i] of x, a block being `width` numbers. */
  gather(x: Storage, places: readonly number[], width: number, y: Storage): void;
  /** Block places[i] of y = block i of x; y is overwritten in place. */
  scatter(x: Storage, places: readonly number[], width: number, y: Storage): void;
  /** Block places[i] of gx += block i of gy. */
  gatherGrad(gy: Storage, places: readonly number[], width: number, gx: Storage): void;

  /** The place of the largest number in each row; the first of equals, or the first NaN. */
  argmax(x: Storage, columns: number): Int32Array;

  /** y = a · b */
  matmul(a: Storage, b: Storage, y: Storage, plan: MatmulPlan): void;

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
  forward(x: Storage, y: Storage, columns: number): void;
  /** gx += the gradient of x, from y and gy. */
  grad(y: Storage, gy: Storage, gx: Storage, columns: number): void;
}

/** A function that divides each row by its size; `scale` (rows) keeps what it was multiplied by. */
export interface NormKernel {
  /** y = z · scale, z being x itself or x less its mean, and scale = 1 / √(mean(z²) + eps). */
  forward(x: Storage, y: Storage, scale: Storage, columns: number, eps: number): void;
  /** gx += the gradient of x, from y, scale and gy. */
  grad(y: Storage, scale: Storage, gy: Storage, gx: Storage, columns: number): void;
}

/** The mean over all rows of −log softmax(x)[target]; `probabilities` (rows, columns) keeps softmax(x) for the gradient. */
export interface CrossEntropyKernel {
  /** y = the mean, a single number. */
  forward(x: Storage, targets: readonly number[], y: Storage, probabilities: Storage, columns: number): void;
  /** gx += the gradient of x, from the probabilities and gy, a single number. */
  grad(probabilities: Storage, targets: readonly number[], gy: Storage, gx: Storage, columns: number): void;
}

/** `weights` keeps the attention of every query to every key it sees, head by head, document by document. */
export interface AttentionKernel {
  /** y = causal attention of queries q to keys k and values v: what `Tensor.causalAttention` defines. */
  forward(q: Storage, k: Storage, v: Storage, y: Storage, weights: Storage, plan: AttentionPlan): void;
  /** gq, gk and gv += the gradients of q, k and v, from the weights and gy. */
  grad(
    q: Storage,
    k: Storage,
    v: Storage,
    weights: Storage,
    gy: Storage,
    gq: Storage | undefined,
    gk: Storage | undefined,
    gv: Storage | undefined,
    plan: AttentionPlan,
  ): void;
}

/** One step of Adam for one tensor; see `Adam` in @microgpt/optim for the formula. */
export interface AdamUpdate {
  readonly lr: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  /** 1 − β₁ᵗ */
  readonly correction1: number;
  /** 1 − β₂ᵗ */
  readonly correction2: number;
}

/** One step of SGD for one tensor; see `SGD` in @microgpt/optim for the formula. */
export interface SGDUpdate {
  readonly lr: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}

/** The numbers of a step, by the name of its optimizer. */
export interface Updates {
  readonly adam: AdamUpdate;
  readonly sgd: SGDUpdate;
}

/** A step of an optimizer in one pass over memory; the parameter and the running averages in `buffers` are overwritten. */
export interface UpdateKernel<Update> {
  /** Does the step: parameter and buffers are those after it. */
  step(parameter: Storage, gradient: Storage, buffers: readonly Storage[], update: Update): void;
}

/** Adam's buffers are m and v; SGD has one if there is momentum, else none. */
export type UpdateKernels = { readonly [Kind in keyof Updates]?: UpdateKernel<Updates[Kind]> };
