import { expect, test } from 'vitest';
import { defaultSeconds } from '../../src/plan/default-seconds.ts';

test('defaultSeconds is 12 for the embedded names, and 3 minutes for a megabyte of text', () => {
  expect(defaultSeconds({ kind: 'lines', characters: 229_804 })).toBe(12);
  expect(defaultSeconds({ kind: 'text', characters: 1_000_000 })).toBe(180);
});

test('defaultSeconds is twice as long for four times as much data, within bounds', () => {
  const seconds = [10, 250_000, 1_000_000, 4_000_000, 1e9].map((characters) =>
    defaultSeconds({ kind: 'text', characters }),
  );
  expect(seconds).toEqual([20, 90, 180, 360, 600]);
});
