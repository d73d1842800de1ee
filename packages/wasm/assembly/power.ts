// aᵇ for one exponent b, the row pow of autograd's elementwise.ts. The plain version:
//
//   for (let i = 0; i < rows; i++)
//     for (let j = 0; j < columns; j++) y[i, j] = pow(a[i, j], b[i]);
//
// The exponents that models use are products, roots and quotients; for others the kernel calls the row's own function.

import { after, bytes } from './lanes';
import { gradient, map, ROW } from './loops';

@external('env', 'pow')
declare function pow(base: f64, exponent: f64): f64;

/** y[i, j] = a[i, j] ^ b[i] */
export function powColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  const step = bytes(columns);
  for (let i = 0; i < rows; i++, a += step, b += 4, y += step) {
    const exponent = load<f32>(b);
    if (exponent == 2) map<Square>(a, y, columns, false);
    else if (exponent == -0.5) map<InverseRoot>(a, y, columns, false);
    else if (exponent == -1) map<Inverse>(a, y, columns, false);
    else {
      for (let j = 0; j < columns; j++) store<f32>(after(y, j), <f32>pow(<f64>load<f32>(after(a, j)), <f64>exponent));
    }
  }
}

/** ga[i, j] += gy[i, j] · b[i] · a[i, j] ^ (b[i] − 1) */
export function powColumnGradA(a: usize, b: usize, gy: usize, ga: usize, rows: i32, columns: i32): void {
  const step = bytes(columns);
  for (let i = 0; i < rows; i++, a += step, b += 4, gy += step, ga += step) {
    const exponent = load<f32>(b);
    if (exponent == 0) continue;
    if (exponent == 2) gradient<Square>(a, gy, ga, 1, columns, ROW, false);
    else if (exponent == -0.5) gradient<InverseRoot>(a, gy, ga, 1, columns, ROW, false);
    else if (exponent == -1) gradient<Inverse>(a, gy, ga, 1, columns, ROW, false);
    else {
      for (let j = 0; j < columns; j++) {
        const power = pow(<f64>load<f32>(after(a, j)), <f64>exponent - 1);
        const slope: f32 = power == 0 ? 0 : <f32>(<f64>exponent * power);
        store<f32>(after(ga, j), load<f32>(after(ga, j)) + load<f32>(after(gy, j)) * slope);
      }
    }
  }
}

class Square {
  @inline f(a: v128): v128 {
    return f32x4.mul(a, a);
  }
  @inline grad(a: v128, gy: v128): v128 {
    return f32x4.mul(gy, f32x4.add(a, a));
  }
}

class InverseRoot {
  @inline f(a: v128): v128 {
    return f32x4.div(f32x4.splat(1), f32x4.sqrt(unsigned(a)));
  }
  @inline grad(a: v128, gy: v128): v128 {
    const base = unsigned(a);
    return f32x4.mul(gy, f32x4.div(f32x4.div(f32x4.splat(-0.5), base), f32x4.sqrt(base)));
  }
}

class Inverse {
  @inline f(a: v128): v128 {
    return f32x4.div(f32x4.splat(1), a);
  }
  @inline grad(a: v128, gy: v128): v128 {
    return f32x4.mul(gy, f32x4.div(f32x4.div(f32x4.splat(-1), a), a));
  }
}

/** −0 and −∞ without their sign, which does not affect a non-integer power. */
@inline
function unsigned(a: v128): v128 {
  return v128.bitselect(f32x4.splat(Infinity), f32x4.add(a, f32x4.splat(0)), f32x4.eq(a, f32x4.splat(-Infinity)));
}
