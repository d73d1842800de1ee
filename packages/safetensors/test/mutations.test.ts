import { expect, test } from 'vitest';
import { checkMutation, problemIn, truncations } from './mutations.ts';

test('20,000 randomly changed files are refused with an error that says why, or are read correctly', () => {
  const counts = { read: 0, refused: 0 };
  for (let seed = 1; seed <= 20_000; seed++) counts[checkMutation(seed)]++;
  expect(counts.read).toBeGreaterThan(1000);
  expect(counts.refused).toBeGreaterThan(10_000);
});

test('a truncated file is refused, whatever its length', () => {
  for (const file of truncations()) expect(problemIn(file)).toBe(true);
});
