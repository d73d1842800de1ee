import type { Tensor } from '@microgpt/autograd';

/** A matrix of plain numbers, row by row, which can be sent to another thread. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** In row-major order. */
  readonly data: Float64Array<ArrayBuffer>;
}

/** The numbers of a tensor, with all axes but the last one as rows. */
export function matrixOf(tensor: Tensor): Matrix {
  const data = Float64Array.from(tensor.toFlat());
  const columns = tensor.shape.at(-1) ?? 1;
  return { rows: data.length / columns, columns, data };
}

/** A row of a matrix; it shares the memory of the matrix. */
export function rowOf({ columns, data }: Matrix, row: number): Float64Array<ArrayBuffer> {
  return data.subarray(row * columns, (row + 1) * columns);
}

/** Σ aᵢ·bᵢ */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
