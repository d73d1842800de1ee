import { binary, type Binary } from '@microgpt/autograd';
import type { DeviceArray, StridedPair } from '@microgpt/autograd/backend';
import { denseAxes, repeatedAxes, sizeOfLast } from './layouts.ts';
import type { PairKernel, PairKernels } from './pair-kernels.ts';

/** A kernel for the last `axes` axes of a pair, in which the second operand has the layout that the kernel requires. */
export interface PairBlock {
  readonly kernel: PairKernel;
  readonly axes: number;
  readonly rows: number;
  readonly columns: number;
  /** The number of elements of the second operand in a block. */
  readonly count: number;
}

/**
 * The largest blocks for which there is a kernel; undefined if the first operand is repeated.
 *
 * For a of shape (2, 3, 4), where each letter is a number of b:
 *
 * ```text
 *   b (2, 3, 4)        b (4)               b (3, 1)            b (2, 1, 4)
 *   ┌──────────────┐   ┌───────────────┐   ┌───────────────┐   ┌───────────────┐
 *   │ p q r s      │   │ p q r s       │   │ p p p p       │   │ p q r s       │
 *   │ t u v w      │   │ p q r s       │   │ q q q q       │   │ p q r s       │
 *   │ x y z …      │   │ p q r s       │   │ r r r r       │   │ p q r s       │
 *   │ ------------ │   │ ------------- │   ├───────────────┤   ├───────────────┤
 *   │ …            │   │ p q r s       │   │ p p p p       │   │ t u v w       │
 *   │ …            │   │ …             │   │ …             │   │ …             │
 *   └──────────────┘   └───────────────┘   └───────────────┘   └───────────────┘
 *   same: 1 block      row: 1 block of     column: 2 blocks    row: 2 blocks
 *   of 1 row of 24     6 rows of 4         of 3 rows of 4      of 3 rows of 4
 * ```
 */
export function pairBlock(
  kernels: PairKernels | undefined,
  lengthA: number,
  lengthB: number,
  lengthY: number,
  { shape, layouts }: StridedPair,
): PairBlock | undefined {
  if (kernels === undefined || lengthA !== lengthY) return undefined;
  const { same, column, row } = kernels;
  const all = shape.length;
  if (lengthB === lengthY) return same && { kernel: same, axes: all, rows: 1, columns: lengthY, count: lengthY };
  if (lengthB === 1) return column && { kernel: column, axes: all, rows: 1, columns: lengthY, count: 1 };

  const { strides } = layouts[1];
  const dense = denseAxes(shape, strides);
  const columns = sizeOfLast(shape, dense);
  if (columns > 1) {
    if (row === undefined) return same && { kernel: same, axes: dense, rows: 1, columns, count: columns };
    const axes = dense + repeatedAxes(shape, strides, dense);
    return { kernel: row, axes, rows: sizeOfLast(shape, axes, dense), columns, count: columns };
  }
  const repeated = repeatedAxes(shape, strides);
  const axes = repeated + denseAxes(shape, strides, repeated);
  const rows = sizeOfLast(shape, axes, repeated);
  return column && { kernel: column, axes, rows, columns: sizeOfLast(shape, repeated), count: rows };
}

/** Whether only the first operand is repeated, and the operation is commutative. */
export function isSwapped(op: Binary, a: DeviceArray, b: DeviceArray, y: DeviceArray): boolean {
  return a.length !== y.length && b.length === y.length && (op === binary.add || op === binary.mul);
}

/** The pair with its operands swapped. */
export function swapped({ shape, layouts: [a, b] }: StridedPair): StridedPair {
  return { shape, layouts: [b, a] };
}
