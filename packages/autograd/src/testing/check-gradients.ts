import { checkCount, checkKind, checkOptions, show } from '../arguments.ts';
import { noGrad } from '../graph/no-grad.ts';
import { topologicalOrder } from '../graph/topological-order.ts';
import type { FloatArray } from '../shape/numbers.ts';
import { formatShape, sizeOf } from '../shape/shape.ts';
import { isTensor, type Tensor } from '../tensor/tensor.ts';

/** Tensors by the names used in error messages. */
export type NamedTensors = Readonly<Record<string, Tensor>> | Iterable<readonly [string, Tensor]>;

/** The options of {@link checkGradients}. */
export interface GradientCheckOptions {
  /** The step h of the finite difference, relative to max(1, |x|); default 1e-5 in float64, 1e-2 in float32. */
  readonly step?: number;
  /** The largest error allowed; default 1e-6 in float64, 1e-2 in float32. */
  readonly tolerance?: number;
}

/** The entry with the largest error. */
export interface GradientReport {
  /** The name of the tensor. */
  readonly input: string;
  /** The index in the tensor, in row-major order. */
  readonly index: number;
  /** The gradient that `backward` computes. */
  readonly analytic: number;
  /** The finite difference. */
  readonly numeric: number;
  /** |analytic − numeric| / max(m, |analytic|, |numeric|), where m is 1, or in float64 the largest gradient if that is less. */
  readonly error: number;
}

/** A tensor to check, and how. */
interface Check {
  readonly f: () => Tensor;
  readonly input: string;
  readonly tensor: Tensor;
  readonly step: number;
  readonly tolerance: number;
}

/** A report, and the accuracy of the finite difference. */
interface Entry extends GradientReport {
  /** The divisor of the error. */
  readonly scale: number;
  /** The uncertainty of the finite difference, divided by `scale`. */
  readonly relativeUncertainty: number;
}

/** A tensor that failed the check, or may have. */
interface Failure {
  readonly check: Check;
  readonly entries: readonly Entry[];
  readonly worst: Entry;
}

const OP = 'checkGradients';

/**
 * Checks the gradients of a computation by finite differences: (f(x + h) − f(x − h)) / 2h for every number x.
 *
 * If that differs from `backward`, more step sizes are tried, because the finite difference itself may be inaccurate: by
 * rounding if numbers are large, or by the curvature of f.
 *
 * ```ts
 * checkGradients(() => layer.forward(x), layer.namedParameters());
 * ```
 *
 * @param f computes the same result from the inputs in each call: pass `dropout` a new `Random` with the same seed. The
 *   result may have any shape; a sum with fixed, unequal weights reduces it to a number.
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
    if (y.requiresGrad) weightedSum(y).backward();
    const all = named.map(([input, tensor]): Failure => {
      const check = { f, input, tensor, step, tolerance };
      const entries = compare(check);
      return { check, entries, worst: worstEntry(entries) };
    });
    const wrong = all.filter(({ entries }) => !entries.every((entry) => passes(entry, tolerance)));
    if (wrong.length > 0) throw new Error(`${OP}: ${problem(worstOf(wrong))}`);
    const { input, index, analytic, numeric, error } = worstOf(all).worst;
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
  if (named.length === 0) throw new Error(`${OP}: no inputs to check; pass at least one`);
  return named;
}

function checkRepeatable(f: () => Tensor): void {
  const [first, second] = [resultOf(f), resultOf(f)];
  if (first.every((x: number, i: number) => Object.is(x, second[i]))) return;
  throw new Error(`${OP}: f returned different results in two calls; create a new Random with the same seed inside f`);
}

/** The numbers that f returns, without recording. */
function resultOf(f: () => Tensor): FloatArray {
  const y = noGrad(f);
  checkKind(OP, 'f to return a Tensor', y, isTensor(y));
  return y.toFlat();
}

// ------------------------------------------------------------------- comparing

/** The entries of one tensor. */
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
  const minScale = tensor.engine.dtype === 'float32' ? 1 : smallestScale(f, [...gradient, ...differences]);
  const entry = (index: number, numeric: number, uncertainty: number): Entry => {
    const analytic = gradient[index];
    const scale = Math.max(minScale, Math.abs(analytic), Math.abs(numeric));
    const error = analytic === numeric ? 0 : Math.abs(analytic - numeric) / scale;
    return { input, index, analytic, numeric, error, scale, relativeUncertainty: uncertainty / scale };
  };
  const entries = differences.map((numeric, index) => entry(index, numeric, 0));
  // The largest errors first: once some entries are proven wrong, the others need no second check.
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

/** The smallest divisor of errors: 1, or the largest gradient if that is less, but not less than rounding errors. */
function smallestScale(f: () => Tensor, gradients: readonly number[]): number {
  return Math.min(1, Math.max(largest(gradients), 1e-8 * largest(resultOf(f))));
}

function largest(xs: Iterable<number>): number {
  let max = 0;
  for (const x of xs) max = Math.max(max, Math.abs(x));
  return max;
}

/**
 * The slope by Ridders' method: differences with decreasing steps, extrapolated to a step of 0, until rounding makes
 * them worse again. The best of the table is the one that differs least from its neighbors.
 *
 * @returns the slope and its uncertainty
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
      const difference = Math.max(Math.abs(better - next[j]), Math.abs(better - previous));
      const uncertainty = 2 * difference + rounding / h;
      if (uncertainty < best[1]) best = [better, uncertainty];
      next.push(better);
    }
    const isGood = best[1] < 1e-3 * Math.abs(best[0]);
    if (isGood && Math.abs(next[next.length - 1] - row[row.length - 1]) > best[1]) break;
    row = next;
  }
  return best;
}

/** The slope of the weighted result at one number of the tensor: the central difference with step h. */
function slope({ f, tensor }: Check, index: number, h: number): number {
  const x = tensor.toFlat()[index];
  return slopeBetween(valuesAt(f, tensor, index, x - h), valuesAt(f, tensor, index, x + h));
}

interface Values {
  /** The number as the engine rounds it. */
  readonly x: number;
  readonly result: FloatArray;
}

/** Subtracts elementwise, so that results that do not depend on x cancel exactly, however large they are. */
function slopeBetween(a: Values, b: Values): number {
  let difference = 0;
  for (let i = 0; i < a.result.length; i++) {
    if (a.result[i] !== b.result[i]) difference += weight(i) * (b.result[i] - a.result[i]);
  }
  return difference / (b.x - a.x);
}

/** Σ |wᵢ·yᵢ| over the results that depend on one number, found by a very large change of that number. */
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

/** The result of f with one number of a tensor replaced. */
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

/** Whether an entry is correct within the accuracy of finite differences. */
function passes({ error, relativeUncertainty }: Entry, tolerance: number): boolean {
  return error <= tolerance || (error <= relativeUncertainty && relativeUncertainty <= Math.max(tolerance, 1e-3));
}

/** The entry with the largest error; NaN counts as largest. */
function worstEntry(entries: readonly Entry[]): Entry {
  return entries.reduce((worst, entry) => (entry.error <= worst.error || Number.isNaN(worst.error) ? worst : entry));
}

/** The tensor with the largest error. */
function worstOf(failures: readonly Failure[]): Failure {
  const worst = worstEntry(failures.map((failure) => failure.worst));
  return failures.find((failure) => failure.worst === worst) ?? failures[0];
}

// ------------------------------------------------------------------- explaining

/** The error message for a tensor. */
function problem(failure: Failure): string {
  const { check, worst } = failure;
  const { input, index, analytic, numeric, error, relativeUncertainty, scale } = worst;
  const kink = kinkAt(failure);
  if (kink === undefined && error <= relativeUncertainty) {
    return (
      `finite differences cannot check the gradient of "${input}" at index ${index}: for numbers this large they ` +
      `are ${numeric.toPrecision(2)} ± ${(relativeUncertainty * scale).toPrecision(1)}, and backward gives ${analytic.toPrecision(2)}; ` +
      'check with smaller numbers'
    );
  }
  const format = (x: number) => rounded(x, Math.max(6, digitsFor(error)));
  return (
    `the gradient of "${input}" is wrong at index ${index}: backward gives ${format(analytic)}, ` +
    `the finite difference ${format(numeric)} (error ${error.toExponential(1)}, allowed ${check.tolerance.toExponential(1)}). ` +
    `Likely cause: ${kink ?? likelyCause(failure)}`
  );
}

/** The number of digits needed to distinguish two numbers with this relative difference. */
function digitsFor(difference: number): number {
  const digits = 2 + Math.ceil(-Math.log10(Math.abs(difference)));
  return digits > 3 ? Math.min(15, digits) : 3;
}

function rounded(x: number, digits: number): number {
  return Number(x.toPrecision(digits));
}

/** The likely cause, guessed from how the numbers differ. */
function likelyCause({ check, entries, worst }: Failure): string {
  const { input, index, analytic, numeric } = worst;
  if (!Number.isFinite(numeric))
    return `the result is not finite near index ${index} of "${input}"; check at another point`;
  if (!Number.isFinite(analytic)) return 'a backward divides by 0, or takes a power or logarithm of 0';
  const remedy = `check the operations on its path: ${operationsFrom(check.f(), check.tensor).join(', ')}`;
  if (analytic === 0) return `a backward that passes no gradient, or a detach; ${remedy}`;
  const ratio = analytic / numeric;
  const sizes = entries.map((entry) => largest([entry.analytic, entry.numeric]));
  const threshold = 1e-3 * largest(sizes);
  const counted = entries.filter((_, i) => sizes[i] > threshold); // in the others, rounding may hide the ratio
  const isConstantRatio = counted.every(
    (entry) => Math.abs(entry.analytic / entry.numeric - ratio) < 0.1 * Math.abs(ratio - 1),
  );
  if (counted.length > 1 && isConstantRatio) {
    const times = rounded(ratio, digitsFor(ratio - 1));
    const factor = Math.abs(ratio + 1) < 1e-2 ? 'of the wrong sign' : `${times} times what it should be`;
    return `a derivative ${factor}, the same at every index; ${remedy}`;
  }
  const wrong = entries.filter((entry) => !passes(entry, check.tolerance)).length;
  const where = wrong < entries.length ? ` at ${wrong} of ${entries.length} indices` : '';
  return `a wrong derivative${where}, or a detach on one of several paths; ${remedy}`;
}

/** The description of a kink at the worst index, where the slopes before and after differ. */
function kinkAt({ check: { f, tensor, step }, worst }: Failure): string | undefined {
  const x = tensor.toFlat()[worst.index];
  const h = step * Math.max(1, Math.abs(x));
  const [before, at, after] = [x - h, x, x + h].map((moved) => valuesAt(f, tensor, worst.index, moved));
  const [left, right] = [slopeBetween(before, at), slopeBetween(at, after)];
  const difference = Math.abs(left - right);
  if (!(
    difference > 0.1 * Math.max(Math.abs(left), Math.abs(right)) &&
    difference > 4 * worst.relativeUncertainty * worst.scale
  ))
    return undefined;
  return `a kink, with slope ${left.toPrecision(3)} on one side, ${right.toPrecision(3)} on the other; check at another point`;
}

/** The names of the operations on the path from a tensor to a result, each once. */
function operationsFrom(result: Tensor, tensor: Tensor): string[] {
  const onPath = new Set([tensor]);
  const names = new Set<string>();
  for (const node of topologicalOrder<Tensor>(result)) {
    if (!node.children.some((child) => onPath.has(child))) continue;
    onPath.add(node);
    names.add(node.op);
  }
  return [...names];
}

/** The weighted sum Σ yᵢ·wᵢ, which depends differently on every number of y. */
function weightedSum(y: Tensor): Tensor {
  const weights = Float64Array.from({ length: sizeOf(y.shape) }, (_, i) => weight(i));
  return y.mul(y.engine.tensor(weights, y.shape)).sum();
}

function weight(i: number): number {
  return Math.cos(i + 1);
}
