import { expect, test } from 'vitest';
import { SmoothedLoss } from '../../src/meter/smoothed-loss.ts';

function smoothed(losses: readonly number[]): number | undefined {
  const mean = new SmoothedLoss();
  for (const loss of losses) mean.add(loss);
  return mean.value;
}

test('the first loss counts fully', () => {
  expect(smoothed([4.2])).toBeCloseTo(4.2, 12);
});

test('two losses are weighted 49 to 50', () => {
  // (0.98·0.02·3 + 0.02·1) / (1 − 0.98²)
  expect(smoothed([3, 1])).toBeCloseTo((49 * 3 + 50 * 1) / 99, 12);
});

test('a loss that does not change is its own mean', () => {
  expect(smoothed(Array<number>(1000).fill(2.5))).toBeCloseTo(2.5, 12);
});

test('after 200 steps at a new level, less than 2 % of the old one is left', () => {
  const losses = [...Array<number>(500).fill(4), ...Array<number>(200).fill(2)];
  expect(smoothed(losses)).toBeCloseTo(2 + 2 * 0.98 ** 200, 3);
});

test('a loss that is not finite is left out', () => {
  expect(smoothed([2, NaN, Infinity, 2])).toBeCloseTo(2, 12);
});

test('there is no mean of no losses', () => {
  expect(smoothed([])).toBeUndefined();
});
