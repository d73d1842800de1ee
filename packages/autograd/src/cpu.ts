import type {
  AttentionKernel,
  Backend,
  CrossEntropyKernel,
  MatmulPlan,
  NormKernel,
  RowKernel,
  UpdateKernels,
} from './backend.ts';
import { adam, argmax, causalAttention, crossEntropy, layerNorm, rmsNorm, softmax } from './cpu-fused.ts';
import { passed, type Binary, type Unary } from './elementwise.ts';
import type { FloatArray } from './tensor.ts';
import { forEachBlock, type PairWalk } from './walk.ts';

/**
 * The kernels in plain loops: readable, exact, everywhere.
 *
 * Its own memory is Float64Array; the loops take Float32Array as well, for backends that lack a kernel.
 */
export class CpuBackend implements Backend {
  readonly name = 'cpu';
  readonly dtype = 'float64';

  readonly softmax: RowKernel = softmax;
  readonly rmsNorm: NormKernel = rmsNorm;
  readonly layerNorm: NormKernel = layerNorm;
  readonly crossEntropy: CrossEntropyKernel = crossEntropy;
  readonly causalAttention: AttentionKernel = causalAttention;
  readonly updates: UpdateKernels = { adam };

  result(length: number): Float64Array {
    return new Float64Array(length);
  }

  scratch(length: number): Float64Array {
    return new Float64Array(length);
  }

  accumulator(length: number): Float64Array {
    return new Float64Array(length);
  }

  constant(numbers: ArrayLike<number>): Float64Array {
    return Float64Array.from(numbers);
  }

  persistent(length: number): Float64Array {
    return new Float64Array(length);
  }

  alias(storage: FloatArray): FloatArray {
    return storage;
  }

  write(storage: FloatArray, numbers: ArrayLike<number>): void {
    storage.set(numbers);
  }

  clear(storage: FloatArray): void {
    storage.fill(0);
  }

  read(storage: FloatArray): FloatArray {
    return storage.slice();
  }

  sumSquares(storage: FloatArray): number {
    let sum = 0;
    for (const x of storage) sum += x * x;
    return sum;
  }

  isBelow(storage: FloatArray, limit: number): boolean {
    const { length } = storage;
    for (let i = 0; i < length; i++) if (!(Math.abs(storage[i]) < limit)) return false;
    return true;
  }

  first(storage: FloatArray): number {
    return storage[0];
  }

  map({ f }: Unary, x: FloatArray, y: FloatArray): void {
    for (let i = 0; i < x.length; i++) y[i] = f(x[i]);
  }

  mapGrad(op: Unary, x: FloatArray, y: FloatArray, gy: FloatArray, gx: FloatArray): void {
    const { df } = op;
    for (let i = 0; i < x.length; i++) gx[i] += passed(op, gy[i], df(x[i], y[i]));
  }

  zip({ f }: Binary, a: FloatArray, b: FloatArray, y: FloatArray, walk: PairWalk): void {
    let i = 0;
    forEachRow(walk, (length, ia, stepA, ib, stepB) => {
      for (let n = 0; n < length; n++, ia += stepA, ib += stepB) y[i++] = f(a[ia], b[ib]);
    });
  }

  zipGrad(
    op: Binary,
    a: FloatArray,
    b: FloatArray,
    y: FloatArray,
    gy: FloatArray,
    ga: FloatArray | undefined,
    gb: FloatArray | undefined,
    walk: PairWalk,
  ): void {
    const { da, db } = op;
    let i = 0;
    forEachRow(walk, (length, ia, stepA, ib, stepB) => {
      for (let n = 0; n < length; n++, i++, ia += stepA, ib += stepB) {
        if (ga && da) ga[ia] += passed(op, gy[i], da(a[ia], b[ib], y[i]));
        if (gb && db) gb[ib] += passed(op, gy[i], db(a[ia], b[ib], y[i]));
      }
    });
  }

  move(x: FloatArray, y: FloatArray, walk: PairWalk, accumulate: boolean): void {
    forEachRow(walk, (length, ix, stepX, iy, stepY) => {
      for (let n = 0; n < length; n++, ix += stepX, iy += stepY) y[iy] = accumulate ? y[iy] + x[ix] : x[ix];
    });
  }

  gather(x: FloatArray, places: readonly number[], width: number, y: FloatArray): void {
    for (let block = 0; block < places.length; block++) {
      for (let i = 0; i < width; i++) y[block * width + i] = x[places[block] * width + i];
    }
  }

  scatter(x: FloatArray, places: readonly number[], width: number, y: FloatArray): void {
    for (let block = 0; block < places.length; block++) {
      for (let i = 0; i < width; i++) y[places[block] * width + i] = x[block * width + i];
    }
  }

  gatherGrad(gy: FloatArray, places: readonly number[], width: number, gx: FloatArray): void {
    for (let block = 0; block < places.length; block++) {
      for (let i = 0; i < width; i++) gx[places[block] * width + i] += gy[block * width + i];
    }
  }

  argmax(x: FloatArray, columns: number): Int32Array {
    return argmax(x, columns);
  }

  matmul(a: FloatArray, b: FloatArray, y: FloatArray, plan: MatmulPlan): void {
    const { batch, n, k, m, transposeA, transposeB, accumulate } = plan;
    const [rowA, stepA] = transposeA ? [1, n] : [k, 1];
    const [stepB, columnB] = transposeB ? [1, k] : [m, 1];
    for (let matrix = 0; matrix < batch; matrix++) {
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < m; j++) {
          let ia = matrix * n * k + i * rowA;
          let ib = matrix * k * m + j * columnB;
          let dot = 0;
          for (let p = 0; p < k; p++, ia += stepA, ib += stepB) dot += a[ia] * b[ib];
          const iy = (matrix * n + i) * m + j;
          y[iy] = accumulate ? y[iy] + dot : dot;
        }
      }
    }
  }
}

/** Calls back for each row along the last axis, with where it starts in both arrays and how far its steps are. */
function forEachRow(
  walk: PairWalk,
  row: (length: number, startA: number, stepA: number, startB: number, stepB: number) => void,
): void {
  const length = walk.shape.at(-1) ?? 1;
  const [a, b] = walk.layouts;
  const stepA = a.strides.at(-1) ?? 0;
  const stepB = b.strides.at(-1) ?? 0;
  forEachBlock(walk, 1, (startA, startB) => {
    row(length, startA, stepA, startB, stepB);
  });
}
