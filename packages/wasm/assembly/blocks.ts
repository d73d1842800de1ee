// The inner loop of matrix products: y(n, columns) = a(n, k) · panel(k, columns) for 1 to 8 columns. The plain version:
//
//   for (let i = 0; i < n; i++)
//     for (let j = 0; j < columns; j++)
//       for (let p = 0; p < k; p++) y[i, j] += a[i, p] * panel[p, j];
//
// y is computed in blocks of 4 rows and 8 columns, whose 32 sums stay in registers while p runs.

import { loadPart, storePart } from './lanes';

/** The width in bytes of a packed panel with this number of columns. */
@inline
export function panelStep(columns: i32): usize {
  return columns > 4 ? 32 : 16;
}

/**
 * y(n, m) = a(n, k) · b(k, m), or y += it if `add`, where b is a sequence of panels of 8 columns, `nextB` bytes apart.
 * The other steps are bytes too: `stepA` along a row of a, `rowA` from row to row and `nextA` to the fourth row after it,
 * `stepB` and `stepY` from row to row. A last panel of other than 4 or 8 columns must be a packed one.
 */
export function timesPanels(
  n: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  nextA: usize,
  b: usize,
  stepB: usize,
  nextB: usize,
  k: i32,
  y: usize,
  stepY: usize,
  m: i32,
  add: bool,
): void {
  for (; m > 4; m -= 8, b += nextB, y += 32) {
    timesPanel(8, n, a, rowA, stepA, nextA, b, stepB, k, y, stepY, min(m, 8), add);
  }
  if (m > 0) timesPanel(4, n, a, rowA, stepA, nextA, b, stepB, k, y, stepY, m, add);
}

/** One panel of `width` (4 or 8) columns, of which the first `columns` count. */
@inline
function timesPanel(
  width: i32,
  n: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  nextA: usize,
  panel: usize,
  stepB: usize,
  k: i32,
  y: usize,
  stepY: usize,
  columns: i32,
  add: bool,
): void {
  let i = n;
  for (; i >= 4; i -= 4, a += nextA, y += 4 * stepY) {
    block(4, width, a, rowA, stepA, panel, stepB, k, y, stepY, columns, add);
  }
  if (i == 3) block(3, width, a, rowA, stepA, panel, stepB, k, y, stepY, columns, add);
  else if (i == 2) block(2, width, a, rowA, stepA, panel, stepB, k, y, stepY, columns, add);
  else if (i == 1) block(1, width, a, rowA, stepA, panel, stepB, k, y, stepY, columns, add);
}

/** One block of `rows` (1 to 4) and `width` (4 or 8) numbers, of which the first `columns` count. */
@inline
function block(
  rows: i32,
  width: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  panel: usize,
  stepB: usize,
  k: i32,
  y: usize,
  stepY: usize,
  columns: i32,
  add: bool,
): void {
  let a1 = a + rowA;
  let a2 = a1 + rowA;
  let a3 = a2 + rowA;
  let b0 = v128.load(panel);
  let b1 = width == 8 ? v128.load(panel, 16) : b0;
  const x0 = v128.load32_splat(a);
  let y00 = f32x4.mul(x0, b0);
  let y01 = f32x4.mul(x0, b1);
  const x1 = rows > 1 ? v128.load32_splat(a1) : b0;
  let y10 = f32x4.mul(x1, b0);
  let y11 = f32x4.mul(x1, b1);
  const x2 = rows > 2 ? v128.load32_splat(a2) : b0;
  let y20 = f32x4.mul(x2, b0);
  let y21 = f32x4.mul(x2, b1);
  const x3 = rows > 3 ? v128.load32_splat(a3) : b0;
  let y30 = f32x4.mul(x3, b0);
  let y31 = f32x4.mul(x3, b1);
  while (--k > 0) {
    panel += stepB;
    b0 = v128.load(panel);
    if (width == 8) b1 = v128.load(panel, 16);
    a += stepA;
    let x = v128.load32_splat(a);
    y00 = f32x4.add(y00, f32x4.mul(x, b0));
    if (width == 8) y01 = f32x4.add(y01, f32x4.mul(x, b1));
    if (rows > 1) {
      a1 += stepA;
      x = v128.load32_splat(a1);
      y10 = f32x4.add(y10, f32x4.mul(x, b0));
      if (width == 8) y11 = f32x4.add(y11, f32x4.mul(x, b1));
    }
    if (rows > 2) {
      a2 += stepA;
      x = v128.load32_splat(a2);
      y20 = f32x4.add(y20, f32x4.mul(x, b0));
      if (width == 8) y21 = f32x4.add(y21, f32x4.mul(x, b1));
    }
    if (rows > 3) {
      a3 += stepA;
      x = v128.load32_splat(a3);
      y30 = f32x4.add(y30, f32x4.mul(x, b0));
      if (width == 8) y31 = f32x4.add(y31, f32x4.mul(x, b1));
    }
  }
  if (columns == width) {
    writeRow(width, y, y00, y01, add);
    if (rows > 1) writeRow(width, y + stepY, y10, y11, add);
    if (rows > 2) writeRow(width, y + 2 * stepY, y20, y21, add);
    if (rows > 3) writeRow(width, y + 3 * stepY, y30, y31, add);
    return;
  }
  const rest = columns & 3;
  writePart(width, y, y00, y01, rest, add);
  if (rows > 1) writePart(width, y + stepY, y10, y11, rest, add);
  if (rows > 2) writePart(width, y + 2 * stepY, y20, y21, rest, add);
  if (rows > 3) writePart(width, y + 3 * stepY, y30, y31, rest, add);
}

/** Writes, or adds, 4 or 8 numbers. */
@inline
function writeRow(width: i32, y: usize, low: v128, high: v128, add: bool): void {
  v128.store(y, add ? f32x4.add(v128.load(y), low) : low);
  if (width == 8) v128.store(y, add ? f32x4.add(v128.load(y, 16), high) : high, 16);
}

/** Writes, or adds, `rest` (1 to 3) numbers, after 4 whole ones if the block is 8 wide. */
@inline
function writePart(width: i32, y: usize, low: v128, high: v128, rest: i32, add: bool): void {
  if (width == 4) {
    storePart(y, add ? f32x4.add(loadPart(y, rest), low) : low, rest);
    return;
  }
  v128.store(y, add ? f32x4.add(v128.load(y), low) : low);
  storePart(y + 16, add ? f32x4.add(loadPart(y + 16, rest), high) : high, rest);
}

/** Packs columns of a in groups of four, the last of fewer, in the order in which blocks read them: nextA is k · 16. */
export function packFours(a: usize, stepA: usize, columns: i32, k: i32, to: usize): void {
  for (; columns >= 4; columns -= 4, a += 16) {
    let p = a;
    for (let i = 0; i < k; i++, p += stepA, to += 16) v128.store(to, v128.load(p));
  }
  if (columns) for (; k > 0; k--, a += stepA, to += 16) v128.store(to, loadPart(a, columns));
}

/** Packs up to 8 columns of b into a panel; numbers beyond them are 0. */
export function packColumns(b: usize, stepB: usize, columns: i32, k: i32, panel: usize): void {
  const rest = columns & 3;
  if (columns > 4) {
    for (; k > 0; k--, b += stepB, panel += 32) {
      v128.store(panel, v128.load(b));
      v128.store(panel, rest ? loadPart(b + 16, rest) : v128.load(b, 16), 16);
    }
    return;
  }
  for (; k > 0; k--, b += stepB, panel += 16) v128.store(panel, rest ? loadPart(b, rest) : v128.load(b));
}
