import fc from 'fast-check';
import { test } from 'vitest';
import { noise } from './bench.ts';
import { bench, expectClose, generate, runs, seed, size } from './checks.ts';

test('scatter equals the plain loops', () => {
  fc.assert(
    fc.property(size, size, seed, (count, width, s) => {
      const [x, y] = [noise(count * width, s), noise((count + 2) * width, s + 1)];
      const places = Int32Array.from({ length: count }, (_, i) => count + 1 - i);
      const expected = Float64Array.from(y);
      for (let i = 0; i < count * width; i++) expected[places[Math.floor(i / width)] * width + (i % width)] = x[i];
      bench.call('scatter', x, places, count, width, y);
      expectClose(y, expected, 0);
    }),
    runs,
  );
});

test('gather and its gradient equal the plain loops', () => {
  fc.assert(
    fc.property(size, size, size, seed, (table, count, width, s) => {
      const x = noise(table * width, s);
      const places = Int32Array.from({ length: count }, (_, i) => (i * i + s) % table);
      const y = noise(count * width, s + 1);
      bench.call('gather', x, places, count, width, y);
      expectClose(
        y,
        generate(count * width, (i) => x[places[Math.floor(i / width)] * width + (i % width)]),
        0,
      );
      const expected = Float64Array.from(x);
      for (let i = 0; i < count * width; i++) expected[places[Math.floor(i / width)] * width + (i % width)] += y[i];
      bench.call('gatherGrad', y, places, count, width, x, table, new Int32Array(table + count));
      expectClose(x, expected, 1e-5);
    }),
    runs,
  );
});
