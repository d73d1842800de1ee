// y(n, m) = op(a)(n, k) · op(b)(k, m), op being "as stored" or "transposed". The plain version:
//
//   for (let i = 0; i < n; i++)
//     for (let j = 0; j < m; j++) {
//       let dot = 0;
//       for (let p = 0; p < k; p++) dot += a[i, p] * b[p, j];
//       y[i, j] = accumulate ? y[i, j] + dot : dot;
//     }

import { fill } from './arithmetic';
import { packColumns, packFours, packTransposed, panelStep, timesPanels } from './blocks';
import { dots } from './dots';
import { after } from './lanes';

/** How many steps of the inner sum are done before y is written: a panel of 8 columns then takes 8 KiB. */
const DEPTH: i32 = 256;

/** How many columns of a transposed a are copied at a time, to be read in one go: with DEPTH 512 KiB. */
const ROWS: i32 = 512;

/** From how many bytes on a step through memory misses the cache. */
const FAR: usize = 512;

/** Below so many rows, dot products of rows are faster than transposing b. */
const FEW: i32 = 8;

/** How many bytes of scratch memory a product of any size needs. */
export function matmulScratch(): i32 {
  return DEPTH * (8 + ROWS) * 4;
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
  const rowA: usize = transposeA ? 4 : after(0, k);
  const stepA: usize = transposeA ? after(0, n) : 4;
  const stepY = after(0, m);
  if (k == 0 && !accumulate) fill(y, n * m, 0);
  if (transposeB && !transposeA && n < FEW) {
    dots(n, a, rowA, b, after(0, k), k, y, stepY, m, accumulate != 0);
    return;
  }
  const far = transposeA && stepA >= FAR;
  const packed = scratch + DEPTH * 32;
  for (let p = 0; p < k; p += DEPTH) {
    const depth = min(DEPTH, k - p);
    const add = accumulate != 0 || p > 0;
    const pb = after(b, transposeB ? p : p * m);
    const pa = a + <usize>p * stepA;
    if (!far) {
      timesB(n, pa, rowA, stepA, 4 * rowA, pb, transposeB, k, depth, y, m, add, scratch);
      continue;
    }
    for (let i = 0; i < n; i += ROWS) {
      const rows = min(ROWS, n - i);
      packFours(after(pa, i), stepA, rows, depth, packed);
      timesB(rows, packed, 4, 16, depth << 4, pb, transposeB, k, depth, after(y, i * m), m, add, scratch);
    }
  }
}

/** y(n, m) = a(n, depth) · op(b)(depth, m). */
@inline
function timesB(
  n: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  nextA: usize,
  b: usize,
  transposeB: i32,
  k: i32,
  depth: i32,
  y: usize,
  m: i32,
  add: bool,
  scratch: usize,
): void {
  const stepY = after(0, m);
  if (!transposeB && (stepY < FAR || n < 32)) {
    const rest = m & 3 ? m & 7 : 0;
    const whole = m - rest;
    timesPanels(n, a, rowA, stepA, nextA, b, stepY, 32, depth, y, stepY, whole, add);
    if (!rest) return;
    packColumns(after(b, whole), stepY, rest, depth, scratch);
    timesPanels(n, a, rowA, stepA, nextA, scratch, panelStep(rest), 0, depth, after(y, whole), stepY, rest, add);
    return;
  }
  for (let j = 0; j < m; j += 8, y += 32) {
    const columns = min(8, m - j);
    const step = panelStep(columns);
    if (transposeB) packTransposed(after(b, j * k), after(0, k), columns, depth, scratch, step);
    else packColumns(after(b, j), stepY, columns, depth, scratch);
    timesPanels(n, a, rowA, stepA, nextA, scratch, step, 0, depth, y, stepY, columns, add);
  }
}
