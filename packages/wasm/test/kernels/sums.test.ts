import fc from 'fast-check';
import { test } from 'vitest';
import { noise } from './bench.ts';
import { bench, expectClose, generate, runs, seed, size, sum } from './checks.ts';

test('sums of rows and of columns are added to what is there', () => {
  fc.assert(
    fc.property(size, size, seed, (rows, columns, s) => {
      const [x, ofRows, ofColumns] = [noise(rows * columns, s), noise(columns, s + 1), noise(rows, s + 2)];
      const expectedRows = generate(columns, (j) => ofRows[j] + sum(rows, (i) => x[i * columns + j]));
      const expectedColumns = generate(rows, (i) => ofColumns[i] + sum(columns, (j) => x[i * columns + j]));
      bench.call('sumRowsAccumulate', x, ofRows, rows, columns);
      expectClose(ofRows, expectedRows, 1e-5);
      bench.call('sumColumnsAccumulate', x, ofColumns, rows, columns);
      expectClose(ofColumns, expectedColumns, 1e-5);
    }),
    runs,
  );
});
