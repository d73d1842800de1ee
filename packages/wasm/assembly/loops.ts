// The loops of all elementwise functions. F is a class that computes four numbers at a time: f is a result,
// grad a gradient. The plain versions:
//
//   map           for (let i = 0; i < n; i++) y[i] = f(x[i]);
//   zip           for (let i = 0; i < n; i++) y[i] = f(a[i], b[i]);
//   gradient      for (let i = 0; i < n; i++) g[i] += grad(x[i], gy[i]);
//   pairGradient  for (let i = 0; i < n; i++) g[i] += grad(a[i], b[i], gy[i]);
//
// The x of a gradient depends on its formula: the operand, the result, or the other operand.
//
// All but map do this for each of `rows` rows of `columns` numbers. The second operand (b, or x in a gradient) is one row
// for all (ROW), or has one number for each row (COLUMN). Operands of the same length are one row. Both forms share one
// function for each F, which keeps the module small. `unroll` computes four vectors at a time, for short functions; a division
// or a root takes longer than the loop around it.

import { after, loadPart, storePart } from './lanes';

export const ROW: i32 = 0;
export const COLUMN: i32 = 1;

@inline
export function map<F>(x: usize, y: usize, n: i32, unroll: bool): void {
  const op = changetype<F>(0);
  if (unroll) {
    const end = after(x, n & ~15);
    for (; x < end; x += 64, y += 64) {
      v128.store(y, op.f(v128.load(x)));
      v128.store(y, op.f(v128.load(x, 16)), 16);
      v128.store(y, op.f(v128.load(x, 32)), 32);
      v128.store(y, op.f(v128.load(x, 48)), 48);
    }
    n &= 15;
  }
  const end = after(x, n & ~3);
  for (; x < end; x += 16, y += 16) v128.store(y, op.f(v128.load(x)));
  const rest = n & 3;
  if (rest) storePart(y, op.f(loadPart(x, rest)), rest);
}

export function zip<F>(a: usize, b: usize, y: usize, rows: i32, columns: i32, form: i32, unroll: bool): void {
  const op = changetype<F>(0);
  const rest = columns & 3;
  for (; rows > 0; rows--) {
    const end = after(a, columns - rest);
    let p = b;
    let four = f32x4.splat(0);
    if (form == COLUMN) {
      four = v128.load32_splat(b);
      if (unroll) {
        const end16 = after(a, columns & ~15);
        for (; a < end16; a += 64, y += 64) {
          v128.store(y, op.f(v128.load(a), four));
          v128.store(y, op.f(v128.load(a, 16), four), 16);
          v128.store(y, op.f(v128.load(a, 32), four), 32);
          v128.store(y, op.f(v128.load(a, 48), four), 48);
        }
      }
      for (; a < end; a += 16, y += 16) v128.store(y, op.f(v128.load(a), four));
      b += 4;
    } else {
      if (unroll) {
        const end16 = after(a, columns & ~15);
        for (; a < end16; a += 64, p += 64, y += 64) {
          v128.store(y, op.f(v128.load(a), v128.load(p)));
          v128.store(y, op.f(v128.load(a, 16), v128.load(p, 16)), 16);
          v128.store(y, op.f(v128.load(a, 32), v128.load(p, 32)), 32);
          v128.store(y, op.f(v128.load(a, 48), v128.load(p, 48)), 48);
        }
      }
      for (; a < end; a += 16, p += 16, y += 16) v128.store(y, op.f(v128.load(a), v128.load(p)));
      if (rest) four = loadPart(p, rest);
    }
    if (!rest) continue;
    storePart(y, op.f(loadPart(a, rest), four), rest);
    a = after(a, rest);
    y = after(y, rest);
  }
}

export function gradient<F>(x: usize, gy: usize, g: usize, rows: i32, columns: i32, form: i32, unroll: bool): void {
  const op = changetype<F>(0);
  const rest = columns & 3;
  for (; rows > 0; rows--) {
    const end = after(gy, columns - rest);
    let p = x;
    let four = f32x4.splat(0);
    if (form == COLUMN) {
      four = v128.load32_splat(x);
      if (unroll) {
        const end16 = after(gy, columns & ~15);
        for (; gy < end16; gy += 64, g += 64) {
          v128.store(g, f32x4.add(v128.load(g), op.grad(four, v128.load(gy))));
          v128.store(g, f32x4.add(v128.load(g, 16), op.grad(four, v128.load(gy, 16))), 16);
          v128.store(g, f32x4.add(v128.load(g, 32), op.grad(four, v128.load(gy, 32))), 32);
          v128.store(g, f32x4.add(v128.load(g, 48), op.grad(four, v128.load(gy, 48))), 48);
        }
      }
      for (; gy < end; gy += 16, g += 16) v128.store(g, f32x4.add(v128.load(g), op.grad(four, v128.load(gy))));
      x += 4;
    } else {
      if (unroll) {
        const end16 = after(gy, columns & ~15);
        for (; gy < end16; p += 64, gy += 64, g += 64) {
          const g0 = op.grad(v128.load(p), v128.load(gy));
          const g1 = op.grad(v128.load(p, 16), v128.load(gy, 16));
          const g2 = op.grad(v128.load(p, 32), v128.load(gy, 32));
          const g3 = op.grad(v128.load(p, 48), v128.load(gy, 48));
          v128.store(g, f32x4.add(v128.load(g), g0));
          v128.store(g, f32x4.add(v128.load(g, 16), g1), 16);
          v128.store(g, f32x4.add(v128.load(g, 32), g2), 32);
          v128.store(g, f32x4.add(v128.load(g, 48), g3), 48);
        }
      }
      for (; gy < end; p += 16, gy += 16, g += 16) {
        v128.store(g, f32x4.add(v128.load(g), op.grad(v128.load(p), v128.load(gy))));
      }
      if (rest) four = loadPart(p, rest);
    }
    if (!rest) continue;
    storePart(g, f32x4.add(loadPart(g, rest), op.grad(four, loadPart(gy, rest))), rest);
    gy = after(gy, rest);
    g = after(g, rest);
  }
}

export function pairGradient<F>(
  a: usize,
  b: usize,
  gy: usize,
  g: usize,
  rows: i32,
  columns: i32,
  form: i32,
): void {
  const op = changetype<F>(0);
  const rest = columns & 3;
  for (; rows > 0; rows--) {
    const end = after(a, columns - rest);
    let p = b;
    let four = f32x4.splat(0);
    if (form == COLUMN) {
      four = v128.load32_splat(b);
      for (; a < end; a += 16, gy += 16, g += 16) {
        v128.store(g, f32x4.add(v128.load(g), op.grad(v128.load(a), four, v128.load(gy))));
      }
      b += 4;
    } else {
      for (; a < end; a += 16, p += 16, gy += 16, g += 16) {
        v128.store(g, f32x4.add(v128.load(g), op.grad(v128.load(a), v128.load(p), v128.load(gy))));
      }
      if (rest) four = loadPart(p, rest);
    }
    if (!rest) continue;
    storePart(g, f32x4.add(loadPart(g, rest), op.grad(loadPart(a, rest), four, loadPart(gy, rest))), rest);
    a = after(a, rest);
    gy = after(gy, rest);
    g = after(g, rest);
  }
}
