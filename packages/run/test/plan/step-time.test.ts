import { expect, test } from 'vitest';
import { stepSeconds } from '../../src/plan/step-time.ts';

// "train names" of docs/speed.md, engine wasm, batch 16: 4 heads, 1 layer, names of 7.1 tokens on average
test.each([
  { embd: 64, seconds: 1120e-6 },
  { embd: 128, seconds: 3910e-6 },
])('stepSeconds of names at width $embd is within a quarter of $seconds', ({ embd, seconds }) => {
  const ratio = stepSeconds({ layers: 1, embd, batch: 16, length: 7.13, vocabSize: 27 }) / seconds;
  expect(ratio).toBeGreaterThan(0.75);
  expect(ratio).toBeLessThan(1.25);
});

test("stepSeconds of nanoGPT's sizes is 93 % of 125 ms, because the model has ReLU and RMSNorm", () => {
  const sizes = { layers: 4, embd: 128, batch: 12, length: 64, vocabSize: 65 };
  expect(stepSeconds(sizes) / 0.125).toBeCloseTo(0.93, 1);
});

test('stepSeconds grows with each size', () => {
  const sizes = { layers: 2, embd: 64, batch: 8, length: 32, vocabSize: 65 };
  for (const name of Object.keys(sizes) as (keyof typeof sizes)[]) {
    expect(stepSeconds({ ...sizes, [name]: 2 * sizes[name] })).toBeGreaterThan(stepSeconds(sizes));
  }
});
