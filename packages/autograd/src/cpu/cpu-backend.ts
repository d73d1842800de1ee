import type {
  AttentionKernel,
  Backend,
  CrossEntropyKernel,
  HostAccess,
  MatmulPlan,
  NormKernel,
  RowKernel,
  UpdateKernels,
} from '../array/backend.ts';
import { argmax } from '../tensor/argmax.ts';
import { adam } from '../tensor/updates.ts';
import { causalAttention, crossEntropy, layerNorm, rmsNorm, softmax } from './fused.ts';
import { operandGradient, type Binary, type Unary } from '../value/elementwise.ts';
import type { FloatArray } from '../shape/numbers.ts';
import { forEachBlock, type StridedPair } from '../shape/strided-pair.ts';

/**
 * The kernels in plain loops, in double precision.
 *
 * Its own memory is Float64Array; the loops take Float32Array as well, for backends that lack a kernel.
 */
export class CpuBackend implements Backend, HostAccess {
  readonly name = 'cpu';
  readonly dtype = 'float64';

  readonly softmax: RowKernel = softmax;
  readonly rmsNorm: NormKernel = rmsNorm;
  readonly layerNorm: NormKernel = layerNorm;
  readonly crossEntropy: CrossEntropyKernel = crossEntropy;
  readonly causalAttention: AttentionKernel = causalAttention;
  readonly updates: UpdateKernels = { adam };
  readonly host: HostAccess = this;

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

  copy(x: FloatArray): Float64Array {
    return Float64Array.from(x);
  }

  persistent(length: number): Float64Array {
    return new Float64Array(length);
  }

  alias(x: FloatArray): FloatArray {
    return x;
  }

  write(x: FloatArray, numbers: ArrayLike<number>): void {
    x.set(numbers);
  }

  clear(x: FloatArray): void {
    x.fill(0);
  }

  read(x: FloatArray): Promise<FloatArray> {
    return Promise.resolve(x.slice());
  }

  readSync(x: FloatArray): FloatArray {
    return x.slice();
  }

  sumSquares(x: FloatArray): number {
    let sum = 0;
    for (const number of x) sum += number * number;
    return sum;
  }

  isBelow(x: FloatArray, limit: number): boolean {
    const { length } = x;
    for (let i = 0; i < length; i++) if (!(Math.abs(x[i]) < limit)) return false;
    return true;
  }

  first(x: FloatArray): number {
    return x[0];
  }

  map({ f }: Unary, x: FloatArray, y: FloatArray): void {
    for (let i = 0; i < x.length; i++) y[i] = f(x[i]);
  }

  mapGrad(op: Unary, x: FloatArray, y: FloatArray, gy: FloatArray, gx: FloatArray): void {
    const { df } = op;
    for (let i = 0; i < x.length; i++) gx[i] += operandGradient(op, gy[i], df(x[i], y[i]));
  }

  zip({ f }: Binary, a: FloatArray, b: FloatArray, y: FloatArray, pair: StridedPair): void {
    let i = 0;
    forEachRow(pair, (length, ia, stepA, ib, stepB) => {
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
    pair: StridedPair,
  ): void {
    const { da, db } = op;
    let i = 0;
    forEachRow(pair, (length, ia, stepA, ib, stepB) => {
      for (let n = 0; n < length; n++, i++, ia += stepA, ib += stepB) {
        if (ga && da) ga[ia] += operandGradient(op, gy[i], da(a[ia], b[ib], y[i]));
        if (gb && db) gb[ib] += operandGradient(op, gy[i], db(a[ia], b[ib], y[i]));
      }
    });
  }

  move(x: FloatArray, y: FloatArray, pair: StridedPair, accumulate: boolean): void {
    forEachRow(pair, (length, ix, stepX, iy, stepY) => {
      for (let n = 0; n < length; n++, ix += stepX, iy += stepY) y[iy] = accumulate ? y[iy] + x[ix] : x[ix];
    });
  }

  gather(x: FloatArray, indices: readonly number[], width: number, y: FloatArray): void {
    for (let block = 0; block < indices.length; block++) {
      for (let i = 0; i < width; i++) y[block * width + i] = x[indices[block] * width + i];
    }
  }

  scatter(x: FloatArray, indices: readonly number[], width: number, y: FloatArray): void {
    for (let block = 0; block < indices.length; block++) {
      for (let i = 0; i < width; i++) y[indices[block] * width + i] = x[block * width + i];
    }
  }

  gatherGrad(gy: FloatArray, indices: readonly number[], width: number, gx: FloatArray): void {
    for (let block = 0; block < indices.length; block++) {
      for (let i = 0; i < width; i++) gx[indices[block] * width + i] += gy[block * width + i];
    }
  }

  maxRows(x: FloatArray, y: FloatArray, indices: FloatArray, columns: number): void {
    indices.set(argmax(x, columns));
    for (let row = 0; row < y.length; row++) y[row] = x[row * columns + indices[row]];
  }

  maxRowsGrad(indices: FloatArray, gy: FloatArray, gx: FloatArray, columns: number): void {
    for (let row = 0; row < gy.length; row++) gx[row * columns + indices[row]] += gy[row];
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

/** Calls back for each row along the last axis, with its length, and its offset and stride in both arrays. */
function forEachRow(
  pair: StridedPair,
  row: (length: number, startA: number, stepA: number, startB: number, stepB: number) => void,
): void {
  const length = pair.shape.at(-1) ?? 1;
  const [a, b] = pair.layouts;
  const stepA = a.strides.at(-1) ?? 0;
  const stepB = b.strides.at(-1) ?? 0;
  forEachBlock(pair, 1, (startA, startB) => {
    row(length, startA, stepA, startB, stepB);
  });
}
