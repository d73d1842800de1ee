import { expect, test } from 'vitest';
import { secondsOf } from '../../src/cost/seconds-of.ts';

const measured = { secondsPerStep: 0.01, secondsToWarmUp: 0.5, tokensPerStep: 7, validationTokens: 20_000 };

test('a run takes the time of its first slow steps, its steps and its evaluations', () => {
  // 20 evaluations of 128 names each, a name taking a third of a step.
  expect(secondsOf(measured, { steps: 1000, batch: 1, block: 16 })).toBeCloseTo(
    0.5 + 0.01 * (1000 + (20 * 128) / 3),
    9,
  );
});

test('a run without validation takes the time of its steps', () => {
  expect(secondsOf({ ...measured, validationTokens: 0 }, { steps: 1000, batch: 1, block: 16 })).toBeCloseTo(10.5, 9);
});

test('few evaluations take less time than many', () => {
  const given = { steps: 1000, batch: 1, block: 16 };
  expect(secondsOf(measured, { ...given, evalEvery: 500 })).toBeLessThan(
    secondsOf(measured, { ...given, evalEvery: 10 }),
  );
});
