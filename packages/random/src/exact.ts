// The definitions for elementary.ts: logarithm, sine and cosine by their series, in integers in units of 2^-192. Slow.

const BITS = 192n;

/** 1 in units of 2^-192. */
export const ONE = 1n << BITS;

/** A number in units of 2^-192; it must be a multiple of 2^-192. */
export function toExact(x: number): bigint {
  return BigInt(x * 2 ** 192);
}

/** The double nearest to a number in units of 2^-192. */
export function toNearest(x: bigint): number {
  return Number(x) * 2 ** -192;
}

/** x·y, all in units of 2^-192. */
export function times(x: bigint, y: bigint): bigint {
  return (x * y) >> BITS;
}

/** ln x = 2 artanh t = 2 (t + t³/3 + t⁵/5 + …) with t = (x − 1) / (x + 1), for x ≥ 1. */
export function exactLog(x: bigint): bigint {
  const t = ((x - ONE) << BITS) / (x + ONE);
  let sum = 0n;
  for (let n = 1n, power = 2n * t; power > 0n; n += 2n) {
    sum += power / n;
    power = times(times(power, t), t);
  }
  return sum;
}

/** sin x = x − x³/3! + x⁵/5! − … and cos x = 1 − x²/2! + x⁴/4! − …, for x ≥ 0. */
export function exactSinCos(x: bigint): [sin: bigint, cos: bigint] {
  let sin = 0n;
  let cos = 0n;
  let sign = 1n;
  let term = ONE;
  for (let n = 0n; term > 0n; sign = -sign) {
    cos += sign * term;
    term = times(term, x) / ++n;
    sin += sign * term;
    term = times(term, x) / ++n;
  }
  return [sin, cos];
}
