import { binary, type Binary, type PairWalk, type Storage } from '@microgpt/autograd';
import { denseAxes, repeatedAxes, sizeOfLast } from './layouts.ts';
import type { PairKernel, PairKernels } from './pair-kernels.ts';

/** A kernel for the last `axes` axes of a walk, in which the second operand lies as the kernel wants it. */
export interface PairBlock {
  readonly kernel: PairKernel;
  readonly axes: number;
  readonly rows: number;
  readonly columns: number;
}

/** The largest blocks for which there is a kernel; none if the first operand is itself repeated. */
export function pairBlock(
  kernels: PairKernels | undefined,
  lengthA: number,
  lengthB: number,
  lengthY: number,
  { shape, layouts }: PairWalk,
): PairBlock | undefined {
  if (kernels === undefined || lengthA !== lengthY) return undefined;
  const all = shape.length;
  if (lengthB === lengthY) return kernels.same && { kernel: kernels.same, axes: all, rows: 1, columns: lengthY };
  if (lengthB === 1) return kernels.column && { kernel: kernels.column, axes: all, rows: 1, columns: lengthY };

  const { strides } = layouts[1];
  const dense = denseAxes(shape, strides);
  if (sizeOfLast(shape, dense) > 1) {
    const kernel = kernels.row ?? kernels.same;
    const axes = kernels.row ? dense + repeatedAxes(shape, strides, dense) : dense;
    return kernel && { kernel, axes, rows: sizeOfLast(shape, axes, dense), columns: sizeOfLast(shape, dense) };
  }
  const repeated = repeatedAxes(shape, strides);
  const axes = repeated + denseAxes(shape, strides, repeated);
  return (
    kernels.column && {
      kernel: kernels.column,
      axes,
      rows: sizeOfLast(shape, axes, repeated),
      columns: sizeOfLast(shape, repeated),
    }
  );
}

/** Whether it is the first operand that is repeated, and the two may change places. */
export function isSwapped(op: Binary, a: Storage, b: Storage, y: Storage): boolean {
  return a.length !== y.length && b.length === y.length && (op === binary.add || op === binary.mul);
}

/** The walk of the operands that have changed places. */
export function swapped({ shape, layouts: [a, b] }: PairWalk): PairWalk {
  return { shape, layouts: [b, a] };
}
