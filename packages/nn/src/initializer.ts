import type { Engine, Shape, Tensor } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
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

  /**
   * An initializer that draws nothing, for a model whose weights you will load. It returns zeros where others draw.
   *
   * GPT-2's smallest model has 124 million numbers. Drawing them would take much longer than reading them from a file.
   *
   * @param rng the random stream of `Dropout`; default `new Random(0)`
   */
  static blank(engine: Engine, rng: Random = new Random(0)): Initializer {
    checkCount('Initializer.blank', arguments.length, 2);
    return new BlankInitializer(engine, rng);
  }

  /**
   * This initializer with the standard deviation multiplied by the factor; both draw from the same random stream.
   *
   * ```ts
   * init.scaled(1 / Math.sqrt(2 * nLayer)); // as in GPT-2, for layers whose results are added to the residual stream
   * ```
   *
   * @throws RangeError unless the factor is finite and not negative
   */
  scaled(factor: number): Initializer {
    checkCount('Initializer.scaled', arguments.length, 1);
    checkNotNegative('Initializer.scaled: factor', factor);
    const { engine, rng, std } = this;
    return new Initializer(engine, rng, {
      std: typeof std === 'function' ? (shape) => factor * std(shape) : factor * std,
    });
  }

  /** A parameter drawn from the normal distribution with mean 0 and standard deviation `std`, in row-major order. */
  normal(shape: Shape): Tensor {
    checkCount('Initializer.normal', arguments.length, 1);
    const std = typeof this.std === 'function' ? this.std(shape) : this.std;
    checkNotNegative('Initializer: std', std);
    return this.#drawn(shape, () => this.rng.gauss(0, std));
  }

  /**
   * A parameter drawn from the uniform distribution from −bound to bound, in row-major order.
   *
   * @throws RangeError unless the bound is finite and not negative
   */
  uniform(shape: Shape, bound: number): Tensor {
    checkCount('Initializer.uniform', arguments.length, 2);
    checkNotNegative('Initializer.uniform: bound', bound);
    return this.#drawn(shape, () => (2 * this.rng.random() - 1) * bound);
  }

  /** A parameter of zeros. */
  zeros(shape: Shape): Tensor {
    checkCount('Initializer.zeros', arguments.length, 1);
    return this.#filled(shape, 0);
  }

  /** A parameter of ones. */
  ones(shape: Shape): Tensor {
    checkCount('Initializer.ones', arguments.length, 1);
    return this.#filled(shape, 1);
  }

  #drawn(shape: Shape, next: () => number): Tensor {
    return this.engine.parameter(Float64Array.from({ length: sizeOf(shape) }, next), shape);
  }

  #filled(shape: Shape, value: number): Tensor {
    const numbers = new Float32Array(sizeOf(shape)); // zeros that take no memory until they are written
    return this.engine.parameter(value === 0 ? numbers : numbers.fill(value), shape);
  }
}

/** See {@link Initializer.blank}. */
class BlankInitializer extends Initializer {
  #zeros = new Float32Array(0); // shared by all parameters, so that only the largest takes time

  override zeros(shape: Shape): Tensor {
    const size = sizeOf(shape);
    if (this.#zeros.length < size) this.#zeros = new Float32Array(size);
    return this.engine.parameter(this.#zeros.subarray(0, size), shape);
  }

  override normal(shape: Shape): Tensor {
    return this.zeros(shape);
  }

  override uniform(shape: Shape): Tensor {
    return this.zeros(shape);
  }

  override scaled(): Initializer {
    return this;
  }
}

/** The number of elements; 0 for a shape that the engine will refuse. */
function sizeOf(shape: Shape): number {
  return Math.max(
    0,
    shape.reduce((product, axis) => product * axis, 1),
  );
}

function checkNotNegative(label: string, x: number): void {
  if (!(x >= 0 && x < Infinity)) throw new RangeError(`${label} must be finite and not negative, got ${x}`);
}
