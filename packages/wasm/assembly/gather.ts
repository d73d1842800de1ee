// Rows of a table by number: Tensor's take, pick and assignRows. The plain version:
//
//   for (let block = 0; block < count; block++)
//     for (let i = 0; i < width; i++) y[block * width + i] = x[places[block] * width + i];

import { after, loadPart, storePart } from './lanes';

/** Block i of y = block places[i] of x, a block being `width` numbers. */
export function gather(x: usize, places: usize, count: i32, width: i32, y: usize): void {
  const step = after(0, width);
  for (let block = 0; block < count; block++, places += 4, y += step) {
    copyBlock(x + <usize>load<i32>(places) * step, y, width);
  }
}

/** Block places[i] of y = block i of x. */
export function scatter(x: usize, places: usize, count: i32, width: i32, y: usize): void {
  const step = after(0, width);
  for (let block = 0; block < count; block++, places += 4, x += step) {
    copyBlock(x, y + <usize>load<i32>(places) * step, width);
  }
}

@inline
function copyBlock(x: usize, y: usize, width: i32): void {
  const end = after(x, width & ~3);
  for (; x < end; x += 16, y += 16) v128.store(y, v128.load(x));
  if (width & 3) storePart(y, loadPart(x, width & 3), width & 3);
}

/** Block places[i] of gx += block i of gy. */
export function gatherGrad(gy: usize, places: usize, count: i32, width: i32, gx: usize): void {
  const step = after(0, width);
  const rest = width & 3;
  for (let block = 0; block < count; block++, places += 4) {
    let p = gx + <usize>load<i32>(places) * step;
    const end = p + step - after(0, rest);
    for (; p < end; p += 16, gy += 16) v128.store(p, f32x4.add(v128.load(p), v128.load(gy)));
    if (!rest) continue;
    storePart(p, f32x4.add(loadPart(p, rest), loadPart(gy, rest)), rest);
    gy = after(gy, rest);
  }
}
