// loss = mean over rows of −log softmax(x)[target]: Tensor's crossEntropy; the plain loops are in autograd's cpu/fused.ts.

import { after, bytes, loadPart, storePart } from './lanes';
import { softmaxRows } from './softmax';

/** y[0] = mean loss; probabilities = softmax(x) */
export function crossEntropy(x: usize, targets: usize, y: usize, probabilities: usize, rows: i32, columns: i32): void {
  store<f32>(y, <f32>(softmaxRows(x, probabilities, rows, columns, targets) / <f64>rows));
}

/** gx += (probabilities − 1 at the target) · gy[0] / rows */
export function crossEntropyGrad(
  probabilities: usize,
  targets: usize,
  gy: usize,
  gx: usize,
  rows: i32,
  columns: i32,
): void {
  const g = load<f32>(gy) / <f32>rows;
  const scale = f32x4.splat(g);
  const n = rows * columns;
  const rest = n & 3;
  const end = after(probabilities, n - rest);
  let p = gx;
  for (; probabilities < end; probabilities += 16, p += 16) {
    v128.store(p, f32x4.add(v128.load(p), f32x4.mul(v128.load(probabilities), scale)));
  }
  if (rest) storePart(p, f32x4.add(loadPart(p, rest), f32x4.mul(loadPart(probabilities, rest), scale)), rest);
  const step = bytes(columns);
  for (let i = 0; i < rows; i++, gx += step, targets += 4) {
    const at = after(gx, load<i32>(targets));
    store<f32>(at, load<f32>(at) - g);
  }
}
