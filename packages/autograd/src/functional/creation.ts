import { checkCount, checkKind, checkPositive, hasMethod, show } from '../arguments.ts';
import { checkedShape, sizeOf, type Shape } from '../shape/shape.ts';
import type { Engine } from '../tensor/engine.ts';
import { isTensor, type Tensor } from '../tensor/tensor.ts';

/** The constant start, start + step, …, up to but not including end. */
export function arange(engine: Engine, start: number, end: number, step = 1): Tensor {
  checkCount('arange', arguments.length, 4);
  const length = Math.ceil((end - start) / step);
  if (!(length > 0 && length < 2 ** 32)) {
    throw new RangeError(`arange: no numbers from ${show(start)} to ${show(end)} in steps of ${show(step)}`);
  }
  return engine.tensor(Float64Array.from({ length }, (_, i) => start + i * step));
}

/** The constant of `count` evenly spaced numbers from start to end, both included. */
export function linspace(engine: Engine, start: number, end: number, count: number): Tensor {
  checkCount('linspace', arguments.length, 4);
  checkPositive('linspace', { count });
  const last = Math.max(1, count - 1);
  return engine.tensor(
    Float64Array.from({ length: count }, (_, i) => (i === last ? end : start + ((end - start) * i) / last)),
  );
}

/** The identity matrix (n, n), as a constant. */
export function eye(engine: Engine, n: number): Tensor {
  checkCount('eye', arguments.length, 2);
  checkPositive('eye', { n });
  return engine.tensor(Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)), [n, n]); // prettier-ignore
}

/** A constant filled with one number, with the shape and the engine of x. */
export function fullLike(x: Tensor, value: number): Tensor {
  checkCount('fullLike', arguments.length, 2);
  checkKind('fullLike', 'a Tensor', x, isTensor(x));
  return x.engine.full(x.shape, value);
}

/**
 * A constant of normally distributed numbers.
 *
 * @param rng draws them in row-major order, such as the `Random` of @microgpt/random
 * @param std the standard deviation; default 1
 * @param mean the mean; default 0
 */
export function normal(
  engine: Engine,
  shape: Shape,
  rng: { gauss(mean: number, std: number): number },
  std = 1,
  mean = 0,
): Tensor {
  checkCount('normal', arguments.length, 5);
  checkKind('normal', 'a Random', rng, hasMethod(rng, 'gauss'));
  return drawn('normal', engine, shape, () => rng.gauss(mean, std));
}

/**
 * A constant of uniformly distributed numbers from low to high.
 *
 * @param rng draws them in row-major order, such as the `Random` of @microgpt/random
 * @param low default 0
 * @param high default 1
 */
export function uniform(engine: Engine, shape: Shape, rng: { random(): number }, low = 0, high = 1): Tensor {
  checkCount('uniform', arguments.length, 5);
  checkKind('uniform', 'a Random', rng, hasMethod(rng, 'random'));
  return drawn('uniform', engine, shape, () => low + (high - low) * rng.random());
}

function drawn(op: string, engine: Engine, shape: Shape, draw: () => number): Tensor {
  checkKind(op, 'an Engine', engine, hasMethod(engine, 'tensor'));
  const sizes = checkedShape(op, shape);
  return engine.tensor(Float64Array.from({ length: sizeOf(sizes) }, draw), sizes);
}
