// Elementwise functions, for a `Value` and for a `Tensor` on any engine; each row has its derivative beside it.

import { checkCount, checkKind, checkOptions, hasMethod, show } from '../arguments.ts';
import type { Arithmetic } from '../value/arithmetic.ts';
import { normalCdf, type Binary, type Unary } from '../value/elementwise.ts';

const rows = {
  sign: { name: 'sign', f: Math.sign, df: () => 0, selects: true },
  floor: { name: 'floor', f: Math.floor, df: () => 0, selects: true },
  log1p: { name: 'log1p', f: Math.log1p, df: (x) => 1 / (1 + x) },
  expm1: { name: 'expm1', f: Math.expm1, df: (_, y) => y + 1 },
  softplus: {
    name: 'softplus',
    f: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    df: (x) => 1 / (1 + Math.exp(-x)),
  },
  erf: { name: 'erf', f: erfOf, df: (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) },
} as const satisfies Readonly<Record<string, Unary>>;

const comparisons = {
  greaterEqual: { name: 'greaterEqual', f: (a, b) => (a >= b ? 1 : 0), da: null, db: null },
  lessEqual: { name: 'lessEqual', f: (a, b) => (a <= b ? 1 : 0), da: null, db: null },
} as const satisfies Readonly<Record<string, Binary>>;

/** The sign: −1, 0 or 1; its gradient is 0. */
export function sign<X>(x: Arithmetic<X>): X {
  return apply(rows.sign, x, arguments.length);
}

/** The floor ⌊x⌋, the largest integer not above x; its gradient is 0. */
export function floor<X>(x: Arithmetic<X>): X {
  return apply(rows.floor, x, arguments.length);
}

/** log(1 + x), accurate near 0. */
export function log1p<X>(x: Arithmetic<X>): X {
  return apply(rows.log1p, x, arguments.length);
}

/** eˣ − 1, accurate near 0. */
export function expm1<X>(x: Arithmetic<X>): X {
  return apply(rows.expm1, x, arguments.length);
}

/** Softplus, log(1 + eˣ): a smooth `relu`. */
export function softplus<X>(x: Arithmetic<X>): X {
  return apply(rows.softplus, x, arguments.length);
}

/**
 * The error function 2/√π · ∫₀ˣ e^(−t²) dt.
 *
 * @see https://dlmf.nist.gov/7.6.E2
 */
export function erf<X>(x: Arithmetic<X>): X {
  return apply(rows.erf, x, arguments.length);
}

/**
 * The leaky ReLU: x above 0, slope · x below.
 *
 * @param slope the slope below 0; default 0.01
 */
export function leakyRelu<X>(x: Arithmetic<X>, slope = 0.01): X {
  checkKind('leakyRelu', 'a number for slope', slope, typeof slope === 'number');
  return apply(
    { name: 'leakyRelu', f: (a) => (a > 0 ? a : slope * a), df: (a) => (a > 0 ? 1 : slope) },
    x,
    arguments.length,
    2,
  );
}

/**
 * The exponential linear unit: x above 0, alpha · (eˣ − 1) below.
 *
 * @param alpha the scale below 0; default 1
 * @see https://arxiv.org/abs/1511.07289
 */
export function elu<X>(x: Arithmetic<X>, alpha = 1): X {
  checkKind('elu', 'a number for alpha', alpha, typeof alpha === 'number');
  return apply(
    { name: 'elu', f: (a) => (a > 0 ? a : alpha * Math.expm1(a)), df: (a, y) => (a > 0 ? 1 : y + alpha) },
    x,
    arguments.length,
    2,
  );
}

/**
 * x clamped to a range: min where x is below it, max where x is above it; no gradient passes there.
 *
 * @param range `min`: default −∞; `max`: default ∞
 * @throws RangeError if min exceeds max
 */
export function clamp<X>(x: Arithmetic<X>, range: { min?: number; max?: number }): X {
  checkOptions('clamp', range, ['min', 'max']);
  const { min = -Infinity, max = Infinity } = range;
  if (!(min <= max)) throw new RangeError(`clamp: min must not exceed max, got ${show(min)} and ${show(max)}`);
  return apply(
    {
      name: 'clamp',
      f: (a) => Math.min(Math.max(a, min), max),
      df: (a) => (a < min || a > max ? 0 : 1),
      selects: true,
    },
    x,
    arguments.length,
    2,
  );
}

/** 1 where x ≥ y, else 0; passes no gradient. */
export function greaterEqual<X>(x: Arithmetic<X>, y: X | number): X {
  return compare(comparisons.greaterEqual, x, y, arguments.length);
}

/** 1 where x ≤ y, else 0; passes no gradient. */
export function lessEqual<X>(x: Arithmetic<X>, y: X | number): X {
  return compare(comparisons.lessEqual, x, y, arguments.length);
}

function apply<X>(row: Unary, x: Arithmetic<X>, count: number, most = 1): X {
  checkCount(row.name, count, most);
  checkKind(row.name, 'a Tensor or a Value', x, hasMethod(x, 'zip'));
  return x.map(row);
}

function compare<X>(row: Binary, x: Arithmetic<X>, y: X | number, count: number): X {
  checkCount(row.name, count, 2);
  checkKind(row.name, 'a Tensor or a Value', x, hasMethod(x, 'zip'));
  return x.zip(row, y);
}

function erfOf(x: number): number {
  const size = Math.abs(x);
  if (!(size < 1)) return Math.sign(x) * (1 - 2 * normalCdf(-size * Math.SQRT2));
  // 2/√π · e^(−x²) · (x + 2x³/3 + 4x⁵/15 + …)
  let term = x;
  let sum = x;
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) sum += term *= (2 * x * x) / n;
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
