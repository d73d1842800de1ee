// y(n, m) = x(n, k) · w(m, k)ᵀ, each number a dot product of two rows: the plain version is that of matmul. Where n is
// small this is faster than transposing w first.
//
// y is computed in blocks of 2 rows and 4 columns, whose 8 sums of 4 lanes stay in registers while p runs.

import { loadPart, storePart } from './lanes';

/** y = x · wᵀ, or y += it if `add`; steps are bytes from row to row. */
export function dots(
  n: i32,
  x: usize,
  stepX: usize,
  w: usize,
  stepW: usize,
  k: i32,
  y: usize,
  stepY: usize,
  m: i32,
  add: bool,
): void {
  for (; m > 0; m -= 4, w += 4 * stepW, y += 16) {
    const columns = min(m, 4);
    let px = x;
    let py = y;
    let i = n;
    for (; i >= 2; i -= 2, px += 2 * stepX, py += 2 * stepY) {
      block(2, px, stepX, w, stepW, k, py, stepY, columns, add);
    }
    if (i) block(1, px, stepX, w, stepW, k, py, stepY, columns, add);
  }
}

/** One block of `rows` (1 or 2) and 4 numbers, of which the first `columns` count. */
@inline
function block(
  rows: i32,
  x: usize,
  stepX: usize,
  w0: usize,
  stepW: usize,
  k: i32,
  y: usize,
  stepY: usize,
  columns: i32,
  add: bool,
): void {
  // After the last row of w it comes again, and what it gives is not written.
  let w1 = columns > 1 ? w0 + stepW : w0;
  let w2 = columns > 2 ? w1 + stepW : w1;
  let w3 = columns > 3 ? w2 + stepW : w2;
  let x1 = x + stepX;
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s03 = s00;
  let s10 = s00;
  let s11 = s00;
  let s12 = s00;
  let s13 = s00;
  for (; k >= 4; k -= 4, x += 16, x1 += 16, w0 += 16, w1 += 16, w2 += 16, w3 += 16) {
    const a = v128.load(x);
    const b = rows > 1 ? v128.load(x1) : a;
    let v = v128.load(w0);
    s00 = f32x4.add(s00, f32x4.mul(a, v));
    if (rows > 1) s10 = f32x4.add(s10, f32x4.mul(b, v));
    v = v128.load(w1);
    s01 = f32x4.add(s01, f32x4.mul(a, v));
    if (rows > 1) s11 = f32x4.add(s11, f32x4.mul(b, v));
    v = v128.load(w2);
    s02 = f32x4.add(s02, f32x4.mul(a, v));
    if (rows > 1) s12 = f32x4.add(s12, f32x4.mul(b, v));
    v = v128.load(w3);
    s03 = f32x4.add(s03, f32x4.mul(a, v));
    if (rows > 1) s13 = f32x4.add(s13, f32x4.mul(b, v));
  }
  if (k) {
    const a = loadPart(x, k);
    const b = rows > 1 ? loadPart(x1, k) : a;
    let v = loadPart(w0, k);
    s00 = f32x4.add(s00, f32x4.mul(a, v));
    if (rows > 1) s10 = f32x4.add(s10, f32x4.mul(b, v));
    v = loadPart(w1, k);
    s01 = f32x4.add(s01, f32x4.mul(a, v));
    if (rows > 1) s11 = f32x4.add(s11, f32x4.mul(b, v));
    v = loadPart(w2, k);
    s02 = f32x4.add(s02, f32x4.mul(a, v));
    if (rows > 1) s12 = f32x4.add(s12, f32x4.mul(b, v));
    v = loadPart(w3, k);
    s03 = f32x4.add(s03, f32x4.mul(a, v));
    if (rows > 1) s13 = f32x4.add(s13, f32x4.mul(b, v));
  }
  write(y, sumEach(s00, s01, s02, s03), columns, add);
  if (rows > 1) write(y + stepY, sumEach(s10, s11, s12, s13), columns, add);
}

@inline
function write(y: usize, four: v128, columns: i32, add: bool): void {
  if (columns == 4) v128.store(y, add ? f32x4.add(v128.load(y), four) : four);
  else storePart(y, add ? f32x4.add(loadPart(y, columns), four) : four, columns);
}

/** The sums of the lanes of four vectors, one in each lane. */
@inline
function sumEach(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}
