import type { Layout, Shape } from './shape.ts';

/** A common shape, and how each of two arrays is read in it. */
export interface PairWalk {
  readonly shape: Shape;
  readonly layouts: readonly [Layout, Layout];
}

/** Calls back for each block of the last `axes` axes, in row-major order, with where it starts in both arrays. */
export function forEachBlock(
  { shape, layouts: [a, b] }: PairWalk,
  axes: number,
  visit: (startA: number, startB: number) => void,
): void {
  const outer = shape.length - axes;
  if (outer <= 0) {
    visit(a.offset, b.offset);
    return;
  }
  const walk = (axis: number, startA: number, startB: number): void => {
    if (axis === outer) {
      visit(startA, startB);
      return;
    }
    for (let i = 0; i < shape[axis]; i++) walk(axis + 1, startA + i * a.strides[axis], startB + i * b.strides[axis]);
  };
  walk(0, a.offset, b.offset);
}
