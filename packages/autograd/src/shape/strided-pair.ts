import type { Layout } from './layout.ts';
import type { Shape } from './shape.ts';

/** Two arrays read element by element in one shape, each in its own layout. */
export interface StridedPair {
  readonly shape: Shape;
  readonly layouts: readonly [Layout, Layout];
}

/** Calls back for each block of the last `axes` axes, in row-major order, with its offsets in the two arrays. */
export function forEachBlock(
  { shape, layouts: [a, b] }: StridedPair,
  axes: number,
  visit: (startA: number, startB: number) => void,
): void {
  const outer = shape.length - axes;
  if (outer <= 0) {
    visit(a.offset, b.offset);
    return;
  }
  const loop = (axis: number, startA: number, startB: number): void => {
    if (axis === outer) {
      visit(startA, startB);
      return;
    }
    for (let i = 0; i < shape[axis]; i++) loop(axis + 1, startA + i * a.strides[axis], startB + i * b.strides[axis]);
  };
  loop(0, a.offset, b.offset);
}
