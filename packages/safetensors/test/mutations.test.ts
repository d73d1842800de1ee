import { expect, test } from 'vitest';
import { checkMutation, problemIn, truncations } from './mutations.ts';

test('20,000 files changed at random are refused with an error that says why, or are read right', () => {
  const counts = { read: 0, refused: 0 };
  for (let seed = 1; seed <= 20_000; seed++) counts[checkMutation(seed)]++;
  expect(counts.read).toBeGreaterThan(1000);
  expect(counts.refused).toBeGreaterThan(10_000);
});

test('a file that is cut is refused, wherever it is cut', () => {
  for (const file of truncations()) expect(problemIn(file)).toBe(true);
});
