import { expect, test } from 'vitest';
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
