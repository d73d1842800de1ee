// Logarithm, sine and cosine, correctly rounded: to the double nearest to the true value. JavaScript's own functions
// differ in the last digits between engines.
//
// Each adds a short series to a table value near its argument (Gal and Bachelis), with an error below 2^-65. If that
// leaves the rounding undecided, as in a few of 10^4 calls, the definition in exact.ts decides (Ziv).
//
// S. Gal, B. Bachelis: An accurate elementary mathematical library for the IEEE floating point standard, 1991,
// https://doi.org/10.1145/103147.103151
// A. Ziv: Fast evaluation of elementary mathematical functions with correctly rounded last bit, 1991,
// https://doi.org/10.1145/114697.116813

import { exactLog, exactSinCos, ONE, times, toExact, toNearest } from './exact.ts';

/** The tables split the value at each multiple of 1/128 into its first 24 bits, with exact products, and the rest. */
const STEPS = 128;
/** ln(1 + i/128) from 0 to ln 2: bits, rest. */
const logs: number[] = [];
/** sin(i/128), cos(i/128) and −sin(i/128) from 0 to 2π: bits, rest, bits, rest, bits, rest. */
const circle: number[] = [];

/**
 * ln x for 0 < x ≤ 1: k ln 2 + ln m + ln(1 + r), where x = 2^k·z with 1 ≤ z < 2, m is the multiple of 1/128 nearest
 * to z, and r = (z − m) / m.
 */
export function log(x: number): number {
  if (logs.length === 0) makeTables();
  let z = x;
  let k = 0;
  for (; z < 1; k--) z *= 2;
  const i = Math.round((z - 1) * STEPS);
  const m = 1 + i / STEPS;
  const r = (z - m) / m;
  const bits = Math.fround(r);
  const remainder = z - m - bits * m - (r - bits) * m; // exact

  const known = k * logs[2 * STEPS] + logs[2 * i]; // exact
  const rest = k * logs[2 * STEPS + 1] + logs[2 * i + 1] + remainder / m;
  const series = r * r * (1 / 2 - r * (1 / 3 - r * (1 / 4 - r * (1 / 5 - r * (1 / 6 - r * (1 / 7 - r / 8))))));
  const error = r * r * 2 ** -51 + 2 ** -71;
  return add(known, r, rest - series, error) ?? toNearest(exactLog(toExact(z)) + BigInt(k) * exactLog(2n * ONE));
}

/** sin x for 0 ≤ x ≤ 2π. */
export function sin(x: number): number {
  return sineOrCosine(x, 0);
}

/** cos x for 0 ≤ x ≤ 2π. */
export function cos(x: number): number {
  return sineOrCosine(x, 1);
}

/**
 * The sine, or for `quarter` 1 the cosine: p cos d + q sin d, where x is a multiple of 1/128 plus d, and p and q are the
 * function and its derivative at that multiple.
 */
function sineOrCosine(x: number, quarter: 0 | 1): number {
  if (circle.length === 0) makeTables();
  const i = Math.round(x * STEPS);
  const offset = 6 * i + 2 * quarter;
  const p = circle[offset];
  const q = circle[offset + 2];
  const d = x - i / STEPS;
  const bits = Math.fround(d);

  const rest = circle[offset + 1] + (q * (d - bits) + circle[offset + 3] * d);
  const d2 = d * d;
  const even = d2 * (1 / 2 - d2 * (1 / 24 - d2 / 720));
  const odd = d * d2 * (1 / 6 - d2 * (1 / 120 - d2 / 5040));
  const series = (p + circle[offset + 1]) * even + (q + circle[offset + 3]) * odd;
  const error = d2 * 2 ** -50 + 2 ** -74;
  return add(p, q * bits, rest - series, error) ?? toNearest(exactSinCos(toExact(x))[quarter]);
}

/** a + b + rest, rounded once; undefined if the error of the rest may change the rounding. */
function add(a: number, b: number, rest: number, error: number): number | undefined {
  const sum = a + b;
  const added = sum - a;
  const tail = a - (sum - added) + (b - added) + rest;
  const result = sum + (tail - error);
  return result === sum + (tail + error) ? result : undefined;
}

function makeTables(): void {
  let sum = 0n;
  for (let i = 0; i <= STEPS; i++) {
    store(logs, sum);
    sum += exactLog(ONE + ONE / BigInt(STEPS + i));
  }
  const [s, c] = exactSinCos(ONE / BigInt(STEPS));
  let [x, y] = [ONE, 0n];
  for (let i = 0; i < 2 * Math.PI * STEPS; i++) {
    store(circle, y, x, -y);
    [x, y] = [times(x, c) - times(y, s), times(y, c) + times(x, s)];
  }
}

function store(table: number[], ...values: bigint[]): void {
  for (const value of values) {
    const bits = Math.fround(toNearest(value));
    table.push(bits, toNearest(value - toExact(bits)));
  }
}
