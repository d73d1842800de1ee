// y(n, m) = op(a)(n, k) · op(b)(k, m), op being "as stored" or "transposed". The plain version:
//
//   for (let i = 0; i < n; i++)
//     for (let j = 0; j < m; j++) {
//       let dot = 0;
//       for (let p = 0; p < k; p++) dot += a[i, p] * b[p, j];
//       y[i, j] = accumulate ? y[i, j] + dot : dot;
//     }

import { packColumns, packTransposed, panelStep, timesPanels } from './blocks';
import { dots } from './dots';
import { after } from './lanes';

/** How many steps of the inner sum are done before y is written: a panel of 8 columns then takes 8 KiB. */
const DEPTH: i32 = 256;

/** Below so many rows, dot products of rows are faster than transposing b. */
const FEW: i32 = 8;

/** How many bytes of scratch memory a product needs. */
export function matmulScratch(n: i32, k: i32, m: i32): i32 {
  return min(k, DEPTH) * 32;
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
  if (transposeB && !transposeA && n < FEW) {
    dots(n, a, rowA, b, after(0, k), k, y, stepY, m, accumulate != 0);
    return;
  }
  for (let p = 0; p < k; p += DEPTH) {
    const depth = min(DEPTH, k - p);
    const add = accumulate != 0 || p > 0;
    const rows = a + <usize>p * stepA;
    if (transposeB) {
      for (let j = 0; j < m; j += 8) {
        const columns = min(8, m - j);
        const step = panelStep(columns);
        packTransposed(after(b, j * k + p), after(0, k), columns, depth, scratch, step);
        timesPanels(n, rows, rowA, stepA, scratch, step, 0, depth, after(y, j), stepY, columns, add);
      }
      continue;
    }
    const rest = m & 3 ? m & 7 : 0;
    timesPanels(n, rows, rowA, stepA, after(b, p * m), stepY, 32, depth, y, stepY, m - rest, add);
    if (!rest) continue;
    packColumns(after(b, p * m + m - rest), stepY, rest, depth, scratch);
    timesPanels(n, rows, rowA, stepA, scratch, panelStep(rest), 0, depth, after(y, m - rest), stepY, rest, add);
  }
}
