import { ShapeError, type Shape } from '@microgpt/autograd';

/**
 * The standard deviation of Kaiming initialisation, √(2 / in): numbers keep their size through layers with ReLU.
 *
 * ```ts
 * const init = new Initializer(cpu, rng, { std: kaiming }); // for every layer that is made with it
 * const weight = init.uniform([8, 4], Math.sqrt(3) * kaiming([8, 4])); // the uniform variant
 * ```
 *
 * @param shape (out, in), as that of a `Linear`'s weight
 * @throws ShapeError unless the shape has two axes
 * @see https://arxiv.org/abs/1502.01852
 */
export function kaiming(shape: Shape): number {
  const [, fanIn] = fans('kaiming', shape);
  return Math.sqrt(2 / fanIn);
}

/**
 * The standard deviation of Xavier initialisation, √(2 / (in + out)): numbers and gradients keep their size through
 * layers that are about linear, such as those with tanh. Used as {@link kaiming} is; √3 times this is the uniform bound.
 *
 * @param shape (out, in), as that of a `Linear`'s weight
 * @throws ShapeError unless the shape has two axes
 * @see https://proceedings.mlr.press/v9/glorot10a.html
 */
export function xavier(shape: Shape): number {
  const [fanOut, fanIn] = fans('xavier', shape);
  return Math.sqrt(2 / (fanIn + fanOut));
}

function fans(op: string, shape: Shape): Shape {
  if (shape.length !== 2) {
    throw new ShapeError(
      `${op}: expected a shape (out, in), got (${shape.join(', ')}); give other tensors a std of their own`,
    );
  }
  return shape;
}
