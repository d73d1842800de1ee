import { expect, test } from 'vitest';
import { fuzzCheckpoints } from './fuzz.ts';

test('a damaged checkpoint is refused with an error that says why, or gives the same run', async () => {
  const { refused, right } = await fuzzCheckpoints(5000, 1);
  expect(refused).toBeGreaterThan(3000);
  expect(refused + right).toBe(5000);
});
