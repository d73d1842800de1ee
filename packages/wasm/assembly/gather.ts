// Rows of a table by index: Tensor's take, pick and assignRows. The plain version:
//
//   for (let block = 0; block < count; block++)
//     for (let i = 0; i < width; i++) y[block * width + i] = x[indices[block] * width + i];

import { accumulate } from './arithmetic';
import { copyFew } from './copy';
import { after, bytes } from './lanes';
import { Number, sumRows } from './sums';

/** The number of blocks up to which they are added one by one. */
const FEW: i32 = 32;

/** Block i of y = block indices[i] of x, a block being `width` numbers. */
export function gather(x: usize, indices: usize, count: i32, width: i32, y: usize): void {
  const step = bytes(width);
  for (let block = 0; block < count; block++, indices += 4, y += step) {
    copyFew(x + <usize>load<i32>(indices) * step, y, width);
  }
}

/** Block indices[i] of y = block i of x. */
export function scatter(x: usize, indices: usize, count: i32, width: i32, y: usize): void {
  const step = bytes(width);
  for (let block = 0; block < count; block++, indices += 4, x += step) {
    copyFew(x, y + <usize>load<i32>(indices) * step, width);
  }
}

/** Block indices[i] of gx += block i of gy; `order` is scratch memory for one integer per block of gx and of gy. */
export function gatherGrad(
  gy: usize,
  indices: usize,
  count: i32,
  width: i32,
  gx: usize,
  blocks: i32,
  order: usize,
): void {
  const step = bytes(width);
  if (count <= FEW || isAscending(indices, count)) {
    for (; count > 0; count--, indices += 4, gy += step) accumulate(gy, gx + <usize>load<i32>(indices) * step, width);
    return;
  }
  // Sorts the blocks of gy by index, so that those of one index are summed as precisely as rows.
  const ends = order;
  order = after(ends, blocks);
  memory.fill(ends, 0, bytes(blocks));
  for (let i = 0; i < count; i++) {
    const end = after(ends, load<i32>(after(indices, i)));
    store<i32>(end, load<i32>(end) + 1);
  }
  let total = 0;
  for (let block = 0; block < blocks; block++) {
    const end = after(ends, block);
    const few = load<i32>(end);
    store<i32>(end, total);
    total += few;
  }
  for (let i = 0; i < count; i++) {
    const end = after(ends, load<i32>(after(indices, i)));
    const to = load<i32>(end);
    store<i32>(after(order, to), i);
    store<i32>(end, to + 1);
  }
  let start = 0;
  for (let block = 0; block < blocks; block++, gx += step) {
    const end = load<i32>(after(ends, block));
    if (end > start) sumRows<Number>(gy, gy, gx, end - start, width, false, after(order, start));
    start = end;
  }
}

/** Whether each index is greater than the one before it, so that none occurs twice. */
function isAscending(indices: usize, count: i32): bool {
  for (; count > 1; count--, indices += 4) if (load<i32>(indices) >= load<i32>(indices, 4)) return false;
  return true;
}
