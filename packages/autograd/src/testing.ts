/** @module testing */

import { noGrad, topologicalOrder } from './graph.ts';
import { formatShape, sizeOf } from './shape.ts';
import type { FloatArray, Tensor } from './tensor.ts';

/** Tensors by name, for the messages. */
export type NamedTensors = Readonly<Record<string, Tensor>> | Iterable<readonly [string, Tensor]>;

/** How `checkGradients` compares. */
export interface GradientCheckOptions {
  /** How far each number is moved up and down, relative to max(1, |x|); default 1e-5 in float64, 1e-2 in float32. */
  readonly step?: number;
  /** The largest error allowed, relative to max(1, |gradient|); default 1e-6 in float64, 1e-2 in float32. */
  readonly tolerance?: number;
}

/** The entry whose gradient was furthest from the finite difference. */
export interface GradientReport {
  /** The name of the tensor. */
  readonly input: string;
  /** The place in it, in row-major order. */
  readonly index: number;
  /** What `backward` says. */
  readonly analytic: number;
  /** What the finite difference says. */
  readonly numeric: number;
  /** |analytic − numeric| / max(1, |analytic|, |numeric|) */
  readonly error: number;
}

/** What went wrong with one tensor, for a guess at the cause. */
interface Failure {
  readonly f: () => Tensor;
  readonly tensor: Tensor;
  readonly step: number;
  readonly worst: GradientReport;
  readonly reports: readonly GradientReport[];
}

/**
 * Checks the gradients of a computation by finite differences: (f(x + h) − f(x − h)) / 2h for every number x.
 *
 * ```ts
 * checkGradients(() => layer.forward(x), layer.namedParameters());
 * ```
 *
 * @param f computes from the inputs, always the same: give `dropout` a fresh `Random` of one seed. Its result may have
 *   any shape; it is reduced to a number by fixed uneven weights.
 * @param inputs the parameters to check, by name; they are as before afterwards
 * @returns the entry with the largest error
 * @throws Error if that error exceeds the tolerance, or if no gradient reaches an input
 */
export function checkGradients(
  f: () => Tensor,
  inputs: NamedTensors,
  options: GradientCheckOptions = {},
): GradientReport {
  const named = Array.from(Symbol.iterator in inputs ? inputs : Object.entries(inputs));
  const single = named[0]?.[1].engine.dtype === 'float32';
  const { step = single ? 1e-2 : 1e-5, tolerance = single ? 1e-2 : 1e-6 } = options;

  const before = named.map(([, tensor]) => tensor.grad);
  let failure: Failure | undefined;
  try {
    checkRepeatable(f);
    for (const [, tensor] of named) tensor.zeroGrad();
    weigh(f()).backward();
    for (const [input, tensor] of named) {
      const reports = compare(input, tensor, centralDifferences(f, tensor, step));
      const worst = furthestOff(reports);
      if (failure === undefined || !(worst.error <= failure.worst.error)) failure = { f, tensor, step, worst, reports };
    }
    if (failure === undefined) throw new Error('checkGradients: there is no input to check');
    const { input, index, analytic, numeric, error } = failure.worst;
    if (error <= tolerance) return failure.worst;
    throw new Error(
      `checkGradients: the gradient of "${input}" is wrong at place ${index}: backward says ${rounded(analytic)}, ` +
        `the finite difference ${rounded(numeric)} (error ${error.toExponential(1)}, allowed ${tolerance.toExponential(1)}). ` +
        `Likely cause: ${likelyCause(failure)}`,
    );
  } finally {
    named.forEach(([, tensor], i) => (tensor.grad = before[i]));
  }
}

function rounded(x: number): number {
  return Number(x.toPrecision(6));
}

function checkRepeatable(f: () => Tensor): void {
  const [first, second] = [noGrad(() => f().toFlat()), noGrad(() => f().toFlat())];
  if (first.every((x: number, i: number) => Object.is(x, second[i]))) return;
  throw new Error(
    'checkGradients: f gives another result the second time; have it draw from a fresh Random of one seed each time',
  );
}

/** The entry that is furthest off; one that is NaN is. */
function furthestOff(reports: readonly GradientReport[]): GradientReport {
  return reports.reduce((worst, report) => (report.error <= worst.error || Number.isNaN(worst.error) ? worst : report));
}

/** A guess, from how the numbers differ. */
function likelyCause({ f, tensor, step, worst, reports }: Failure): string {
  const { input, index, analytic, numeric } = worst;
  if (!Number.isFinite(numeric)) return `the result is not finite near place ${index} of "${input}"; check elsewhere`;
  if (!Number.isFinite(analytic)) return 'on the way back something is divided by 0, or is a power or logarithm of 0';
  const [left, right] = sidedDifferences(f, tensor, index, step);
  if (Math.abs(left - right) > 0.1 * Math.max(Math.abs(left), Math.abs(right))) {
    return `a kink, with slope ${left.toPrecision(3)} on one side and ${right.toPrecision(3)} on the other; check elsewhere`;
  }
  const passed = `look at what it passed: ${operationsFrom(f(), tensor).join(', ')}`;
  if (analytic === 0) return `a backward that passes nothing on, or a detach; ${passed}`;
  const ratios = reports.filter((report) => Math.abs(report.numeric) > 1e-3).map((r) => r.analytic / r.numeric);
  const ratio = analytic / numeric;
  if (ratios.length > 1 && ratios.every((r) => Math.abs(r / ratio - 1) < 1e-2)) {
    const factor = Math.abs(ratio + 1) < 1e-2 ? 'of the wrong sign' : `${ratio.toPrecision(3)} times what it should be`;
    return `a derivative ${factor}, alike at every place; ${passed}`;
  }
  return `a wrong derivative, or a detach on one of several ways; ${passed}`;
}

/** The names of the operations that a tensor passed on its way to a result, each once. */
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

/** Every entry of one tensor. */
function compare(input: string, tensor: Tensor, differences: FloatArray): GradientReport[] {
  const gradient = tensor.grad?.toFlat();
  if (gradient === undefined) {
    const remedy = tensor.isParameter
      ? 'use it in the computation, without detach or noGrad on the way, or leave it out'
      : 'it is not a parameter; make it with engine.parameter(…)';
    throw new Error(`checkGradients: no gradient reaches "${input}" ${formatShape(tensor.shape)}; ${remedy}`);
  }
  return Array.from(differences, (numeric, index): GradientReport => {
    const analytic = gradient[index];
    const error = Math.abs(analytic - numeric) / Math.max(1, Math.abs(analytic), Math.abs(numeric));
    return { input, index, analytic, numeric, error };
  });
}

function centralDifferences(f: () => Tensor, tensor: Tensor, step: number): Float64Array {
  return Float64Array.from(tensor.toFlat(), (x, index) => {
    const h = step * Math.max(1, Math.abs(x));
    return (valueAt(f, tensor, index, x + h) - valueAt(f, tensor, index, x - h)) / (2 * h);
  });
}

/** The slopes before and after a place. */
function sidedDifferences(f: () => Tensor, tensor: Tensor, index: number, step: number): [number, number] {
  const x = tensor.toFlat()[index];
  const h = step * Math.max(1, Math.abs(x));
  const [before, at, after] = [x - h, x, x + h].map((moved) => valueAt(f, tensor, index, moved));
  return [(at - before) / h, (after - at) / h];
}

/** What f is with one number of a tensor replaced. */
function valueAt(f: () => Tensor, tensor: Tensor, index: number, x: number): number {
  const original = tensor.toFlat();
  const moved = original.slice();
  moved[index] = x;
  try {
    tensor.assign(moved);
    return noGrad(() => weigh(f()).item());
  } finally {
    tensor.assign(original);
  }
}

/** One number that depends on every number of y, on each differently: Σ yᵢ·wᵢ with wᵢ = cos(i + 1). */
function weigh(y: Tensor): Tensor {
  const weights = Float64Array.from({ length: sizeOf(y.shape) }, (_, i) => Math.cos(i + 1));
  return y.mul(y.engine.tensor(weights, y.shape)).sum();
}
