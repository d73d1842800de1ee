import { binary, type Binary } from '@microgpt/autograd';
import type { Kernels } from './kernels.generated.ts';

/**
 * A function of `rows` times `columns` numbers and a second operand that lies in one of the forms of `PairKernels` beside
 * them. Everything else is an address.
 */
export interface PairKernel {
  /** y = f(a, b) */
  readonly forward: (a: number, b: number, y: number, rows: number, columns: number) => void;
  /** ga += gy · ∂f/∂a; where it is missing the plain loops do it */
  readonly gradA?: PairGradKernel | undefined;
  /** gb += gy · ∂f/∂b; where it is missing the plain loops do it */
  readonly gradB?: PairGradKernel | undefined;
}

/** The gradient of one operand, which is added to what is at `g`. */
export type PairGradKernel = (a: number, b: number, gy: number, g: number, rows: number, columns: number) => void;

/** The forms: b is as long as a, and rows is 1; b is a column, one number for each row; b is one row for all. */
export type PairKernels = Partial<Record<'same' | 'column' | 'row', PairKernel>>;

/** The kernels for rows of the elementwise table. */
export function pairKernels(k: Kernels): ReadonlyMap<Binary, PairKernels> {
  const whole =
    (kernel: (a: number, b: number, y: number, n: number) => void): PairKernel['forward'] =>
    (a, b, y, _, n) => {
      kernel(a, b, y, n);
    };
  const passA: PairGradKernel = (_a, _b, gy, ga, rows, columns) => {
    k.accumulate(gy, ga, rows * columns);
  };
  const add: PairKernels = {
    same: {
      forward: whole(k.add),
      gradA: passA,
      gradB: passA,
    },
    column: {
      forward: k.addColumn,
      gradA: passA,
      gradB: (_a, _b, gy, gb, rows, columns) => {
        k.sumColumnsAccumulate(gy, gb, rows, columns);
      },
    },
    row: {
      forward: k.addRow,
      gradA: passA,
      gradB: (_a, _b, gy, gb, rows, columns) => {
        k.sumRowsAccumulate(gy, gb, rows, columns);
      },
    },
  };
  const sub: PairKernels = {
    same: {
      forward: whole(k.sub),
      gradA: passA,
      gradB: (_a, _b, gy, gb, _rows, n) => {
        k.subtract(gy, gb, n);
      },
    },
    column: {
      forward: k.subColumn,
      gradA: passA,
      gradB: (_a, _b, gy, gb, rows, columns) => {
        k.sumColumnsSubtract(gy, gb, rows, columns);
      },
    },
    row: {
      forward: k.subRow,
      gradA: passA,
      gradB: (_a, _b, gy, gb, rows, columns) => {
        k.sumRowsSubtract(gy, gb, rows, columns);
      },
    },
  };
  const mul: PairKernels = {
    same: {
      forward: whole(k.mul),
      gradA: (_a, b, gy, ga, _, n) => {
        k.mulAccumulate(gy, b, ga, n);
      },
      gradB: (a, _b, gy, gb, _, n) => {
        k.mulAccumulate(gy, a, gb, n);
      },
    },
    column: {
      forward: k.mulColumn,
      gradA: (_a, b, gy, ga, rows, columns) => {
        k.mulColumnAccumulate(gy, b, ga, rows, columns);
      },
      gradB: (a, _b, gy, gb, rows, columns) => {
        k.mulSumColumnsAccumulate(gy, a, gb, rows, columns);
      },
    },
    row: {
      forward: k.mulRow,
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
      forward: whole(k.div),
      gradA: (_a, b, gy, ga, _, n) => {
        k.divAccumulate(gy, b, ga, n);
      },
      gradB: (a, b, gy, gb, _, n) => {
        k.divisorGrad(a, b, gy, gb, n);
      },
    },
    column: {
      forward: k.divColumn,
      gradA: (_a, b, gy, ga, rows, columns) => {
        k.divColumnAccumulate(gy, b, ga, rows, columns);
      },
      gradB: k.divisorGradColumn,
    },
  };
  return new Map<Binary, PairKernels>([
    [binary.maximum, choice(k.maximum, k.greaterGrad, k.lessGrad)],
    [binary.minimum, choice(k.minimum, k.lessGrad, k.greaterGrad)],
    [binary.greater, choice(k.greater)],
    [binary.less, choice(k.less)],
    [binary.equal, choice(k.equal)],
    [binary.keepIf, choice(k.keepIf, k.keepIfGrad)],
    [binary.dropIf, choice(k.dropIf, k.dropIfGrad)],
    [binary.dropout, choice(k.dropout, k.dropoutGrad)],
    [binary.add, add],
    [binary.sub, sub],
    [binary.mul, mul],
    [binary.div, div],
    [binary.pow, { column: { forward: k.powColumn, gradA: k.powGradColumn } }],
  ]);
}

/** A kernel of assembly/choose.ts, whose last argument says whether there is a number of b for each of a. */
type Choose = (a: number, b: number, y: number, rows: number, columns: number, alike: number) => void;
type Pass = (a: number, b: number, gy: number, g: number, rows: number, columns: number, alike: number) => void;

/** Without `passA` or `passB`, no gradient passes, or the plain loops compute it. */
function choice(choose: Choose, passA?: Pass, passB?: Pass): PairKernels {
  const form = (alike: number): PairKernel => ({
    forward: (a, b, y, rows, columns) => {
      choose(a, b, y, rows, columns, alike);
    },
    gradA:
      passA &&
      ((a, b, gy, g, rows, columns) => {
        passA(a, b, gy, g, rows, columns, alike);
      }),
    // The gradient of a column needs a sum.
    gradB:
      passB && alike
        ? (a, b, gy, g, rows, columns) => {
            passB(a, b, gy, g, rows, columns, alike);
          }
        : undefined,
  });
  return { same: form(1), column: form(0) };
}
