import { expect, test } from 'vitest';
import { duration } from '../src/duration.ts';
import { progressLine } from '../src/progress-line.ts';

const step = { step: 250, loss: 2.34567, lr: 0.0075 };

test('it shows the bar, the step, the loss, the learning rate, and the time left at the pace so far', () => {
  expect(progressLine(step, { steps: 1000, seconds: 2 })).toBe(
    '━━━━━─────────────── step  250 / 1000 | loss 2.3457 | lr 7.50e-3 | 6.0 s left',
  );
});

test('the bar gives way on a narrow terminal', () => {
  expect(progressLine(step, { steps: 1000, seconds: 2, columns: 68 })).toMatch(/^━━━─────── step/);
  expect(progressLine(step, { steps: 1000, seconds: 2, columns: 60 })).toMatch(/^step/);
});

test.each([
  [0, '0 ms'],
  [0.0854, '85 ms'],
  [0.9996, '1.0 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [59.6, '1 min 0 s'],
  [200, '3 min 20 s'],
  [7500, '2 h 5 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
