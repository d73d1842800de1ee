// The elementwise functions, each with its derivative in the same row.
// Value, every engine and the tests read this table; your own function is one more row: x.map({ name, f, df }).
//
// An operand gets gradient times derivative, and 0 · ∞ is NaN, as in IEEE 754. Two kinds of rows are exceptions: those
// with `selects` pass 0 to an operand they did not select, and a derivative of null passes no gradient at all.

/** A differentiable function of one number: y = f(x), dy/dx = df(x, y). */
export interface Unary {
  /** The name used in graphs and error messages. */
  readonly name: string;
  /** y = f(x) */
  readonly f: (x: number) => number;
  /** dy/dx; takes the result y too, because many derivatives are shortest in terms of it. */
  readonly df: (x: number, y: number) => number;
  /** Whether the function selects: a derivative of 0 then passes 0 even if the gradient is infinite or NaN; default false. */
  readonly selects?: boolean;
}

/** A function y = f(a, b) and its partial derivatives; null passes no gradient, and the operand is not a child. */
export interface Binary {
  /** The name used in graphs and error messages. */
  readonly name: string;
  /** y = f(a, b) */
  readonly f: (a: number, b: number) => number;
  /** ∂y/∂a */
  readonly da: ((a: number, b: number, y: number) => number) | null;
  /** ∂y/∂b */
  readonly db: ((a: number, b: number, y: number) => number) | null;
  /** Whether the function selects: a derivative of 0 then passes 0 even if the gradient is infinite or NaN; default false. */
  readonly selects?: boolean;
}

const one = () => 1;
const minusOne = () => -1;
/** The Heaviside step of a − b, ½ at 0: ∂max(a, b)/∂a. */
const heaviside = (a: number, b: number) => (a > b ? 1 : a < b ? 0 : 0.5);
const flippedHeaviside = (a: number, b: number) => heaviside(b, a);

/** Functions of one number. */
export const unary = /* @__PURE__ */ table<Unary>()({
  neg: { f: (x) => -x, df: minusOne },
  exp: { f: Math.exp, df: (_, y) => y },
  log: { f: Math.log, df: (x) => 1 / x },
  sqrt: { f: Math.sqrt, df: (_, y) => 0.5 / y },
  abs: { f: Math.abs, df: Math.sign },
  sin: { f: Math.sin, df: Math.cos },
  cos: { f: Math.cos, df: (x) => -Math.sin(x) },
  tanh: { f: Math.tanh, df: (x) => 4 * sigmoidSlope(2 * x) }, // 1 − y², without the cancellation for y near ±1
  sigmoid: { f: sigmoid, df: sigmoidSlope },
  relu: { f: (x) => (x < 0 ? 0 : x), df: (x) => (x > 0 ? 1 : 0), selects: true },
  silu: selfGated(sigmoid, sigmoidSlope),
  gelu: selfGated(normalCdf, normalPdf),
  geluTanh: selfGated(
    // ½·x·(1 + tanh u) is x·sigmoid(2u), in which nothing cancels; 2u is x·(k + k·0.044715·x²) with k = 2·√(2/π)
    (x) => sigmoid(x * parabola(x, 1)),
    (x) => product(sigmoidSlope(x * parabola(x, 1)), parabola(x, 3)),
  ),
});

/** Functions of two numbers. */
export const binary = /* @__PURE__ */ table<Binary>()({
  add: { f: (a, b) => a + b, da: one, db: one },
  sub: { f: (a, b) => a - b, da: one, db: minusOne },
  mul: { f: (a, b) => a * b, da: (_, b) => b, db: (a) => a },
  div: { f: (a, b) => a / b, da: (_, b) => 1 / b, db: (_, b, y) => -y / b },
  pow: {
    f: power,
    da: (a, b) => (b === 0 ? 0 : product(b, power(a, b - 1))),
    db: (a, b, y) => (a === 0 && b >= 0 ? 0 : product(y, Math.log(a))),
  },
  // If both are equal, each gets half the gradient.
  maximum: { f: Math.max, da: heaviside, db: flippedHeaviside, selects: true },
  minimum: { f: Math.min, da: flippedHeaviside, db: heaviside, selects: true },
  // Comparisons give 1 for true and 0 for false.
  greater: { f: (a, b) => (a > b ? 1 : 0), da: null, db: null },
  less: { f: (a, b) => (a < b ? 1 : 0), da: null, db: null },
  equal: { f: (a, b) => (a === b ? 1 : 0), da: null, db: null },
  // The two terms of `where`: the term not selected is −0, because only x + −0 is x for every x.
  keepIf: { f: (a, c) => (c === 0 ? -0 : a), da: (_, c) => (c === 0 ? 0 : 1), db: null, selects: true },
  dropIf: { f: (a, c) => (c === 0 ? a : -0), da: (_, c) => (c === 0 ? 1 : 0), db: null, selects: true },
  dropout: { f: (a, scale) => (scale === 0 ? 0 : a * scale), da: (_, scale) => scale, db: null, selects: true },
});

/** The rows, each with its key as its name. */
function table<Row extends { readonly name: string }>() {
  return <Name extends string>(rows: Record<Name, Omit<Row, 'name'> & { name?: Name }>) => {
    for (const name in rows) rows[name].name = name;
    return rows as unknown as Readonly<Record<Name, Row>>;
  };
}

/** The gradient of an operand, given the gradient `gy` of the result. */
export function operandGradient({ selects }: Unary | Binary, gy: number, derivative: number): number {
  return selects && derivative === 0 ? 0 : gy * derivative;
}

/** The operands to which a function passes a gradient. */
export function differentiableOperands<Operand>({ da, db }: Binary, a: Operand, b: Operand): Operand[] {
  return da ? (db ? [a, b] : [a]) : db ? [b] : [];
}

/** a·b with 0 · ∞ = 0, where one factor vanishes faster than the other grows; NaN stays NaN. */
function product(a: number, b: number): number {
  const y = a * b;
  return y === y ? y : Math.sign(a) * Math.sign(b);
}

/** aᵇ as in IEEE 754 and C: JavaScript's ** gives NaN for 1 to a power that is not finite, and for −1 to ±∞. */
function power(a: number, b: number): number {
  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b;
}

/** The self-gated activation x·gate(x), where the gate rises from 0 at −∞ to 1 at ∞; `slope` is its derivative. */
function selfGated(gate: (x: number) => number, slope: (x: number) => number): Omit<Unary, 'name'> {
  return { f: (x) => product(x, gate(x)), df: (x) => gate(x) + product(x, slope(x)) };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** y·(1 − y), without the cancellation in 1 − y for y near 1. */
function sigmoidSlope(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return e / (1 + e) ** 2;
}

/** 2·√(2/π) · (1 + n·0.044715·x²) */
function parabola(x: number, n: number): number {
  return 2 * Math.sqrt(2 / Math.PI) * (1 + n * 0.044715 * x * x);
}

function normalPdf(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/**
 * Φ(x), with a small relative error even where Φ is tiny.
 *
 * @see https://dlmf.nist.gov/7.6.E2, https://dlmf.nist.gov/7.9.E3
 */
export function normalCdf(x: number): number {
  if (x > 9) return 1;
  if (x > -2.5) {
    // ½ + φ(x) · (x + x³/3 + x⁵/(3·5) + …)
    let term = x;
    let sum = x;
    for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) sum += term *= (x * x) / n;
    return 0.5 + normalPdf(x) * sum;
  }
  // φ(x) / (−x + 1/(−x + 2/(−x + 3/(−x + …)))): the series would cancel against the ½
  let fraction = -x;
  for (let n = 70; n > 0; n--) fraction = n / fraction - x;
  return normalPdf(x) / fraction;
}
