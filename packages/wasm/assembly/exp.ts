// exp, log and functions of them, elementwise: the rows of the same names in autograd's elementwise.ts.

import { map } from './loops';

export const LOG2_E: f32 = 1.44269504088896341;
const LN2_HIGH: f32 = 0.693359375; // few bits, so that n · LN2_HIGH is exact
const LN2_LOW: f32 = -2.12194440e-4;
const ROUND: f32 = 12582912; // 1.5 · 2²³: adding it rounds to an integer, which is in the last bits of the sum

/**
 * eˣ = 2ⁿ · eʳ with n = round(x / ln 2), so that |r| ≤ ln 2 / 2, and a polynomial fitted to eʳ within 3e-9.
 * Relative error at most 1.2e-7; NaN gives NaN; what would be under 1.7e-38 is 0.
 */
@inline
export function exp4(x: v128): v128 {
  // pmin and pmax keep NaN, which is their first operand.
  const t = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-87.4));
  const z = f32x4.add(f32x4.mul(t, f32x4.splat(LOG2_E)), f32x4.splat(ROUND + 126));
  const r = remainder(t, f32x4.sub(z, f32x4.splat(ROUND + 126)));
  // In pairs of terms: a chain of six dependent products would be too long for out-of-order execution.
  const square = f32x4.mul(r, r);
  const p01 = f32x4.add(f32x4.splat(2), f32x4.add(r, r));
  const p23 = f32x4.add(f32x4.splat(2 * 0.49999994), f32x4.mul(r, f32x4.splat(2 * 0.16666521)));
  const p45 = f32x4.add(f32x4.splat(2 * 0.041668389), f32x4.mul(r, f32x4.splat(2 * 0.0083687454)));
  const p456 = f32x4.add(p45, f32x4.mul(square, f32x4.splat(2 * 0.0013814539)));
  const twice = f32x4.add(p01, f32x4.mul(square, f32x4.add(p23, f32x4.mul(square, p456))));
  // Twice eʳ times half of 2ⁿ, because 2¹²⁸ is no float32 but eˣ with n = 128 may be one.
  return f32x4.mul(twice, i32x4.shl(z, 23));
}

/**
 * 2ˣ for x ≤ 0, which is what softmax needs, in two thirds of the time of exp4: 2ⁿ · 2ᵍ with n = round(x), and a
 * polynomial fitted to 2ᵍ within 9.2e-8. Relative error at most 2.1e-7; NaN gives NaN; what would be under 8e-39 is 0.
 */
@inline
export function powerOfTwo(x: v128): v128 {
  const t = f32x4.pmax(x, f32x4.splat(-127));
  const z = f32x4.add(t, f32x4.splat(ROUND + 127));
  const g = f32x4.sub(t, f32x4.sub(z, f32x4.splat(ROUND + 127)));
  const square = f32x4.mul(g, g);
  const p01 = f32x4.add(f32x4.splat(1), f32x4.mul(g, f32x4.splat(0.693147)));
  const p23 = f32x4.add(f32x4.splat(0.24022242), f32x4.mul(g, f32x4.splat(0.05550734)));
  const p45 = f32x4.add(f32x4.splat(0.009671533), f32x4.mul(g, f32x4.splat(0.00132647)));
  const y = f32x4.add(p01, f32x4.mul(square, f32x4.add(p23, f32x4.mul(square, p45))));
  return f32x4.mul(y, i32x4.shl(z, 23));
}

class PowerOfTwo {
  @inline f(x: v128): v128 {
    return powerOfTwo(x);
  }
}

/** x = 2ˣ for n numbers, none above 0. */
export function powersOfTwo(x: usize, n: i32): void {
  map<PowerOfTwo>(x, x, n, false);
}

/** eˣ − 1 for x ≥ 0, with a small relative error also near 0; for eʳ the polynomial of Cephes' expf. */
@inline
function expMinus1(x: v128): v128 {
  const t = f32x4.pmin(x, f32x4.splat(80));
  const z = f32x4.add(f32x4.mul(t, f32x4.splat(LOG2_E)), f32x4.splat(ROUND + 127));
  const r = remainder(t, f32x4.sub(z, f32x4.splat(ROUND + 127)));
  const square = f32x4.mul(r, r);
  const p23 = f32x4.add(f32x4.splat(0.50000001201), f32x4.mul(r, f32x4.splat(0.16666665459)));
  const p45 = f32x4.add(f32x4.splat(0.041665795894), f32x4.mul(r, f32x4.splat(0.0083334519073)));
  const p67 = f32x4.add(f32x4.splat(0.0013981999507), f32x4.mul(r, f32x4.splat(0.000198756915)));
  const tail = f32x4.add(p23, f32x4.mul(square, f32x4.add(p45, f32x4.mul(square, p67))));
  const y = f32x4.add(r, f32x4.mul(square, tail));
  const power = i32x4.shl(z, 23);
  return f32x4.add(f32x4.mul(y, power), f32x4.sub(power, f32x4.splat(1)));
}

/** x − n · ln 2 */
@inline
function remainder(x: v128, n: v128): v128 {
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH))), f32x4.mul(n, f32x4.splat(LN2_LOW)));
}

/** 1 / (1 + e⁻ˣ) */
@inline
export function sigmoid4(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp4(f32x4.neg(x))));
}

/** tanh |x| = t / (t + 2) with t = e^(2|x|) − 1, and the sign of x. */
@inline
export function tanh4(x: v128): v128 {
  const t = expMinus1(f32x4.mul(f32x4.abs(x), f32x4.splat(2)));
  const y = f32x4.div(t, f32x4.add(t, f32x4.splat(2)));
  return v128.or(y, v128.and(x, i32x4.splat(0x80000000)));
}

/**
 * log x = k · ln 2 + log(1 + f) with √½ ≤ 1 + f < √2, by the polynomial of musl's logf.
 * Relative error at most 1.5e-7; log 0 = −∞, and NaN below.
 *
 * @see https://git.musl-libc.org/cgit/musl/tree/src/math/logf.c?id=v1.1.24
 */
@inline
export function log4(x: v128): v128 {
  const tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(33554432)), x, tiny); // 2²⁵
  const bits = i32x4.add(scaled, i32x4.splat(0x3f800000 - 0x3f3504f3));
  const k = i32x4.sub(i32x4.shr_s(bits, 23), v128.bitselect(i32x4.splat(127 + 25), i32x4.splat(127), tiny));
  const mantissa = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const f = f32x4.sub(mantissa, f32x4.splat(1));
  const s = f32x4.div(f, f32x4.add(f, f32x4.splat(2)));
  const z = f32x4.mul(s, s);
  let r = f32x4.splat(0.24279078841);
  r = f32x4.add(f32x4.mul(r, z), f32x4.splat(0.28498786688));
  r = f32x4.add(f32x4.mul(r, z), f32x4.splat(0.40000972152));
  r = f32x4.add(f32x4.mul(r, z), f32x4.splat(0.66666662693));
  const square = f32x4.mul(f32x4.mul(f, f), f32x4.splat(0.5));
  const n = f32x4.convert_i32x4_s(k);
  const low = f32x4.add(
    f32x4.mul(s, f32x4.add(square, f32x4.mul(r, z))),
    f32x4.mul(n, f32x4.splat(9.0580006145e-6)),
  );
  const y = f32x4.add(f32x4.add(f32x4.sub(low, square), f), f32x4.mul(n, f32x4.splat(6.9313812256e-1)));
  // Outside 0 < x < ∞: ∞ and NaN stay themselves, 0 becomes −∞ and numbers below it NaN.
  const edge = v128.bitselect(
    x,
    v128.bitselect(f32x4.splat(-Infinity), f32x4.splat(NaN), f32x4.eq(x, f32x4.splat(0))),
    f32x4.gt(x, f32x4.splat(0)),
  );
  const ordinary = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.lt(x, f32x4.splat(Infinity)));
  return v128.bitselect(y, edge, ordinary);
}

/** log of one number. */
@inline
export function log1(x: f32): f32 {
  return f32x4.extract_lane(log4(f32x4.splat(x)), 0);
}
