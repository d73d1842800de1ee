import type { Shape } from '@microgpt/autograd';

/**
 * The standard deviation of Kaiming initialization, √(2 / in), which preserves the variance through layers with ReLU.
 *
 * ```ts
 * const init = new Initializer(cpu, rng, { std: kaiming }); // for all layers created with it
 * const weight = init.uniform([8, 4], Math.sqrt(3) * kaiming([8, 4])); // the uniform variant
 * ```
 *
 * @param shape (out, in), like the weight of `Linear`; in is its last axis
 * @see https://arxiv.org/abs/1502.01852
 */
export function kaiming(shape: Shape): number {
  return Math.sqrt(2 / shape[shape.length - 1]);
}

/**
 * The standard deviation of Xavier initialization, √(2 / (in + out)), which preserves the variance of numbers and
 * gradients through layers that are nearly linear, such as those with tanh. Use it like {@link kaiming}.
 *
 * @param shape (out, in), like the weight of `Linear`; out is its first axis, in its last
 * @see https://proceedings.mlr.press/v9/glorot10a.html
 */
export function xavier(shape: Shape): number {
  return Math.sqrt(2 / (shape[0] + shape[shape.length - 1]));
}
