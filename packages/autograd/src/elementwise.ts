// The functions that work number by number, each with its derivative in the same row.
// Value, every engine and the tests read this table; a function of your own is one more row: x.map({ name, f, df }).

/** A differentiable function of one number: y = f(x), dy/dx = df(x, y). */
export interface Unary {
  /** What a graph and messages call it. */
  readonly name: string;
  /** y = f(x) */
  readonly f: (x: number) => number;
  /** dy/dx; the result y is handed in because many derivatives are shortest in terms of it. */
  readonly df: (x: number, y: number) => number;
}

/** A differentiable function of two numbers: y = f(a, b), with its two partial derivatives. */
export interface Binary {
  /** What a graph and messages call it. */
  readonly name: string;
  /** y = f(a, b) */
  readonly f: (a: number, b: number) => number;
  /** ∂y/∂a */
  readonly da: (a: number, b: number, y: number) => number;
  /** ∂y/∂b */
  readonly db: (a: number, b: number, y: number) => number;
}

const zero = () => 0;
const one = () => 1;
const minusOne = () => -1;

/** Functions of one number. */
export const unary = unaryTable({
  neg: { name: 'neg', f: (x) => -x, df: minusOne },
  exp: { name: 'exp', f: Math.exp, df: (_, y) => y },
  log: { name: 'log', f: Math.log, df: (x) => 1 / x },
  sqrt: { name: 'sqrt', f: Math.sqrt, df: (_, y) => 0.5 / y },
  abs: { name: 'abs', f: Math.abs, df: Math.sign },
  sin: { name: 'sin', f: Math.sin, df: Math.cos },
  cos: { name: 'cos', f: Math.cos, df: (x) => -Math.sin(x) },
  tanh: { name: 'tanh', f: Math.tanh, df: (_, y) => 1 - y * y },
  sigmoid: { name: 'sigmoid', f: sigmoid, df: (_, y) => y * (1 - y) },
  relu: { name: 'relu', f: (x) => (x < 0 ? 0 : x), df: (x) => (x > 0 ? 1 : 0) },
  silu: { name: 'silu', f: (x) => x * sigmoid(x), df: (x, y) => y + sigmoid(x) * (1 - y) },
  gelu: { name: 'gelu', f: (x) => x * normalCdf(x), df: (x) => normalCdf(x) + x * normalPdf(x) },
  geluTanh: { name: 'geluTanh', f: geluTanh, df: geluTanhDerivative },
});

/** Functions of two numbers. */
export const binary = binaryTable({
  add: { name: 'add', f: (a, b) => a + b, da: one, db: one },
  sub: { name: 'sub', f: (a, b) => a - b, da: one, db: minusOne },
  mul: { name: 'mul', f: (a, b) => a * b, da: (_, b) => b, db: (a) => a },
  div: { name: 'div', f: (a, b) => a / b, da: (_, b) => 1 / b, db: (_, b, y) => -y / b },
  // At the edges where b·aᵇ⁻¹ and aᵇ·ln a would be 0·∞, the limit 0 is taken.
  pow: {
    name: 'pow',
    f: (a, b) => a ** b,
    da: (a, b) => (b === 0 ? 0 : b * a ** (b - 1)),
    db: (a, b, y) => (a === 0 && b >= 0 ? 0 : y * Math.log(a)),
  },
  // Of two equals each gets half the gradient.
  maximum: { name: 'maximum', f: Math.max, da: (a, b) => step(a - b), db: (a, b) => step(b - a) },
  minimum: { name: 'minimum', f: Math.min, da: (a, b) => step(b - a), db: (a, b) => step(a - b) },
  // Comparisons give 1 for true and 0 for false, and pass no gradient.
  greater: { name: 'greater', f: (a, b) => (a > b ? 1 : 0), da: zero, db: zero },
  less: { name: 'less', f: (a, b) => (a < b ? 1 : 0), da: zero, db: zero },
  equal: { name: 'equal', f: (a, b) => (a === b ? 1 : 0), da: zero, db: zero },
  // The two halves of where: a choice, not a product, so that what is not chosen may be infinite.
  keepIf: { name: 'keepIf', f: (a, c) => (c !== 0 ? a : 0), da: (_, c) => (c !== 0 ? 1 : 0), db: zero },
  dropIf: { name: 'dropIf', f: (a, c) => (c !== 0 ? 0 : a), da: (_, c) => (c !== 0 ? 0 : 1), db: zero },
});

// The declared type of a table says which rows it has, and not once more what is in each.

function unaryTable<Name extends string>(rows: Record<Name, Unary>): Readonly<Record<Name, Unary>> {
  return rows;
}

function binaryTable<Name extends string>(rows: Record<Name, Binary>): Readonly<Record<Name, Binary>> {
  return rows;
}

function step(x: number): number {
  return x > 0 ? 1 : x < 0 ? 0 : 0.5;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function normalPdf(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

function normalCdf(x: number): number {
  return 0.5 * (1 + erf(x / Math.SQRT2));
}

/** erf(x) = 2/√π · e^(−x²) · Σ 2ⁿx²ⁿ⁺¹/(2n+1)!!; all terms have one sign, so nothing cancels. */
function erf(x: number): number {
  if (!(Math.abs(x) < 6)) return Math.sign(x); // 1 − erf(6) is 2·10⁻¹⁷
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
const GELU_CUBE = 0.044715;

function geluTanh(x: number): number {
  return 0.5 * x * (1 + Math.tanh(SQRT_2_OVER_PI * (x + GELU_CUBE * x ** 3)));
}

function geluTanhDerivative(x: number): number {
  const t = Math.tanh(SQRT_2_OVER_PI * (x + GELU_CUBE * x ** 3));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * SQRT_2_OVER_PI * (1 + 3 * GELU_CUBE * x * x);
}
