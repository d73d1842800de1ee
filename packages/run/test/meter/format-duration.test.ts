import { expect, test } from 'vitest';
import { formatDuration } from '../../src/meter/format-duration.ts';

test.each([
  [0, '0 ms'],
  [0.0854, '85 ms'],
  [0.9996, '1.0 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [59.6, '1 min'],
  [200, '3 min 20 s'],
  [7500, '2 h 5 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
