import { expect, test } from 'vitest';
import { progressBar } from '../../src/live/progress-bar.ts';

test.each([
  [0, '────'],
  [0.5, '━━──'],
  [1, '━━━━'],
  [1.2, '━━━━'],
])('a fraction of %d is %s', (fraction, bar) => {
  expect(progressBar(fraction, 4)).toBe(bar);
});
