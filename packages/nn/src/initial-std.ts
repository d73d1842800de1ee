import type { Shape } from '@microgpt/autograd';

/**
 * The standard deviation of Kaiming initialisation, √(2 / in): numbers keep their size through layers with ReLU.
 *
 * ```ts
 * const init = new Initializer(cpu, rng, { std: kaiming }); // for every layer that is made with it
 * const weight = init.uniform([8, 4], Math.sqrt(3) * kaiming([8, 4])); // the uniform variant
 * ```
 *
 * @param shape (out, in), as that of a `Linear`'s weight; in is its last axis
 * @see https://arxiv.org/abs/1502.01852
 */
export function kaiming(shape: Shape): number {
  return Math.sqrt(2 / shape[shape.length - 1]);
}

/**
 * The standard deviation of Xavier initialisation, √(2 / (in + out)): numbers and gradients keep their size through
 * layers that are about linear, such as those with tanh. Used as {@link kaiming} is.
 *
 * @param shape (out, in), as that of a `Linear`'s weight; out is its first axis, in its last
 * @see https://proceedings.mlr.press/v9/glorot10a.html
 */
export function xavier(shape: Shape): number {
  return Math.sqrt(2 / (shape[0] + shape[shape.length - 1]));
}
