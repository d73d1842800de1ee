// Functions of one number, named like the rows in autograd's elementwise.ts, on four numbers at a time. loops.ts has the
// plain version of the loops; grad is gy · df, where df is the row's.

import { exp4, log4, LOG2_E, powerOfTwo, sigmoid4, tanh4 } from './exp';
import { gradient, map, pairGradient, ROW, zip } from './loops';

@inline
function one(): v128 {
  return f32x4.splat(1);
}

class Neg {
  @inline f(x: v128): v128 {
    return f32x4.neg(x);
  }
}

/** The gradient of −x, which reads neither x nor y. */
class NegGrad {
  @inline f(gx: v128, gy: v128): v128 {
    return f32x4.sub(gx, gy);
  }
}

class Exp {
  @inline f(x: v128): v128 {
    return exp4(x);
  }
  @inline grad(y: v128, gy: v128): v128 {
    return f32x4.mul(gy, y);
  }
}

class Log {
  @inline f(x: v128): v128 {
    return log4(x);
  }
  @inline grad(x: v128, gy: v128): v128 {
    return f32x4.div(gy, x);
  }
}

class Sqrt {
  @inline f(x: v128): v128 {
    return f32x4.sqrt(x);
  }
  @inline grad(y: v128, gy: v128): v128 {
    return f32x4.div(f32x4.mul(gy, f32x4.splat(0.5)), y);
  }
}

class Abs {
  @inline f(x: v128): v128 {
    return f32x4.abs(x);
  }
  @inline grad(x: v128, gy: v128): v128 {
    const sign = v128.or(one(), v128.and(x, i32x4.splat(0x80000000)));
    return f32x4.mul(gy, v128.bitselect(sign, x, f32x4.gt(f32x4.abs(x), f32x4.splat(0))));
  }
}

class Tanh {
  @inline f(x: v128): v128 {
    return tanh4(x);
  }
  @inline grad(y: v128, gy: v128): v128 {
    return f32x4.mul(gy, f32x4.sub(one(), f32x4.mul(y, y)));
  }
}

class Sigmoid {
  @inline f(x: v128): v128 {
    return sigmoid4(x);
  }
  @inline grad(y: v128, gy: v128): v128 {
    return f32x4.mul(gy, f32x4.mul(y, f32x4.sub(one(), y)));
  }
}

class Relu {
  @inline f(x: v128): v128 {
    return f32x4.pmax(x, f32x4.splat(0)); // the first of its operands unless it is less: NaN stays
  }
  @inline grad(x: v128, gy: v128): v128 {
    return v128.and(gy, f32x4.gt(x, f32x4.splat(0)));
  }
}

class Silu {
  @inline f(x: v128): v128 {
    return f32x4.mul(notBelow(x), sigmoid4(x));
  }
  @inline grad(x: v128, y: v128, gy: v128): v128 {
    const s = sigmoid4(x);
    // s + y·(1 − s) rather than y + s·(1 − y), where s would lose its digits beside a large y.
    return f32x4.mul(gy, f32x4.add(s, f32x4.mul(notAbove(y), f32x4.sub(one(), s))));
  }
}

class Gelu {
  @inline f(x: v128): v128 {
    return f32x4.mul(notBelow(x), normalCdf(x, bell(x)));
  }
  @inline grad(x: v128, gy: v128): v128 {
    const e = bell(x);
    const density = f32x4.mul(e, f32x4.splat(0.3989422804014327)); // 1/√(2π)
    return f32x4.mul(gy, f32x4.add(normalCdf(x, e), f32x4.mul(clamp(x), density)));
  }
}

/** e^(−x²/2), with an absolute error of 2e-7. */
@inline
function bell(x: v128): v128 {
  return powerOfTwo(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5 * LOG2_E)));
}

/**
 * Φ(x), given e^(−x²/2). Φ(−|x|) = e^(−x²/2) · t · P(t) with t = 1 / (1 + 0.3·|x|); P was fitted to 1.4e-7 of the value
 * on 0 ≤ |x| ≤ 14. Absolute error at most 2e-7.
 */
@inline
function normalCdf(x: v128, e: v128): v128 {
  const t = f32x4.div(one(), f32x4.add(one(), f32x4.mul(f32x4.abs(x), f32x4.splat(0.3))));
  const t2 = f32x4.mul(t, t);
  const p01 = f32x4.add(f32x4.splat(0.119629942), f32x4.mul(t, f32x4.splat(0.120742977)));
  const p23 = f32x4.add(f32x4.splat(0.0999898016), f32x4.mul(t, f32x4.splat(0.128281385)));
  const p45 = f32x4.add(f32x4.splat(-0.0530965738), f32x4.mul(t, f32x4.splat(0.20565176)));
  const p67 = f32x4.add(f32x4.splat(-0.156759351), f32x4.mul(t, f32x4.splat(0.0355599932)));
  const low = f32x4.add(p01, f32x4.mul(t2, p23));
  const high = f32x4.add(p45, f32x4.mul(t2, p67));
  const p = f32x4.add(low, f32x4.mul(f32x4.mul(t2, t2), high));
  const tail = f32x4.mul(p, f32x4.mul(t, e));
  return v128.bitselect(f32x4.sub(one(), tail), tail, f32x4.gt(x, f32x4.splat(0)));
}

const SQRT_2_OVER_PI: f32 = 0.7978845608028654;
const GELU_CUBE: f32 = 0.044715;

class GeluTanh {
  // ½·x·(1 + tanh u) is x·sigmoid(2u), which keeps its digits where tanh u is near −1.
  @inline f(x: v128): v128 {
    return f32x4.mul(notBelow(x), sigmoid4(twiceU(x)));
  }
  @inline grad(x: v128, gy: v128): v128 {
    const s = sigmoid4(twiceU(x));
    const near = clamp(x);
    const square = f32x4.mul(near, near);
    const slope = f32x4.add(f32x4.mul(square, f32x4.splat(6 * SQRT_2_OVER_PI * GELU_CUBE)), f32x4.splat(2 * SQRT_2_OVER_PI));
    const df = f32x4.add(s, f32x4.mul(f32x4.mul(near, slope), f32x4.mul(s, f32x4.sub(one(), s))));
    return f32x4.mul(gy, df);
  }
}

/** 2·√(2/π)·(x + 0.044715·x³) */
@inline
function twiceU(x: v128): v128 {
  const near = clamp(x);
  const cubic = f32x4.add(f32x4.mul(f32x4.mul(near, near), f32x4.splat(GELU_CUBE)), one());
  return f32x4.mul(f32x4.mul(near, f32x4.splat(2 * SQRT_2_OVER_PI)), cubic);
}

// Beyond ±1000 the functions above are x or 0. x is clamped to ±1000 where ∞ · 0 would be NaN, or a cube overflow;
// pmin and pmax keep NaN, which is their first operand.

@inline
function notAbove(x: v128): v128 {
  return f32x4.pmin(x, f32x4.splat(1000));
}

@inline
function notBelow(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(-1000));
}

@inline
function clamp(x: v128): v128 {
  return notBelow(notAbove(x));
}

/** y = −x */
export function neg(x: usize, y: usize, n: i32): void {
  map<Neg>(x, y, n, true);
}
/** gx += gy · −1 */
export function negGrad(x: usize, y: usize, gy: usize, gx: usize, n: i32): void {
  zip<NegGrad>(gx, gy, gx, 1, n, ROW, true);
}

/** y = eˣ */
export function exp(x: usize, y: usize, n: i32): void {
  map<Exp>(x, y, n, false);
}
/** gx += gy · y */
export function expGrad(x: usize, y: usize, gy: usize, gx: usize, n: i32): void {
  gradient<Exp>(y, gy, gx, 1, n, ROW, true);
}

/** y = log x */
export function log(x: usize, y: usize, n: i32): void {
  map<Log>(x, y, n, false);
}
/** gx += gy / x */
export function logGrad(x: usize, y: usize, gy: usize, gx: usize, n: i32): void {
  gradient<Log>(x, gy, gx, 1, n, ROW, false);
}

/** y = √x */
export function sqrt(x: usize, y: usize, n: i32): void {
  map<Sqrt>(x, y, n, false);
}
/** gx += gy / (2y) */
export function sqrtGrad(x: usize, y: usize, gy: usize, gx: usize, n: i32): void {
  gradient<Sqrt>(y, gy, gx, 1, n, ROW, false);
}

/** y = |x| */
export function abs(x: usize, y: usize, n: i32): void {
  map<Abs>(x, y, n, true);
}
/** gx += gy · sign(x) */
export function absGrad(x: usize, y: usize, gy: usize, gx: usize, n: i32): void {
  gradient<Abs>(x, gy, gx, 1, n, ROW, true);
}

/** y = tanh x */
export function tanh(x: usize, y: usize, n: i32): void {
  map<Tanh>(x, y, n, false);
}
/** gx += gy · (1 − y²) */
export function tanhGrad(x: usize, y: usize, gy: usize, gx: usize, n: i32): void {
  gradient<Tanh>(y, gy, gx, 1, n, ROW, true);
}

/** y = 1 / (1 + e⁻ˣ) */
export function sigmoid(x: usize, y: usize, n: i32): void {
  map<Sigmoid>(x, y, n, false);
}
/** gx += gy · y · (1 − y) */
export function sigmoidGrad(x: usize, y: usize, gy: usize, gx: usize, n: i32): void {
  gradient<Sigmoid>(y, gy, gx, 1, n, ROW, true);
}

/** y = x where x > 0, else 0 */
export function relu(x: usize, y: usize, n: i32): void {
  map<Relu>(x, y, n, true);
}
/** gx += gy where x > 0 */
export function reluGrad(x: usize, y: usize, gy: usize, gx: usize, n: i32): void {
  gradient<Relu>(x, gy, gx, 1, n, ROW, true);
}

/** y = x · sigmoid(x) */
export function silu(x: usize, y: usize, n: i32): void {
  map<Silu>(x, y, n, false);
}
/** gx += gy · (s + y · (1 − s)) with s = sigmoid(x) */
export function siluGrad(x: usize, y: usize, gy: usize, gx: usize, n: i32): void {
  pairGradient<Silu>(x, y, gy, gx, 1, n, ROW);
}

/** y = x · Φ(x) */
export function gelu(x: usize, y: usize, n: i32): void {
  map<Gelu>(x, y, n, false);
}
/** gx += gy · (Φ(x) + x · φ(x)) */
export function geluGrad(x: usize, y: usize, gy: usize, gx: usize, n: i32): void {
  gradient<Gelu>(x, gy, gx, 1, n, ROW, false);
}

/** y = ½·x·(1 + tanh u) with u = √(2/π)·(x + 0.044715·x³) */
export function geluTanh(x: usize, y: usize, n: i32): void {
  map<GeluTanh>(x, y, n, false);
}
/** gx += gy · (½·(1 + tanh u) + ½·x·(1 − tanh²u)·u′) */
export function geluTanhGrad(x: usize, y: usize, gy: usize, gx: usize, n: i32): void {
  gradient<GeluTanh>(x, gy, gx, 1, n, ROW, false);
}
