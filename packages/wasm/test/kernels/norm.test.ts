import fc from 'fast-check';
import { test } from 'vitest';
import { noise } from './bench.ts';
import { bench, expectClose, generate, reference, runs, seed, size } from './checks.ts';

for (const name of ['rmsNorm', 'layerNorm'] as const) {
  test(`${name} and its gradient`, () => {
    fc.assert(
      fc.property(size, size, seed, (rows, columns, s) => {
        const n = rows * columns;
        const [x, y, gy, gx] = [noise(n, s, 3), noise(n, s + 1), noise(n, s + 2), noise(n, s + 3)];
        const expected = reference(name, [x, gy, gx], [rows, columns]);
        const scale = new Float32Array(rows);
        bench.call(name, x, y, scale, rows, columns, 1e-5);
        // A row of nearly equal numbers has digits cancelled before it is scaled up.
        const scales = generate(n, (i) => 1 + scale[Math.floor(i / columns)]);
        expectClose(y, expected.y, 3e-6, scales);
        bench.call(`${name}Grad`, y, scale, gy, gx, rows, columns);
        expectClose(
          gx,
          expected.gx,
          3e-6,
          scales.map((v) => v + v * v),
        );
      }),
      runs,
    );
  });
}
