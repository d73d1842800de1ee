// y(n, m) = x(n, k) · w(m, k)ᵀ, each number a dot product of two rows. The plain version:
//
//   for (let i = 0; i < n; i++)
//     for (let j = 0; j < m; j++) {
//       let even = 0;
//       let odd = 0;
//       for (let p = 0; p < k; p += 2) even += x[i, p] * w[j, p];
//       for (let p = 1; p < k; p += 2) odd += x[i, p] * w[j, p];
//       y[i, j] = even + odd;
//     }
//
// A row of y is the same to the last bit, whatever other rows are computed with it: with a cache, one token gives the
// same logits as among others. The numbers of a row are adjacent in memory, so two neighbors fill half a vector
// as they are; a single sum would need w transposed, which for one row costs more than the product.
//
// So a vector holds (even, odd) of one number of y and (even, odd) of the next.

import { after, loadPart, storePart } from './lanes';

/** The number of rows below which reading w in place is faster than packing it. */
const FEW: i32 = 6;

/** The number of rows of w whose parts fit in the L1 cache, if rows are processed in parts. */
const SOME: i32 = 32;

/** The size in bytes of the panels that fit in the L1 cache. */
export const PANELS: i32 = 16384;

/**
 * y = x · wᵀ, or y += x · wᵀ if `add`; steps are bytes from row to row. At most `depth` numbers of a row are multiplied
 * before y is written; `depth` is even. `panels` is scratch memory of PANELS bytes.
 */
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
  depth: i32,
  panels: usize,
): void {
  if (n < FEW) {
    if (k <= depth) dotsOfFew(n, x, stepX, w, stepW, k, y, stepY, m, add);
    else for (; m > 0; m -= SOME, w += <usize>SOME * stepW, y += 4 * SOME) {
      for (let p = 0; p < k; p += depth) {
        const more = add || p > 0;
        dotsOfFew(n, after(x, p), stepX, after(w, p), stepW, min(k - p, depth), y, stepY, min(m, SOME), more);
      }
    }
    return;
  }
  for (; k > 0; k -= depth, x = after(x, depth), w = after(w, depth), add = true) {
    const some = min(k, depth);
    if (some == 1) {
      dotsOfFew(n, x, stepX, w, stepW, 1, y, stepY, m, add);
      return;
    }
    const columns = max(4, (PANELS / panelSize(some)) << 2);
    let pw = w;
    let py = y;
    for (let j = m; j > 0; j -= columns, pw += <usize>columns * stepW, py = after(py, columns)) {
      packPairs(pw, stepW, min(j, columns), some, panels);
      timesPairs(n, x, stepX, panels, some, py, stepY, min(j, columns), add);
    }
  }
}

/** The size of a panel in bytes: four columns of k numbers. */
@inline
export function panelSize(k: i32): i32 {
  return (k + 1) >> 1 << 5;
}

/** The same for small n. */
export function dotsOfFew(
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
  for (; n >= 2; n -= 2, x += 2 * stepX, y += 2 * stepY) {
    let p = w;
    let to = y;
    for (let j = m; j > 0; j -= 4, p += 4 * stepW, to += 16) {
      fewDots(2, 4, x, stepX, p, stepW, k, to, stepY, min(j, 4), add);
    }
  }
  if (!n) return;
  for (; m >= 8; m -= 8, w += 8 * stepW, y += 32) fewDots(1, 8, x, stepX, w, stepW, k, y, stepY, 4, add);
  for (; m > 0; m -= 4, w += 4 * stepW, y += 16) fewDots(1, 4, x, stepX, w, stepW, k, y, stepY, min(m, 4), add);
}

/** 2 rows and 4 numbers of each, or 1 row and 4 or 8 numbers; of four numbers the first `columns` count. */
@inline
function fewDots(
  rows: i32,
  width: i32,
  x: usize,
  stepX: usize,
  w: usize,
  stepW: usize,
  k: i32,
  y: usize,
  stepY: usize,
  columns: i32,
  add: bool,
): void {
  // After the last row of w, the last row is repeated; its results are not written.
  const to1: usize = columns > 1 ? stepW : 0;
  const to2 = columns > 2 ? to1 + stepW : to1;
  const to3 = columns > 3 ? to2 + stepW : to2;
  let s0 = f32x4.splat(-0.0); // −0 + x is x for every x, even −0
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; k >= 4; k -= 4, x += 16, w += 16) {
    const x0 = v128.load64_splat(x);
    const x1 = v128.load64_splat(x, 8);
    const w0 = v128.load(w);
    const w1 = v128.load(w + to1);
    const w2 = v128.load(w + to2);
    const w3 = v128.load(w + to3);
    s0 = addPairs(s0, w0, w1, x0, x1);
    s1 = addPairs(s1, w2, w3, x0, x1);
    if (rows == 2) {
      const z0 = v128.load64_splat(x + stepX);
      const z1 = v128.load64_splat(x + stepX, 8);
      s2 = addPairs(s2, w0, w1, z0, z1);
      s3 = addPairs(s3, w2, w3, z0, z1);
    }
    if (width == 8) {
      const next = w + 4 * stepW;
      s2 = addPairs(s2, v128.load(next), v128.load(next + to1), x0, x1);
      s3 = addPairs(s3, v128.load(next + to2), v128.load(next + to3), x0, x1);
    }
  }
  for (; k > 0; k -= 2, x += 8, w += 8) {
    s0 = addLast(s0, x, pairs(w, w + to1, k), k);
    s1 = addLast(s1, x, pairs(w + to2, w + to3, k), k);
    if (rows == 2) {
      s2 = addLast(s2, x + stepX, pairs(w, w + to1, k), k);
      s3 = addLast(s3, x + stepX, pairs(w + to2, w + to3, k), k);
    }
    if (width == 8) {
      const next = w + 4 * stepW;
      s2 = addLast(s2, x, pairs(next, next + to1, k), k);
      s3 = addLast(s3, x, pairs(next + to2, next + to3, k), k);
    }
  }
  write(y, s0, s1, columns, add);
  if (rows == 2) write(y + stepY, s2, s3, columns, add);
  if (width == 8) write(y + 16, s2, s3, 4, add);
}

/** Adds two pairs of products for each of two rows. */
@inline
function addPairs(sum: v128, w0: v128, w1: v128, x0: v128, x1: v128): v128 {
  const first = f32x4.add(sum, f32x4.mul(x0, v128.shuffle<f64>(w0, w1, 0, 2)));
  return f32x4.add(first, f32x4.mul(x1, v128.shuffle<f64>(w0, w1, 1, 3)));
}

/** The first two numbers of two rows, or the first one and 0 if there are no more. */
@inline
function pairs(w0: usize, w1: usize, k: i32): v128 {
  if (k == 1) return v128.load32_lane(w1, v128.load32_zero(w0), 2);
  return v128.load64_lane(w1, v128.load64_zero(w0), 1);
}

/** Adds one pair of products for each of two rows, or the first of each if there are no more. */
@inline
function addLast(sum: v128, x: usize, w: v128, k: i32): v128 {
  return f32x4.add(sum, k == 1 ? evenOnes(x, w) : f32x4.mul(v128.load64_splat(x), w));
}

/** x[0] · w in the even lanes, 0 in the others. */
@inline
function evenOnes(x: usize, w: v128): v128 {
  return v128.and(f32x4.mul(v128.load32_splat(x), w), i64x2.splat(0xffffffff));
}

/** Four numbers, of which the first `columns` are written: the sums of their even and odd products. */
@inline
function write(y: usize, low: v128, high: v128, columns: i32, add: bool): void {
  const sums = f32x4.add(v128.shuffle<f32>(low, high, 0, 2, 4, 6), v128.shuffle<f32>(low, high, 1, 3, 5, 7));
  if (columns == 4) v128.store(y, add ? f32x4.add(v128.load(y), sums) : sums);
  else storePart(y, add ? f32x4.add(loadPart(y, columns), sums) : sums, columns);
}

/** Packs panels of four rows of w: two neighbors of each, then the next two. The last row is repeated to fill four. */
export function packPairs(w: usize, stepW: usize, m: i32, k: i32, panel: usize): void {
  for (; m > 0; m -= 4, w += 4 * stepW) panel = packPanel(w, stepW, m, k, panel);
}

@inline
function packPanel(w: usize, stepW: usize, columns: i32, k: i32, panel: usize): usize {
  const to1: usize = columns > 1 ? stepW : 0;
  const to2 = columns > 2 ? to1 + stepW : to1;
  const to3 = columns > 3 ? to2 + stepW : to2;
  for (; k >= 4; k -= 4, w += 16, panel += 64) {
    const w0 = v128.load(w);
    const w1 = v128.load(w + to1);
    const w2 = v128.load(w + to2);
    const w3 = v128.load(w + to3);
    v128.store(panel, v128.shuffle<f64>(w0, w1, 0, 2));
    v128.store(panel, v128.shuffle<f64>(w2, w3, 0, 2), 16);
    v128.store(panel, v128.shuffle<f64>(w0, w1, 1, 3), 32);
    v128.store(panel, v128.shuffle<f64>(w2, w3, 1, 3), 48);
  }
  for (; k > 0; k -= 2, w += 8, panel += 32) {
    v128.store(panel, pairs(w, w + to1, k));
    v128.store(panel, pairs(w + to2, w + to3, k), 16);
  }
  return panel;
}

/** y = x · wᵀ, or y += x · wᵀ if `add`, with packed w and k at least 2. */
export function timesPairs(
  n: i32,
  x: usize,
  stepX: usize,
  panels: usize,
  k: i32,
  y: usize,
  stepY: usize,
  m: i32,
  add: bool,
): void {
  for (; n >= 4; n -= 4, x += 4 * stepX, y += 4 * stepY) rowsTimesPairs(4, x, stepX, panels, k, y, stepY, m, add);
  if (n == 3) rowsTimesPairs(3, x, stepX, panels, k, y, stepY, m, add);
  else if (n == 2) rowsTimesPairs(2, x, stepX, panels, k, y, stepY, m, add);
  else if (n == 1) rowsTimesPairs(1, x, stepX, panels, k, y, stepY, m, add);
}

@inline
function rowsTimesPairs(
  rows: i32,
  x: usize,
  stepX: usize,
  panel: usize,
  k: i32,
  y: usize,
  stepY: usize,
  m: i32,
  add: bool,
): void {
  for (; m > 0; m -= 4, y += 16) panel = block(rows, x, stepX, panel, k, y, stepY, min(m, 4), add);
}

/** One block of `rows` (1 to 4) and four numbers, whose 16 pairs of sums stay in registers. Returns the next panel. */
@inline
function block(
  rows: i32,
  x: usize,
  stepX: usize,
  panel: usize,
  k: i32,
  y: usize,
  stepY: usize,
  columns: i32,
  add: bool,
): usize {
  let x1 = x + stepX;
  let x2 = x1 + stepX;
  let x3 = x2 + stepX;
  let low = v128.load(panel);
  let high = v128.load(panel, 16);
  panel += 32;
  let two = v128.load64_splat(x);
  let s00 = f32x4.mul(two, low);
  let s01 = f32x4.mul(two, high);
  if (rows > 1) two = v128.load64_splat(x1);
  let s10 = f32x4.mul(two, low);
  let s11 = f32x4.mul(two, high);
  if (rows > 2) two = v128.load64_splat(x2);
  let s20 = f32x4.mul(two, low);
  let s21 = f32x4.mul(two, high);
  if (rows > 3) two = v128.load64_splat(x3);
  let s30 = f32x4.mul(two, low);
  let s31 = f32x4.mul(two, high);
  while ((k -= 2) >= 2) {
    low = v128.load(panel);
    high = v128.load(panel, 16);
    panel += 32;
    x += 8;
    two = v128.load64_splat(x);
    s00 = f32x4.add(s00, f32x4.mul(two, low));
    s01 = f32x4.add(s01, f32x4.mul(two, high));
    if (rows > 1) {
      x1 += 8;
      two = v128.load64_splat(x1);
      s10 = f32x4.add(s10, f32x4.mul(two, low));
      s11 = f32x4.add(s11, f32x4.mul(two, high));
    }
    if (rows > 2) {
      x2 += 8;
      two = v128.load64_splat(x2);
      s20 = f32x4.add(s20, f32x4.mul(two, low));
      s21 = f32x4.add(s21, f32x4.mul(two, high));
    }
    if (rows > 3) {
      x3 += 8;
      two = v128.load64_splat(x3);
      s30 = f32x4.add(s30, f32x4.mul(two, low));
      s31 = f32x4.add(s31, f32x4.mul(two, high));
    }
  }
  if (k == 1) {
    low = v128.load(panel);
    high = v128.load(panel, 16);
    panel += 32;
    s00 = f32x4.add(s00, evenOnes(x + 8, low));
    s01 = f32x4.add(s01, evenOnes(x + 8, high));
    if (rows > 1) {
      s10 = f32x4.add(s10, evenOnes(x1 + 8, low));
      s11 = f32x4.add(s11, evenOnes(x1 + 8, high));
    }
    if (rows > 2) {
      s20 = f32x4.add(s20, evenOnes(x2 + 8, low));
      s21 = f32x4.add(s21, evenOnes(x2 + 8, high));
    }
    if (rows > 3) {
      s30 = f32x4.add(s30, evenOnes(x3 + 8, low));
      s31 = f32x4.add(s31, evenOnes(x3 + 8, high));
    }
  }
  write(y, s00, s01, columns, add);
  if (rows > 1) write(y + stepY, s10, s11, columns, add);
  if (rows > 2) write(y + 2 * stepY, s20, s21, columns, add);
  if (rows > 3) write(y + 3 * stepY, s30, s31, columns, add);
  return panel;
}
