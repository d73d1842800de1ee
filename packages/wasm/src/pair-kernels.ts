import { binary, type Binary } from '@microgpt/autograd';
import type { Kernels } from './kernels.generated.ts';

/** y = f(a, b). All but rows and columns are addresses. */
type PairForward = (a: number, b: number, y: number, rows: number, columns: number) => void;

/** g += gy · ∂f/∂a, or ∂f/∂b */
type PairGrad = (a: number, b: number, gy: number, g: number, rows: number, columns: number) => void;

/** A function of two operands, and their gradients. Plain loops compute missing gradients. */
export type PairKernel = readonly [forward: PairForward, gradA?: PairGrad, gradB?: PairGrad];

/** The kernels by layout of b: as long as a, with 1 row; a column, one number for each row; one row for all rows. */
export type PairKernels = Partial<Record<'same' | 'column' | 'row', PairKernel>>;

/** The kernels for rows of the elementwise table. */
export function pairKernels(k: Kernels): ReadonlyMap<Binary, PairKernels> {
  return new Map<Binary, PairKernels>([
    [
      binary.add,
      {
        same: [k.add, k.addGrad, k.addGrad],
        column: [k.addColumn, k.addGrad, k.addColumnGradB],
        row: [k.add, k.addGrad, k.addRowGradB],
      },
    ],
    [
      binary.sub,
      {
        same: [k.sub, k.addGrad, k.subGradB],
        column: [k.subColumn, k.addGrad, k.subColumnGradB],
        row: [k.sub, k.addGrad, k.subRowGradB],
      },
    ],
    [
      binary.mul,
      {
        same: [k.mul, k.mulGradA, k.mulGradB],
        column: [k.mulColumn, k.mulColumnGradA, k.mulColumnGradB],
        row: [k.mul, k.mulGradA, k.mulRowGradB],
      },
    ],
    [binary.div, { same: [k.div, k.divGradA, k.divGradB], column: [k.divColumn, k.divColumnGradA, k.divColumnGradB] }],
    [binary.pow, { column: [k.powColumn, k.powColumnGradA] }],
    [
      binary.maximum,
      {
        same: [k.maximum, k.gradIfGreater, k.gradIfLess],
        column: [k.maximumColumn, k.gradIfGreaterColumn],
      },
    ],
    [
      binary.minimum,
      {
        same: [k.minimum, k.gradIfLess, k.gradIfGreater],
        column: [k.minimumColumn, k.gradIfLessColumn],
      },
    ],
    [binary.greater, { same: [k.greater], column: [k.greaterColumn] }],
    [binary.less, { same: [k.less], column: [k.lessColumn] }],
    [binary.equal, { same: [k.equal], column: [k.equalColumn] }],
    [binary.keepIf, { same: [k.keepIf, k.keepIfGradA], column: [k.keepIfColumn, k.keepIfColumnGradA] }],
    [binary.dropIf, { same: [k.dropIf, k.dropIfGradA], column: [k.dropIfColumn, k.dropIfColumnGradA] }],
    [binary.dropout, { same: [k.dropout, k.dropoutGradA], column: [k.dropoutColumn, k.dropoutColumnGradA] }],
  ]);
}
