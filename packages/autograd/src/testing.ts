import { noGrad } from './graph.ts';
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
  let worst: GradientReport | undefined;
  try {
    for (const [, tensor] of named) tensor.zeroGrad();
    weigh(f()).backward();
    for (const [input, tensor] of named) {
      const report = compare(input, tensor, centralDifferences(f, tensor, step));
      if (worst === undefined || !(report.error <= worst.error)) worst = report;
    }
  } finally {
    named.forEach(([, tensor], i) => (tensor.grad = before[i]));
  }

  if (worst === undefined) throw new Error('checkGradients: there is no input to check');
  if (!(worst.error <= tolerance)) {
    const { input, index, analytic, numeric, error } = worst;
    throw new Error(
      `checkGradients: the gradient of "${input}" is wrong at place ${index}: backward says ${analytic}, ` +
        `the finite difference ${numeric} (error ${error.toExponential(1)}, allowed ${tolerance.toExponential(1)})`,
    );
  }
  return worst;
}

/** The entry of one tensor that is furthest off; one that is NaN is. */
function compare(input: string, tensor: Tensor, differences: FloatArray): GradientReport {
  const gradient = tensor.grad?.toFlat();
  if (gradient === undefined) {
    const shape = formatShape(tensor.shape);
    throw new Error(`checkGradients: no gradient reaches "${input}" ${shape}; is it a parameter, and used?`);
  }
  const reports = Array.from(differences, (numeric, index): GradientReport => {
    const analytic = gradient[index];
    const error = Math.abs(analytic - numeric) / Math.max(1, Math.abs(analytic), Math.abs(numeric));
    return { input, index, analytic, numeric, error };
  });
  return reports.reduce((worst, report) => (report.error <= worst.error || Number.isNaN(worst.error) ? worst : report));
}

function centralDifferences(f: () => Tensor, tensor: Tensor, step: number): Float64Array {
  const original = tensor.toFlat();
  const at = (index: number, x: number): number => {
    const moved = original.slice();
    moved[index] = x;
    tensor.assign(moved);
    return noGrad(() => weigh(f()).item());
  };
  try {
    return Float64Array.from(original, (x, i) => {
      const h = step * Math.max(1, Math.abs(x));
      return (at(i, x + h) - at(i, x - h)) / (2 * h);
    });
  } finally {
    tensor.assign(original);
  }
}

/** One number that depends on every number of y, on each differently: Σ yᵢ·wᵢ with wᵢ = cos(i + 1). */
function weigh(y: Tensor): Tensor {
  const weights = Float64Array.from({ length: sizeOf(y.shape) }, (_, i) => Math.cos(i + 1));
  return y.mul(y.engine.tensor(weights, y.shape)).sum();
}
