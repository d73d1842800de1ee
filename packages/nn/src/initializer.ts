import type { Engine, Shape, Tensor } from '@microgpt/autograd';
import type { Random } from '@microgpt/random';
import { checkArguments, checkCount, checkKind, hasMethod } from './check-arguments.ts';

/**
 * Makes the parameters of a network: it decides on which engine they live and from which random stream they are drawn.
 *
 * It is the last required argument of every layer, so a whole model is on one engine by construction.
 */
export class Initializer {
  /** Where the parameters live. */
  readonly engine: Engine;
  /** The stream that they are drawn from. */
  readonly rng: Random;
  /** The standard deviation of {@link normal}, or a function that has it from the shape, such as `kaiming`. */
  readonly std: number | ((shape: Shape) => number);

  /**
   * @param options `std`: default 0.08, the original microgpt's
   * @throws RangeError unless std is a function, or finite and not negative
   */
  constructor(engine: Engine, rng: Random, { std = 0.08 }: { std?: number | ((shape: Shape) => number) } = {}) {
    checkArguments('Initializer', arguments, 3, ['std']);
    const isComplete = hasMethod(engine, 'parameter') && hasMethod(rng, 'random');
    checkKind('Initializer', 'an engine and a Random', [engine, rng], isComplete);
    if (typeof std !== 'function') checkSpread('Initializer: std', std);
    this.engine = engine;
    this.rng = rng;
    this.std = std;
  }

  /** A parameter of numbers from the normal distribution, mean 0 and `std`, drawn row by row. */
  normal(shape: Shape): Tensor {
    checkCount('Initializer.normal', arguments.length, 1);
    const std = typeof this.std === 'function' ? this.std(shape) : this.std;
    checkSpread('Initializer: std', std);
    return this.fill(shape, () => this.rng.gauss(0, std));
  }

  /**
   * A parameter of numbers spread evenly over −bound … bound, drawn row by row.
   *
   * @throws RangeError unless the bound is finite and not negative
   */
  uniform(shape: Shape, bound: number): Tensor {
    checkCount('Initializer.uniform', arguments.length, 2);
    checkSpread('Initializer.uniform: bound', bound);
    return this.fill(shape, () => (2 * this.rng.random() - 1) * bound);
  }

  /** A parameter of zeros. */
  zeros(shape: Shape): Tensor {
    checkCount('Initializer.zeros', arguments.length, 1);
    return this.fill(shape, () => 0);
  }

  /** A parameter of ones. */
  ones(shape: Shape): Tensor {
    checkCount('Initializer.ones', arguments.length, 1);
    return this.fill(shape, () => 1);
  }

  private fill(shape: Shape, next: () => number): Tensor {
    const size = shape.reduce((product, axis) => product * axis, 1);
    return this.engine.parameter(Float64Array.from({ length: size }, next), shape);
  }
}

function checkSpread(what: string, x: number): void {
  if (!(x >= 0 && x < Infinity)) throw new RangeError(`${what} must be finite and not negative, got ${x}`);
}
