import { forEachBlock, type StridedPair } from '@microgpt/autograd/backend';
import type { Kernels } from './kernels.generated.ts';
import { denseAxes, repeatedAxes, sizeOfLast } from './layouts.ts';
import { repeats, sumInto, type Workspace } from './sums.ts';

/** A kernel for the last `axes` axes of a pair, called with the addresses of each block of them. */
interface Move {
  readonly axes: number;
  readonly run: (x: number, y: number) => void;
}

/**
 * y = x, or y += x: copies, transposes, slices, repeats and sums, in the largest blocks for which there is a kernel.
 * If y repeats an axis (a sum), x and y are in row-major order.
 *
 * ```text
 *   slice (3, 2) of (3, 4)    transpose (2, 3, 4) to (2, 4, 3)     sum (2, 3, 4) to (2, 1, 4)
 *   ┌─────┐                   ┌─────────┐   ┌───────┐              ┌─────────┐   ┌─────────┐
 *   │ a b │ . .               │ a b c d │   │ a e i │              │ a b c d │   │ a b c d │
 *   ├─────┤                   │ e f g h │ → │ b f j │              │ e f g h │ → │+e f g h │
 *   │ c d │ . .               │ i j k l │   │ c g k │              │ i j k l │   │+i j k l │
 *   ├─────┤                   └─────────┘   │ d h l │              └─────────┘   └─────────┘
 *   │ e f │ . .                             └───────┘
 *   └─────┘
 *   3 copies of 2 numbers     2 transpositions of 3 rows           2 sums of 3 rows
 * ```
 *
 * @param x an address, like y
 * @param workspace allocates memory for the current kernel
 * @returns false if no kernel fits
 */
export function move(
  k: Kernels,
  x: number,
  y: number,
  pair: StridedPair,
  accumulate: boolean,
  workspace: Workspace,
): boolean {
  const [source, target] = pair.layouts;
  if (pair.shape.length === 1 && source.strides[0] === 1 && target.strides[0] === 1) {
    const run = accumulate ? k.accumulate : k.copy;
    run(x + 4 * source.offset, y + 4 * target.offset, pair.shape[0]);
    return true;
  }
  if (accumulate && repeats(pair.shape, target.strides)) {
    sumInto(k, x + 4 * source.offset, y + 4 * target.offset, pair.shape, target.strides, workspace);
    return true;
  }
  const best = accumulate ? addition(k, pair, workspace) : assignment(k, pair);
  if (best === undefined) return false;
  forEachBlock(pair, best.axes, (startX, startY) => {
    best.run(x + 4 * startX, y + 4 * startY);
  });
  return true;
}

function assignment(k: Kernels, { shape, layouts: [x, y] }: StridedPair): Move | undefined {
  const denseY = denseAxes(shape, y.strides);
  const axes = Math.min(denseAxes(shape, x.strides), denseY);
  const n = sizeOfLast(shape, axes);
  if (n > 1 || axes === shape.length) {
    return {
      axes,
      run: (from, to) => {
        k.copy(from, to, n);
      },
    };
  }
  const [rows, columns] = shape.slice(-2);
  if (denseY < 2 || x.strides.at(-2) !== 1 || x.strides.at(-1) !== rows) return undefined;
  return {
    axes: 2,
    run: (from, to) => {
      k.transpose(from, to, columns, rows);
    },
  };
}

function addition(k: Kernels, { shape, layouts: [x, y] }: StridedPair, workspace: Workspace): Move | undefined {
  const denseX = denseAxes(shape, x.strides);
  const denseY = denseAxes(shape, y.strides);
  const axes = Math.min(denseX, denseY);
  const columns = sizeOfLast(shape, axes);
  if (columns > 1 || axes === shape.length) {
    return {
      axes,
      run: (from, to) => {
        k.accumulate(from, to, columns);
      },
    };
  }
  const [n, m] = shape.slice(-2);
  if (denseX >= 2 && y.strides.at(-2) === 1 && y.strides.at(-1) === n) {
    return {
      axes: 2,
      run: (from, to) => {
        const transposed = workspace(4 * n * m);
        k.transpose(from, transposed, n, m);
        k.accumulate(transposed, to, n * m);
      },
    };
  }
  return additionOfNumbers(k, shape, x.strides, y.strides);
}

/** Adds one number of x to each row of y. */
function additionOfNumbers(
  k: Kernels,
  shape: StridedPair['shape'],
  x: readonly number[],
  y: readonly number[],
): Move | undefined {
  const repeated = Math.min(repeatedAxes(shape, x), denseAxes(shape, y));
  if (sizeOfLast(shape, repeated) === 1) return undefined;
  const axes = repeated + Math.min(denseAxes(shape, x, repeated), denseAxes(shape, y) - repeated);
  const [rows, columns] = [sizeOfLast(shape, axes, repeated), sizeOfLast(shape, repeated)];
  return {
    axes,
    run: (from, to) => {
      k.addColumn(to, from, to, rows, columns);
    },
  };
}
