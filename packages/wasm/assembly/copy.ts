// Filling, copying and transposing. The plain version is the formula of each function.

import { after, bytes, storePart, transpose4x4 } from './lanes';
import { map } from './loops';

class Copy {
  @inline f(x: v128): v128 {
    return x;
  }
}

/** y = x for few numbers, without a call. */
@inline
export function copyFew(x: usize, y: usize, n: i32): void {
  map<Copy>(x, y, n, false);
}

/** y = x */
export function copy(x: usize, y: usize, n: i32): void {
  if (n > 1024) memory.copy(y, x, bytes(n));
  else map<Copy>(x, y, n, true);
}

/** x[i] = value */
export function fill(x: usize, n: i32, value: f32): void {
  const four = f32x4.splat(value);
  const end16 = after(x, n & ~15);
  for (; x < end16; x += 64) {
    v128.store(x, four);
    v128.store(x, four, 16);
    v128.store(x, four, 32);
    v128.store(x, four, 48);
  }
  const end = after(x, n & 12);
  for (; x < end; x += 16) v128.store(x, four);
  if (n & 3) storePart(x, four, n & 3);
}

/** y[j, i] = x[i, j] */
export function transpose(x: usize, y: usize, rows: i32, columns: i32): void {
  const stepX = bytes(columns);
  const stepY = bytes(rows);
  let i = 0;
  for (; i <= rows - 4; i += 4) {
    let p = x + <usize>i * stepX;
    let q = after(y, i);
    let j = 0;
    for (; j <= columns - 4; j += 4, p += 16, q += 4 * stepY) {
      transpose4x4(p, p + stepX, p + 2 * stepX, p + 3 * stepX, q, stepY);
    }
    for (; j < columns; j++, p += 4, q += stepY) {
      for (let c = 0; c < 4; c++) store<f32>(after(q, c), load<f32>(p + <usize>c * stepX));
    }
  }
  for (; i < rows; i++) {
    const p = x + <usize>i * stepX;
    let q = after(y, i);
    for (let j = 0; j < columns; j++, q += stepY) store<f32>(q, load<f32>(after(p, j)));
  }
}
