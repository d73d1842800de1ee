import { binary, type Binary } from '@microgpt/autograd';
import type { Kernels } from './kernels.generated.ts';

/**
 * A function of two operands where the second one lies in a certain form beside the first: `rows` times `columns` numbers
 * in all, the second operand having `columns`. Everything else is an address.
 */
export interface PairKernel {
  /** y = f(a, b) */
  readonly forward: (a: number, b: number, y: number, rows: number, columns: number) => void;
  /** ga += gy · ∂f/∂a; where it is missing the plain loops do it */
  readonly gradA?: (a: number, b: number, gy: number, ga: number, rows: number, columns: number) => void;
  /** gb += gy · ∂f/∂b; where it is missing the plain loops do it */
  readonly gradB?: (a: number, b: number, gy: number, gb: number, rows: number, columns: number) => void;
}

/** The forms: b is as long as a; b is one number; b is one row, repeated. */
export type PairKernels = Partial<Record<'same' | 'number' | 'row', PairKernel>>;

/** The kernels for rows of the elementwise table. */
export function pairKernels(k: Kernels): ReadonlyMap<Binary, PairKernels> {
  const passA: PairKernel['gradA'] = (_a, _b, gy, ga, rows, columns) => {
    k.accumulate(gy, ga, rows * columns);
  };
  const add: PairKernels = {
    same: {
      forward: (a, b, y, _, n) => {
        k.add(a, b, y, n);
      },
      gradA: passA,
      gradB: passA,
    },
    number: {
      forward: (a, b, y, n) => {
        k.addScalar(a, b, y, n);
      },
      gradA: passA,
      gradB: (_a, _b, gy, gb, n) => {
        k.sumAccumulate(gy, gb, n);
      },
    },
    row: {
      forward: (a, b, y, rows, columns) => {
        k.addRow(a, b, y, rows, columns);
      },
      gradA: passA,
      gradB: (_a, _b, gy, gb, rows, columns) => {
        k.sumRowsAccumulate(gy, gb, rows, columns);
      },
    },
  };
  const sub: PairKernels = {
    same: {
      forward: (a, b, y, _, n) => {
        k.sub(a, b, y, n);
      },
      gradA: passA,
      gradB: (_a, _b, gy, gb, _rows, n) => {
        k.subtract(gy, gb, n);
      },
    },
    number: {
      forward: (a, b, y, n) => {
        k.subScalar(a, b, y, n);
      },
      gradA: passA,
      gradB: (_a, _b, gy, gb, n) => {
        k.subtractSum(gy, gb, n);
      },
    },
  };
  const mul: PairKernels = {
    same: {
      forward: (a, b, y, _, n) => {
        k.mul(a, b, y, n);
      },
      gradA: (_a, b, gy, ga, _, n) => {
        k.mulAccumulate(gy, b, ga, n);
      },
      gradB: (a, _b, gy, gb, _, n) => {
        k.mulAccumulate(gy, a, gb, n);
      },
    },
    number: {
      forward: (a, b, y, n) => {
        k.mulScalar(a, b, y, n);
      },
      gradA: (_a, b, gy, ga, n) => {
        k.scaleAccumulate(b, gy, ga, n);
      },
      gradB: (a, _b, gy, gb, n) => {
        k.dotAccumulate(gy, a, gb, n);
      },
    },
    row: {
      forward: (a, b, y, rows, columns) => {
        k.mulRow(a, b, y, rows, columns);
      },
      gradA: (_a, b, gy, ga, rows, columns) => {
        k.mulRowAccumulate(gy, b, ga, rows, columns);
      },
      gradB: (a, _b, gy, gb, rows, columns) => {
        k.mulSumRowsAccumulate(gy, a, gb, rows, columns);
      },
    },
  };
  const div: PairKernels = {
    same: {
      forward: (a, b, y, _, n) => {
        k.div(a, b, y, n);
      },
      gradA: (_a, b, gy, ga, _, n) => {
        k.divAccumulate(gy, b, ga, n);
      },
      gradB: (a, b, gy, gb, _, n) => {
        k.divisorGrad(a, b, gy, gb, n);
      },
    },
    number: {
      forward: (a, b, y, n) => {
        k.divScalar(a, b, y, n);
      },
      gradA: (_a, b, gy, ga, n) => {
        k.divScalarAccumulate(b, gy, ga, n);
      },
      gradB: (a, b, gy, gb, n) => {
        k.divisorGradScalar(a, b, gy, gb, n);
      },
    },
  };
  return new Map<Binary, PairKernels>([
    [binary.add, add],
    [binary.sub, sub],
    [binary.mul, mul],
    [binary.div, div],
  ]);
}
