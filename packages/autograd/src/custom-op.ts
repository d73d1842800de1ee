import type { Tensor } from './tensor.ts';

/**
 * An operation with a gradient of your own, both in tensor arithmetic, so that it runs on every engine.
 *
 * ```ts
 * const slower: CustomOp = { name: 'slower', forward: (x) => x, backward: (gy) => [gy.mul(0.1)] };
 * const y = x.custom(slower); // x, but what is below learns at a tenth of the rate
 * ```
 *
 * For a function of single numbers a row `{ name, f, df }` and `x.map(row)` are shorter.
 */
export interface CustomOp {
  /** What a graph and messages call it. */
  readonly name: string;
  /** y from the inputs; nothing else of it is remembered, so `backward` computes again what it needs. */
  readonly forward: (...inputs: readonly Tensor[]) => Tensor;
  /**
   * From the gradient of y the gradient of each input, in the input's shape; undefined where none passes.
   *
   * Linear in gy, as every derivative is: `scalar` asks it once for each number of y.
   */
  readonly backward: (gy: Tensor, y: Tensor, ...inputs: readonly Tensor[]) => readonly (Tensor | undefined)[];
}
