import { linearDecay } from '@microgpt/optim';
import { expect, test } from 'vitest';
import { rateAt } from '../../src/loop/rate-at.ts';

/** https://github.com/karpathy/nanoGPT/blob/master/train.py `get_lr`, in its words. */
function nanoGPT(it: number): number {
  const [learningRate, warmupIters, lrDecayIters, minLr] = [1e-3, 100, 2000, 1e-4];
  if (it < warmupIters) return (learningRate * (it + 1)) / (warmupIters + 1);
  if (it > lrDecayIters) return minLr;
  const decayRatio = (it - warmupIters) / (lrDecayIters - warmupIters);
  const coeff = 0.5 * (1 + Math.cos(Math.PI * decayRatio));
  return minLr + coeff * (learningRate - minLr);
}

test("the schedule of shakespeare-char is nanoGPT's, in each of its 2,000 steps", () => {
  const settings = { lr: 1e-3, minLr: 1e-4, schedule: 'cosine', warmup: 0.05, steps: 2000 } as const;
  for (let i = 0; i < 2000; i++) expect(rateAt(settings, i / 2000) / nanoGPT(i)).toBeCloseTo(1, 12);
});

test("the schedule of names is the original's, bit for bit", () => {
  const settings = { lr: 0.01, minLr: 0, schedule: 'linear', warmup: 0, steps: 1000 } as const;
  for (let i = 0; i < 1000; i++) expect(rateAt(settings, i / 1000)).toBe(linearDecay(0.01, 1000)(i));
});

test('by the clock, the rate rises from 0 in the warmup, and ends at the lowest', () => {
  const settings = { lr: 0.1, minLr: 0.01, schedule: 'linear', warmup: 0.2, steps: null } as const;
  expect([0, 0.1, 0.2, 0.6, 1].map((share) => rateAt(settings, share))).toEqual(
    [0, 0.05, 0.1, 0.055, 0.01].map((rate) => expect.closeTo(rate, 12) as number),
  );
});

test('a constant rate stays after the warmup, even if all of the run is warmup', () => {
  expect(rateAt({ lr: 0.1, minLr: 0, schedule: 'constant', warmup: 0.1, steps: null }, 0.9)).toBe(0.1);
  expect(rateAt({ lr: 0.1, minLr: 0, schedule: 'cosine', warmup: 1, steps: 4 }, 0.75)).toBeCloseTo(0.08, 12); // (3 + 1)/(4 + 1)
});
