import { checkCount, checkKind, checkOptions, show } from '../arguments.ts';
import { noGrad } from '../graph/no-grad.ts';
import { topologicalOrder } from '../graph/topological-order.ts';
import type { FloatArray } from '../shape/numbers.ts';
import { formatShape, sizeOf } from '../shape/shape.ts';
import { isTensor, type Tensor } from '../tensor/tensor.ts';

/** Tensors by name, for the messages. */
export type NamedTensors = Readonly<Record<string, Tensor>> | Iterable<readonly [string, Tensor]>;

/** How `checkGradients` compares. */
export interface GradientCheckOptions {
  /** How far each number is moved up and down, relative to max(1, |x|); default 1e-5 in float64, 1e-2 in float32. */
  readonly step?: number;
  /** The largest error allowed; default 1e-6 in float64, 1e-2 in float32. */
  readonly tolerance?: number;
}

/** The entry whose gradient was furthest from the finite difference. */
export interface GradientReport {
  /** The name of the tensor. */
  readonly input: string;
  /** The index in it, in row-major order. */
  readonly index: number;
  /** What `backward` says. */
  readonly analytic: number;
  /** What the finite difference says. */
  readonly numeric: number;
  /** |analytic − numeric| / max(m, |analytic|, |numeric|); m = 1, in float64 the largest gradient if that is less. */
  readonly error: number;
}

/** How one tensor is checked. */
interface Check {
  readonly f: () => Tensor;
  readonly input: string;
  readonly tensor: Tensor;
  readonly step: number;
  readonly tolerance: number;
}

/** A report, with the divisor of the error, and how far off the finite difference itself may be. */
interface Entry extends GradientReport {
  readonly scale: number;
  readonly doubt: number;
}

/** What is known about a tensor that did not pass. */
interface Failure {
  readonly check: Check;
  readonly entries: readonly Entry[];
  readonly worst: Entry;
}

const OP = 'checkGradients';

/**
 * Checks the gradients of a computation by finite differences: (f(x + h) − f(x − h)) / 2h for every number x.
 *
 * If that differs from `backward`, more steps are tried, large and small, because the finite difference itself may be
 * wrong: by rounding where numbers are large, or by the curvature of f.
 *
 * ```ts
 * checkGradients(() => layer.forward(x), layer.namedParameters());
 * ```
 *
 * @param f computes from the inputs, the same in each call: give `dropout` a new `Random` with the same seed. The
 *   result may have any shape; fixed uneven weights reduce it to a number.
 * @param inputs the parameters to check, by name; unchanged afterwards
 * @returns the entry with the largest error
 * @throws Error if that error exceeds the tolerance, if finite differences cannot tell, or if no gradient reaches an input
 */
export function checkGradients(f: () => Tensor, inputs: NamedTensors, options?: GradientCheckOptions): GradientReport {
  checkCount(OP, arguments.length, 3);
  checkKind(OP, 'a function', f, typeof f === 'function');
  checkOptions(OP, options, ['step', 'tolerance']);
  const named = tensorsByName(inputs);
  const isSingle = named[0][1].engine.dtype === 'float32';
  const { step = isSingle ? 1e-2 : 1e-5, tolerance = isSingle ? 1e-2 : 1e-6 } = options ?? {};
  for (const [name, x] of Object.entries({ step, tolerance })) {
    if (!(typeof x === 'number' && x > 0)) throw new RangeError(`${OP}: ${name} must be above 0, got ${show(x)}`);
  }

  const before = named.map(([, tensor]) => tensor.grad);
  try {
    checkRepeatable(f);
    for (const [, tensor] of named) tensor.zeroGrad();
    const y = f();
    if (y.requiresGrad) weigh(y).backward();
    const all = named.map(([input, tensor]): Failure => {
      const check = { f, input, tensor, step, tolerance };
      const entries = compare(check);
      return { check, entries, worst: furthestOff(entries) };
    });
    const wrong = all.filter(({ entries }) => !entries.every((entry) => passes(entry, tolerance)));
    if (wrong.length > 0) throw new Error(`${OP}: ${problem(furthest(wrong))}`);
    const { input, index, analytic, numeric, error } = furthest(all).worst;
    return { input, index, analytic, numeric, error };
  } finally {
    named.forEach(([, tensor], i) => (tensor.grad = before[i]));
  }
}

/** The inputs, checked. */
function tensorsByName(inputs: NamedTensors): (readonly [string, Tensor])[] {
  const expected = 'tensors by name, as in { x }';
  checkKind(OP, expected, inputs, Object(inputs) === inputs && !isTensor(inputs));
  const named = Array.from(Symbol.iterator in inputs ? inputs : Object.entries(inputs));
  for (const entry of named) checkKind(OP, expected, entry, Array.isArray(entry) && isTensor(entry[1]));
  if (named.length === 0) throw new Error(`${OP}: there is no input to check`);
  return named;
}

function checkRepeatable(f: () => Tensor): void {
  const [first, second] = [resultOf(f), resultOf(f)];
  if (first.every((x: number, i: number) => Object.is(x, second[i]))) return;
  throw new Error(
    `${OP}: a second call of f gives a different result; make it draw from a new Random with the same seed each time`,
  );
}

/** The numbers that f gives, without recording. */
function resultOf(f: () => Tensor): FloatArray {
  const y = noGrad(f);
  checkKind(OP, 'f to return a Tensor', y, isTensor(y));
  return y.toFlat();
}

// ------------------------------------------------------------------- comparing

/** Every entry of one tensor. */
function compare(check: Check): Entry[] {
  const { f, input, tensor, step, tolerance } = check;
  const gradient = tensor.grad?.toFlat();
  if (gradient === undefined) {
    const remedy = tensor.isParameter
      ? 'use it in the computation, without detach or noGrad on the way, or remove it'
      : 'it is not a parameter; make it with engine.parameter(…)';
    throw new Error(`${OP}: no gradient reaches "${input}" ${formatShape(tensor.shape)}; ${remedy}`);
  }
  const numbers = tensor.toFlat();
  const differences = Array.from(numbers, (x, index) => slope(check, index, step * Math.max(1, Math.abs(x))));
  const least = tensor.engine.dtype === 'float32' ? 1 : leastScale(f, [...gradient, ...differences]);
  const entry = (index: number, numeric: number, uncertainty: number): Entry => {
    const analytic = gradient[index];
    const scale = Math.max(least, Math.abs(analytic), Math.abs(numeric));
    const error = analytic === numeric ? 0 : Math.abs(analytic - numeric) / scale;
    return { input, index, analytic, numeric, error, scale, doubt: uncertainty / scale };
  };
  const entries = differences.map((numeric, index) => entry(index, numeric, 0));
  // The furthest off first: once some are proven wrong, the others need no second look.
  const suspects = entries.filter((each) => !passes(each, tolerance)).sort((x, y) => y.error - x.error);
  let wrong = 0;
  for (const { index } of suspects) {
    const [numeric, uncertainty] = extrapolatedSlope(check, index);
    if (Number.isNaN(numeric)) break;
    entries[index] = entry(index, numeric, uncertainty);
    if (!passes(entries[index], tolerance) && ++wrong === 16) break;
  }
  return entries;
}

/** The least divisor of errors: 1, or the largest gradient if that is less, but not less than rounding errors. */
function leastScale(f: () => Tensor, gradients: readonly number[]): number {
  return Math.min(1, Math.max(largest(gradients), 1e-8 * largest(resultOf(f))));
}

function largest(xs: Iterable<number>): number {
  let max = 0;
  for (const x of xs) max = Math.max(max, Math.abs(x));
  return max;
}

/**
 * The slope by Ridders' method: differences with ever smaller steps, extrapolated to a step of 0, until rounding makes
 * them worse again. The best of the table is the one that differs least from its neighbours.
 *
 * @returns the slope, and how far off it may be
 * @see https://doi.org/10.1016/S0141-1195(82)80057-0
 */
function extrapolatedSlope({ f, tensor }: Check, index: number): [slope: number, uncertainty: number] {
  const x = tensor.toFlat()[index];
  const size = Math.max(1, Math.abs(x));
  const precision = tensor.engine.dtype === 'float32' ? 2 ** -23 : 2 ** -52;
  const rounding = precision * sizeOfDependent({ f, tensor }, index);
  let best: [number, number] = [NaN, Infinity];
  let row: number[] = [];
  for (let h = 0.1 * size; h > 1e-6 * size; h /= 2) {
    const [low, high] = [valuesAt(f, tensor, index, x - h), valuesAt(f, tensor, index, x + h)];
    const next = [slopeBetween(low, high)];
    for (const [j, previous] of row.entries()) {
      const factor = 4 ** (j + 1); // errors fall with the even powers of the step
      const better = (factor * next[j] - previous) / (factor - 1);
      const apart = Math.max(Math.abs(better - next[j]), Math.abs(better - previous));
      const uncertainty = 2 * apart + rounding / h;
      if (uncertainty < best[1]) best = [better, uncertainty];
      next.push(better);
    }
    const isGood = best[1] < 1e-3 * Math.abs(best[0]);
    if (isGood && Math.abs(next[next.length - 1] - row[row.length - 1]) > best[1]) break;
    row = next;
  }
  return best;
}

/** The slope of the weighted result at one number of the tensor, by a step of h to both sides. */
function slope({ f, tensor }: Check, index: number, h: number): number {
  const x = tensor.toFlat()[index];
  return slopeBetween(valuesAt(f, tensor, index, x - h), valuesAt(f, tensor, index, x + h));
}

interface Values {
  /** The number as the engine keeps it. */
  readonly x: number;
  readonly result: FloatArray;
}

/** Subtracts number by number: those that do not depend on x cancel exactly, however large they are. */
function slopeBetween(a: Values, b: Values): number {
  let difference = 0;
  for (let i = 0; i < a.result.length; i++) {
    if (a.result[i] !== b.result[i]) difference += weight(i) * (b.result[i] - a.result[i]);
  }
  return difference / (b.x - a.x);
}

/** Σ |wᵢ·yᵢ| over the results that depend on one number, found by moving that number far. */
function sizeOfDependent({ f, tensor }: Pick<Check, 'f' | 'tensor'>, index: number): number {
  const x = tensor.toFlat()[index];
  const far = 1e12 * Math.max(1, Math.abs(x));
  const [low, at, high] = [x - far, x, x + far].map((moved) => valuesAt(f, tensor, index, moved).result);
  let size = 0;
  for (let i = 0; i < at.length; i++) {
    if (low[i] !== at[i] || high[i] !== at[i]) size += Math.abs(weight(i) * at[i]);
  }
  return size;
}

/** What f gives with one number of a tensor replaced. */
function valuesAt(f: () => Tensor, tensor: Tensor, index: number, x: number): Values {
  const original = tensor.toFlat();
  const moved = original.slice();
  moved[index] = x;
  try {
    tensor.assign(moved);
    return { x: moved[index], result: resultOf(f) };
  } finally {
    tensor.assign(original);
  }
}

/** Whether an entry is right, as far as finite differences can tell. */
function passes({ error, doubt }: Entry, tolerance: number): boolean {
  return error <= tolerance || (error <= doubt && doubt <= Math.max(tolerance, 1e-3));
}

/** The entry that is furthest off; NaN counts as furthest. */
function furthestOff(entries: readonly Entry[]): Entry {
  return entries.reduce((worst, entry) => (entry.error <= worst.error || Number.isNaN(worst.error) ? worst : entry));
}

/** The tensor whose worst entry is furthest off. */
function furthest(failures: readonly Failure[]): Failure {
  const worst = furthestOff(failures.map((failure) => failure.worst));
  return failures.find((failure) => failure.worst === worst) ?? failures[0];
}

// ------------------------------------------------------------------- explaining

/** What is wrong with a tensor. */
function problem(failure: Failure): string {
  const { check, worst } = failure;
  const { input, index, analytic, numeric, error, doubt, scale } = worst;
  const kink = kinkAt(failure);
  if (kink === undefined && error <= doubt) {
    return (
      `finite differences cannot check the gradient of "${input}" at index ${index}: with numbers this large they ` +
      `give ${numeric.toPrecision(2)} ± ${(doubt * scale).toPrecision(1)}, and backward gives ${analytic.toPrecision(2)}; ` +
      'check with smaller numbers'
    );
  }
  const says = (x: number) => rounded(x, Math.max(6, digitsFor(error)));
  return (
    `the gradient of "${input}" is wrong at index ${index}: backward says ${says(analytic)}, ` +
    `the finite difference ${says(numeric)} (error ${error.toExponential(1)}, allowed ${check.tolerance.toExponential(1)}). ` +
    `Likely cause: ${kink ?? likelyCause(failure)}`
  );
}

/** The number of digits that tells apart two numbers of this relative difference. */
function digitsFor(difference: number): number {
  const digits = 2 + Math.ceil(-Math.log10(Math.abs(difference)));
  return digits > 3 ? Math.min(15, digits) : 3;
}

function rounded(x: number, digits: number): number {
  return Number(x.toPrecision(digits));
}

/** A guess, from how the numbers differ. */
function likelyCause({ check, entries, worst }: Failure): string {
  const { input, index, analytic, numeric } = worst;
  if (!Number.isFinite(numeric))
    return `the result is not finite near index ${index} of "${input}"; check at another point`;
  if (!Number.isFinite(analytic)) return 'a backward divides by 0, or takes a power or logarithm of 0';
  const passed = `check the operations on its path: ${operationsFrom(check.f(), check.tensor).join(', ')}`;
  if (analytic === 0) return `a backward that passes no gradient on, or a detach; ${passed}`;
  const ratio = analytic / numeric;
  const sizes = entries.map((entry) => largest([entry.analytic, entry.numeric]));
  const least = 1e-3 * largest(sizes);
  const counted = entries.filter((_, i) => sizes[i] > least); // in the others, rounding may hide the ratio
  const isAlike = counted.every(
    (entry) => Math.abs(entry.analytic / entry.numeric - ratio) < 0.1 * Math.abs(ratio - 1),
  );
  if (counted.length > 1 && isAlike) {
    const times = rounded(ratio, digitsFor(ratio - 1));
    const factor = Math.abs(ratio + 1) < 1e-2 ? 'of the wrong sign' : `${times} times what it should be`;
    return `a derivative ${factor}, the same at every index; ${passed}`;
  }
  const wrong = entries.filter((entry) => !passes(entry, check.tolerance)).length;
  const where = wrong < entries.length ? ` at ${wrong} of ${entries.length} places` : '';
  return `a wrong derivative${where}, or a detach on one of several paths; ${passed}`;
}

/** A kink at the worst index, in words: the slopes before and after it differ. */
function kinkAt({ check: { f, tensor, step }, worst }: Failure): string | undefined {
  const x = tensor.toFlat()[worst.index];
  const h = step * Math.max(1, Math.abs(x));
  const [before, at, after] = [x - h, x, x + h].map((moved) => valuesAt(f, tensor, worst.index, moved));
  const [left, right] = [slopeBetween(before, at), slopeBetween(at, after)];
  const apart = Math.abs(left - right);
  if (!(apart > 0.1 * Math.max(Math.abs(left), Math.abs(right)) && apart > 4 * worst.doubt * worst.scale))
    return undefined;
  return `a kink, with slope ${left.toPrecision(3)} on one side, ${right.toPrecision(3)} on the other; check at another point`;
}

/** The names of the operations on the path from a tensor to a result, each once. */
function operationsFrom(result: Tensor, tensor: Tensor): string[] {
  const passed = new Set([tensor]);
  const names = new Set<string>();
  for (const node of topologicalOrder<Tensor>(result)) {
    if (!node.children.some((child) => passed.has(child))) continue;
    passed.add(node);
    names.add(node.op);
  }
  return [...names];
}

/** One number that depends differently on every number of y: Σ yᵢ·wᵢ. */
function weigh(y: Tensor): Tensor {
  const weights = Float64Array.from({ length: sizeOf(y.shape) }, (_, i) => weight(i));
  return y.mul(y.engine.tensor(weights, y.shape)).sum();
}

function weight(i: number): number {
  return Math.cos(i + 1);
}
