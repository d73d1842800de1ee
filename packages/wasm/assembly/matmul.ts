// y(n, m) = op(a)(n, k) · op(b)(k, m), op being "as stored" or "transposed". The plain version:
//
//   for (let i = 0; i < n; i++)
//     for (let j = 0; j < m; j++) {
//       let dot = 0;
//       for (let p = 0; p < k; p++) dot += a[i, p] * b[p, j];
//       y[i, j] = accumulate ? y[i, j] + dot : dot;
//     }
//
// The order of summation for a number of y depends on k and on how b is stored, not on n, m or its position in y.

import { fill } from './copy';
import { packColumns, packFours, panelStep, timesPanels } from './blocks';
import { dots, PANELS } from './dots';
import { after, bytes } from './lanes';
import { addToTotals, addTotals } from './sums';

/** The number of terms of the inner sum added before y is written; four times as many if b is transposed. */
const DEPTH: i32 = 128;

/** The longest inner sum whose parts of DEPTH terms are summed in y itself. */
const LONG: i32 = 4096;

/** The same for longer sums, of which SPAN terms are summed in float32. */
const LONG_DEPTH: i32 = 64;
const SPAN: i32 = 1024;

/** The number of columns, and of rows, of y processed at a time if the inner sum is long: 48 KiB with their totals. */
const TILE: i32 = 64;

/** The number of columns of a transposed a copied at a time, for sequential reads: 256 KiB with DEPTH. */
const ROWS: i32 = 512;

/** The stride in bytes from which on reads miss the cache. */
const FAR: usize = 512;

/** The size in bytes of the scratch memory for a product of any size. */
export function matmulScratch(): i32 {
  return PANELS + DEPTH * ROWS * 4 + TILE * TILE * 12;
}

/** y = op(a) · op(b), or y += it. a is stored (n, k), or (k, n) if transposeA; b is stored (k, m), or (m, k) if transposeB. */
export function matmul(
  a: usize,
  b: usize,
  y: usize,
  n: i32,
  k: i32,
  m: i32,
  transposeA: i32,
  transposeB: i32,
  accumulate: i32,
  scratch: usize,
): void {
  const rowA: usize = transposeA ? 4 : bytes(k);
  const stepA: usize = transposeA ? bytes(n) : 4;
  const rowB = bytes(transposeB ? k : m);
  const stepY = bytes(m);
  if (k > LONG) longProduct(n, a, rowA, stepA, b, rowB, transposeB, k, y, stepY, m, accumulate, scratch);
  else if (k > 0) product(n, a, rowA, stepA, b, rowB, transposeB, k, y, stepY, m, accumulate != 0, DEPTH, scratch);
  else if (!accumulate) fill(y, n * m, 0);
}

/** Sums parts in float32 and these sums in double precision, for a block of rows and columns at a time. */
function longProduct(
  n: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  rowB: usize,
  transposeB: i32,
  k: i32,
  y: usize,
  stepY: usize,
  m: i32,
  accumulate: i32,
  scratch: usize,
): void {
  const totals = scratch + PANELS + DEPTH * ROWS * 4;
  const part = totals + TILE * TILE * 8;
  for (let j = 0; j < m; j += TILE) {
    const columns = min(TILE, m - j);
    const rowsAtOnce = (TILE * TILE) / columns;
    for (let i = 0; i < n; i += rowsAtOnce) {
      const rows = min(rowsAtOnce, n - i);
      memory.fill(totals, 0, TILE * TILE * 8);
      for (let p = 0; p < k; p += SPAN) {
        const depth = min(SPAN, k - p);
        const pa = a + <usize>i * rowA + <usize>p * stepA;
        const pb = transposeB ? after(b, p) + <usize>j * rowB : after(b, j) + <usize>p * rowB;
        const stepPart = bytes(columns);
        product(rows, pa, rowA, stepA, pb, rowB, transposeB, depth, part, stepPart, columns, false, LONG_DEPTH, scratch);
        addToTotals(part, totals, rows * columns);
      }
      for (let r = 0; r < rows; r++) {
        const to = after(y, j) + <usize>(i + r) * stepY;
        if (!accumulate) fill(to, columns, 0);
        addTotals(totals + (<usize>(r * columns) << 3), to, columns);
      }
    }
  }
}

/** y = op(a) · op(b), or y += op(a) · op(b) if `add`; `rowB` is the step between stored rows of b. */
function product(
  n: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  rowB: usize,
  transposeB: i32,
  k: i32,
  y: usize,
  stepY: usize,
  m: i32,
  add: bool,
  most: i32,
  scratch: usize,
): void {
  const packed = scratch + PANELS;
  if (transposeB) {
    if (stepA == 4) {
      dots(n, a, rowA, b, rowB, k, y, stepY, m, add, 4 * most, scratch);
      return;
    }
    for (let p = 0; p < k; p += 4 * most, add = true) {
      const depth = min(4 * most, k - p);
      for (let i = 0; i < n; i += ROWS / 4) {
        const rows = min(ROWS / 4, n - i);
        copyRows(rows, a + <usize>i * rowA + <usize>p * stepA, rowA, stepA, depth, packed);
        const to = y + <usize>i * stepY;
        dots(rows, packed, bytes(depth), after(b, p), rowB, depth, to, stepY, m, add, depth, scratch);
      }
    }
    return;
  }
  for (let p = 0; p < k; p += most, add = true) {
    const depth = min(most, k - p);
    const pa = a + <usize>p * stepA;
    const pb = b + <usize>p * rowB;
    if (stepA < FAR) {
      timesB(n, pa, rowA, stepA, 4 * rowA, pb, rowB, depth, y, stepY, m, add, scratch);
      continue;
    }
    for (let i = 0; i < n; i += ROWS) {
      const rows = min(ROWS, n - i);
      packFours(after(pa, i), stepA, rows, depth, packed);
      timesB(rows, packed, 4, 16, depth << 4, pb, rowB, depth, y + <usize>i * stepY, stepY, m, add, scratch);
    }
  }
}

/** y(n, m) = a(n, depth) · b(depth, m). */
@inline
function timesB(
  n: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  nextA: usize,
  b: usize,
  rowB: usize,
  depth: i32,
  y: usize,
  stepY: usize,
  m: i32,
  add: bool,
  scratch: usize,
): void {
  if (rowB < FAR || n < 32) {
    const rest = m & 3 ? m & 7 : 0;
    const whole = m - rest;
    timesPanels(n, a, rowA, stepA, nextA, b, rowB, 32, depth, y, stepY, whole, add);
    if (!rest) return;
    packColumns(after(b, whole), rowB, rest, depth, scratch);
    timesPanels(n, a, rowA, stepA, nextA, scratch, panelStep(rest), 0, depth, after(y, whole), stepY, rest, add);
    return;
  }
  for (let j = 0; j < m; j += 8, y += 32) {
    const columns = min(8, m - j);
    packColumns(after(b, j), rowB, columns, depth, scratch);
    timesPanels(n, a, rowA, stepA, nextA, scratch, panelStep(columns), 0, depth, y, stepY, columns, add);
  }
}

/** Copies n rows of k numbers, stored apart, into consecutive rows. */
function copyRows(n: i32, a: usize, rowA: usize, stepA: usize, k: i32, to: usize): void {
  for (; n > 0; n--, a += rowA) {
    let p = a;
    for (let i = 0; i < k; i++, p += stepA, to += 4) store<f32>(to, load<f32>(p));
  }
}
