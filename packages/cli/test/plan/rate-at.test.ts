import { cosineDecay, linearDecay } from '@microgpt/optim';
import { describe, expect, test } from 'vitest';
import { rateAt } from '../../src/plan/rate-at.ts';

const settings = { lr: 8, minLr: 2, warmup: 0.2, schedule: 'linear' } as const;

describe('rateAt', () => {
  test('without a warmup is linearDecay or cosineDecay to the bit', () => {
    const steps = 1000;
    const linear = linearDecay(0.01, steps);
    const cosine = cosineDecay(0.01, steps, 0.001);
    for (let step = 0; step < steps; step++) {
      const fraction = step / steps;
      expect(rateAt({ lr: 0.01, minLr: 0, warmup: 0, schedule: 'linear' }, fraction)).toBe(linear(step));
      expect(rateAt({ lr: 0.01, minLr: 0.001, warmup: 0, schedule: 'cosine' }, fraction)).toBe(cosine(step));
    }
  });

  test('rises evenly in the warmup, and then falls evenly', () => {
    const rates = [0.05, 0.1, 0.15, 0.2, 0.4, 0.6, 0.8, 1].map((fraction) => rateAt(settings, fraction));
    for (const [i, rate] of [2, 4, 6, 8, 6.5, 5, 3.5, 2].entries()) expect(rates[i]).toBeCloseTo(rate, 12);
  });

  test('falls along half a cosine', () => {
    // minLr + (lr − minLr)·(1 + cos(πx))/2, with x = (fraction − warmup) / (1 − warmup); cos 60° = ½
    const expected = new Map([[0.2, 8], [0.2 + 0.8 / 3, 6.5], [0.6, 5], [1, 2]]); // prettier-ignore
    for (const [fraction, rate] of expected) {
      expect(rateAt({ ...settings, schedule: 'cosine' }, fraction)).toBeCloseTo(rate, 12);
    }
  });

  test('stays at its highest with the schedule constant', () => {
    expect([0.2, 0.5, 1].map((fraction) => rateAt({ ...settings, schedule: 'constant' }, fraction))).toEqual([8, 8, 8]);
  });

  test('is not 0 in the first step, so that a run of one step learns', () => {
    expect(rateAt(settings, 0)).toBe(0.08);
  });

  test('stays at the last rate when the clock is late', () => {
    expect(rateAt(settings, 1.1)).toBe(2);
  });
});
