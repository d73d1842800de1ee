/** The numbers of a tensor in row-major order. */
export type FloatArray = Float64Array | Float32Array;

/** The rows and columns of a block: the blocks of both matrices fit into the fastest cache. */
const BLOCK = 32;

/** A matrix (rows, columns) in row-major order, transposed. */
export function transpose<T extends FloatArray>(x: T, rows: number, columns: number): T {
  const y = x.slice() as T;
  for (let top = 0; top < rows; top += BLOCK) {
    const bottom = Math.min(top + BLOCK, rows);
    for (let left = 0; left < columns; left += BLOCK) {
      const right = Math.min(left + BLOCK, columns);
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) y[column * rows + row] = x[row * columns + column];
      }
    }
  }
  return y;
}
