import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noise } from './bench.ts';
import { bench, expectClose, generate, runs, seed, size } from './checks.ts';

test('copy and transpose move every number', () => {
  fc.assert(
    fc.property(size, size, seed, (rows, columns, s) => {
      const n = rows * columns;
      const [x, y, z] = [noise(n, s), noise(n, s + 1), noise(n, s + 2)];
      bench.call('copy', x, y, n);
      expectClose(y, x, 0);
      bench.call('transpose', x, z, rows, columns);
      expectClose(
        z,
        generate(n, (i) => x[(i % rows) * columns + Math.floor(i / rows)]),
        0,
      );
    }),
    runs,
  );
});

test('fill writes one number everywhere', () => {
  fc.assert(
    fc.property(size, (n) => {
      const x = noise(n, 1);
      bench.call('fill', x, n, 2.5);
      expect(Array.from(x)).toEqual(Array.from(x, () => 2.5));
    }),
    runs,
  );
});
