import type { Binary } from '@microgpt/autograd';
import fc from 'fast-check';
import { pairKernels, type PairKernels } from '../../src/pair-kernels.ts';
import { noise } from './bench.ts';
import { bench, expectClose, generate, runs, seed, size } from './checks.ts';

const table = pairKernels(bench.kernels);

/** The kernels of a function in the forms that it has. */
export function formsOf(op: Binary): (keyof PairKernels)[] {
  return Object.keys(table.get(op) ?? {}) as (keyof PairKernels)[];
}

/** The place in b of the number that belongs to number i of a. */
const places = {
  same: (i: number) => i,
  column: (i: number, columns: number) => Math.floor(i / columns),
  row: (i: number, columns: number) => i % columns,
};

/** Compares a function and the gradients that it has kernels for with its row of the elementwise table. */
export function checkPair(
  op: Binary,
  form: keyof PairKernels,
  operands: (x: number) => number,
  tolerance: { readonly forward: number; readonly grad: number },
): void {
  const kernel = table.get(op)?.[form];
  if (kernel === undefined) throw new Error(`${op.name} has no kernel for a ${form}`);
  const [forward, gradA, gradB] = kernel;
  fc.assert(
    fc.property(size, size, seed, (r, c, s) => {
      const [rows, columns] = form === 'same' ? [1, r * c] : [r, c];
      const n = rows * columns;
      const at = (i: number) => places[form](i, columns);
      const [a, b] = [noise(n, s).map(operands), noise(at(n - 1) + 1, s + 1).map(operands)];
      const [y, gy] = [noise(n, s + 2), noise(n, s + 3)];
      bench.call(forward, a, b, y, rows, columns);
      const expected = generate(n, (i) => op.f(a[i], b[at(i)]));
      expectClose(y, expected, tolerance.forward);

      const ga = noise(n, s + 4);
      const expectedA = generate(n, (i) => ga[i] + gy[i] * (op.da?.(a[i], b[at(i)], expected[i]) ?? 0));
      if (gradA !== undefined) {
        bench.call(gradA, a, b, gy, ga, rows, columns);
        expectClose(ga, expectedA, tolerance.grad);
      }
      if (gradB === undefined) return;
      const gb = noise(b.length, s + 5);
      const expectedB = Float64Array.from(gb);
      for (let i = 0; i < n; i++) expectedB[at(i)] += gy[i] * (op.db?.(a[i], b[at(i)], expected[i]) ?? 0);
      bench.call(gradB, a, b, gy, gb, rows, columns);
      expectClose(gb, expectedB, tolerance.grad);
    }),
    runs,
  );
}
