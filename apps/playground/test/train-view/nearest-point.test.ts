import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestPoint, type Scales } from '../../src/views/train/curve/nearest-point.ts';

/** Ten steps in a pixel, and a hundred pixels for a loss of 1, from a loss of 4 down. */
const scales: Scales = { left: (x) => x / 10, top: (y) => 100 * (4 - y), x: (left) => left * 10 };

test('the nearest point is found among many in a pixel: a spike is meant, not the step beside it', () => {
  const x = Float64Array.from({ length: 1000 }, (_, i) => i + 1);
  const y = Float64Array.from(x, (step) => (step === 503 ? 3.5 : 2));
  const line = { x, y };
  expect(nearestPoint(line, { left: 51, top: 52 }, scales, 8)).toBe(503);
  expect(nearestPoint(line, { left: 51, top: 200 }, scales, 8)).toBe(510);
  expect(nearestPoint(line, { left: 51, top: 120 }, scales, 8)).toBeUndefined();
  expect(
    nearestPoint({ x: new Float64Array(), y: new Float64Array() }, { left: 5, top: 5 }, scales, 8),
  ).toBeUndefined();
});

test('no point within the radius is nearer', () => {
  const number = (max: number) => fc.double({ min: 0, max, noNaN: true });
  const points = fc.uniqueArray(fc.record({ x: number(1000), y: number(4) }), { selector: ({ x }) => x });
  fc.assert(
    fc.property(points, number(100), number(400), number(30), (unsorted, left, top, radius) => {
      const sorted = unsorted.toSorted((a, b) => a.x - b.x);
      const line = { x: Float64Array.from(sorted, ({ x }) => x), y: Float64Array.from(sorted, ({ y }) => y) };
      const distances = sorted.map(({ x, y }) => Math.hypot(scales.left(x) - left, scales.top(y) - top));
      const found = nearestPoint(line, { left, top }, scales, radius);
      const least = Math.min(Infinity, ...distances);
      if (least > radius) expect(found).toBeUndefined();
      else expect(distances[sorted.findIndex(({ x }) => x === found)]).toBe(least);
    }),
  );
});
