// aᵇ for one exponent b, the row pow of autograd's elementwise.ts. The plain version:
//
//   for (let i = 0; i < rows; i++)
//     for (let j = 0; j < columns; j++) y[i, j] = pow(a[i, j], b[i]);
//
// The exponents that models use are products, roots and quotients; for others the kernel calls the row's own function.

import { after, loadPart, storePart } from './lanes';

@external('env', 'pow')
declare function pow(base: f64, exponent: f64): f64;

/** y[i, j] = a[i, j] ^ b[i] */
export function powColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  const step = after(0, columns);
  for (let i = 0; i < rows; i++, a += step, b += 4, y += step) {
    const exponent = load<f32>(b);
    if (exponent == 2) map<Square>(a, y, columns);
    else if (exponent == -0.5) map<InverseRoot>(a, y, columns);
    else if (exponent == -1) map<Inverse>(a, y, columns);
    else {
      for (let j = 0; j < columns; j++) store<f32>(after(y, j), <f32>pow(<f64>load<f32>(after(a, j)), <f64>exponent));
    }
  }
}

/** ga[i, j] += gy[i, j] · b[i] · a[i, j] ^ (b[i] − 1) */
export function powGradColumn(a: usize, b: usize, gy: usize, ga: usize, rows: i32, columns: i32): void {
  const step = after(0, columns);
  for (let i = 0; i < rows; i++, a += step, b += 4, gy += step, ga += step) {
    const exponent = load<f32>(b);
    if (exponent == 0) continue;
    if (exponent == 2) mapGrad<Square>(a, gy, ga, columns);
    else if (exponent == -0.5) mapGrad<InverseRoot>(a, gy, ga, columns);
    else if (exponent == -1) mapGrad<Inverse>(a, gy, ga, columns);
    else {
      for (let j = 0; j < columns; j++) {
        const power = pow(<f64>load<f32>(after(a, j)), <f64>exponent - 1);
        const slope: f32 = power == 0 ? 0 : <f32>(<f64>exponent * power);
        store<f32>(after(ga, j), load<f32>(after(ga, j)) + load<f32>(after(gy, j)) * slope);
      }
    }
  }
}

@inline
function map<F>(a: usize, y: usize, n: i32): void {
  const op = changetype<F>(0);
  const end = after(a, n & ~3);
  for (; a < end; a += 16, y += 16) v128.store(y, op.f(v128.load(a)));
  if (n & 3) storePart(y, op.f(loadPart(a, n & 3)), n & 3);
}

@inline
function mapGrad<F>(a: usize, gy: usize, ga: usize, n: i32): void {
  const op = changetype<F>(0);
  const end = after(a, n & ~3);
  for (; a < end; a += 16, gy += 16, ga += 16) {
    v128.store(ga, f32x4.add(v128.load(ga), f32x4.mul(v128.load(gy), op.df(v128.load(a)))));
  }
  const rest = n & 3;
  if (!rest) return;
  const more = f32x4.mul(loadPart(gy, rest), op.df(loadPart(a, rest)));
  storePart(ga, f32x4.add(loadPart(ga, rest), more), rest);
}

class Square {
  @inline f(a: v128): v128 {
    return f32x4.mul(a, a);
  }
  @inline df(a: v128): v128 {
    return f32x4.add(a, a);
  }
}

class InverseRoot {
  @inline f(a: v128): v128 {
    return f32x4.div(f32x4.splat(1), f32x4.sqrt(unsigned(a)));
  }
  @inline df(a: v128): v128 {
    const base = unsigned(a);
    return f32x4.div(f32x4.div(f32x4.splat(-0.5), base), f32x4.sqrt(base));
  }
}

class Inverse {
  @inline f(a: v128): v128 {
    return f32x4.div(f32x4.splat(1), a);
  }
  @inline df(a: v128): v128 {
    return f32x4.div(f32x4.div(f32x4.splat(-1), a), a);
  }
}

/** −0 and −∞ without their sign, which does not affect a non-integer power. */
@inline
function unsigned(a: v128): v128 {
  return v128.bitselect(f32x4.splat(Infinity), f32x4.add(a, f32x4.splat(0)), f32x4.eq(a, f32x4.splat(-Infinity)));
}
