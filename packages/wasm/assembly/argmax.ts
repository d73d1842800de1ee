// The index of the largest number in each row; the first of equals, or the first NaN. The plain loops are in autograd's
// tensor/argmax.ts.

import { after, bytes } from './lanes';

/** indices[i] = argmaxⱼ x[i, j], integers. */
export function argmax(x: usize, indices: usize, rows: i32, columns: i32): void {
  const step = bytes(columns);
  for (; rows > 0; rows--, x += step, indices += 4) {
    let best = 0;
    let most = load<f32>(x);
    // A number beats a smaller one; NaN beats everything but an earlier NaN.
    for (let j = 1; j < columns && most == most; j++) {
      const next = load<f32>(after(x, j));
      if (next <= most) continue;
      most = next;
      best = j;
    }
    store<i32>(indices, best);
  }
}

/** y = the largest number of each row; `indices` (rows) = its index, as integers. */
export function maxRows(x: usize, y: usize, indices: usize, rows: i32, columns: i32): void {
  argmax(x, indices, rows, columns);
  for (let row = 0; row < rows; row++) {
    store<f32>(y + (<usize>row << 2), load<f32>(x + (<usize>(row * columns + load<i32>(indices + (<usize>row << 2))) << 2)));
  }
}

/** gx += gy, at the indices. */
export function maxRowsGrad(indices: usize, gy: usize, gx: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    const at = gx + (<usize>(row * columns + load<i32>(indices + (<usize>row << 2))) << 2);
    store<f32>(at, load<f32>(at) + load<f32>(gy + (<usize>row << 2)));
  }
}
