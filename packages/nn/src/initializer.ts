import type { Engine, Shape, Tensor } from '@microgpt/autograd';
import type { Random } from '@microgpt/random';
import { checkArguments, checkCount, checkKind, hasMethod } from './check-arguments.ts';

/**
 * A factory of parameters: it fixes their engine, and the random stream from which they are drawn.
 *
 * It is the last required argument of every layer, so a whole model is on one engine by construction.
 */
export class Initializer {
  /** The engine of the parameters. */
  readonly engine: Engine;
  /** The random stream from which parameters are drawn. */
  readonly rng: Random;
  /** The standard deviation of {@link normal}, or a function of the shape that returns it, such as `kaiming`. */
  readonly std: number | ((shape: Shape) => number);

  /**
   * @param options `std`: default 0.08, as in the original microgpt
   * @throws RangeError unless std is a function, or finite and not negative
   */
  constructor(engine: Engine, rng: Random, { std = 0.08 }: { std?: number | ((shape: Shape) => number) } = {}) {
    checkArguments('Initializer', arguments, 3, ['std']);
    const isComplete = hasMethod(engine, 'parameter') && hasMethod(rng, 'random');
    checkKind('Initializer', 'an engine and a Random', [engine, rng], isComplete);
    if (typeof std !== 'function') checkNotNegative('Initializer: std', std);
    this.engine = engine;
    this.rng = rng;
    this.std = std;
  }

  /** A parameter drawn from the normal distribution with mean 0 and standard deviation `std`, in row-major order. */
  normal(shape: Shape): Tensor {
    checkCount('Initializer.normal', arguments.length, 1);
    const std = typeof this.std === 'function' ? this.std(shape) : this.std;
    checkNotNegative('Initializer: std', std);
    return this.#fill(shape, () => this.rng.gauss(0, std));
  }

  /**
   * A parameter drawn from the uniform distribution from −bound to bound, in row-major order.
   *
   * @throws RangeError unless the bound is finite and not negative
   */
  uniform(shape: Shape, bound: number): Tensor {
    checkCount('Initializer.uniform', arguments.length, 2);
    checkNotNegative('Initializer.uniform: bound', bound);
    return this.#fill(shape, () => (2 * this.rng.random() - 1) * bound);
  }

  /** A parameter of zeros. */
  zeros(shape: Shape): Tensor {
    checkCount('Initializer.zeros', arguments.length, 1);
    return this.#fill(shape, () => 0);
  }

  /** A parameter of ones. */
  ones(shape: Shape): Tensor {
    checkCount('Initializer.ones', arguments.length, 1);
    return this.#fill(shape, () => 1);
  }

  #fill(shape: Shape, next: () => number): Tensor {
    const size = shape.reduce((product, axis) => product * axis, 1);
    return this.engine.parameter(Float64Array.from({ length: size }, next), shape);
  }
}

function checkNotNegative(label: string, x: number): void {
  if (!(x >= 0 && x < Infinity)) throw new RangeError(`${label} must be finite and not negative, got ${x}`);
}
