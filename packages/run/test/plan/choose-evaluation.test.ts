import { expect, test } from 'vitest';
import { chooseEvaluation } from '../../src/plan/choose-evaluation.ts';

const sizes = { batch: 12, accumulate: 1, block: 64 };

test('20 evaluations take about a twentieth of the time of the steps, three forward passes being a step', () => {
  const { evalEvery, evalBatches } = chooseEvaluation({ ...sizes, steps: 2000 }, 111_540);
  expect(evalEvery).toBe(100);
  expect((20 * evalBatches) / 3 / 2000).toBeCloseTo(0.05, 9);
});

test('all of the data is taken if it is no more than that', () => {
  expect(chooseEvaluation({ ...sizes, steps: 2000 }, 11_520)).toEqual({ evalEvery: 100, evalBatches: 0 }); // 15 · 12 · 64
  expect(chooseEvaluation({ ...sizes, steps: 2000 }, 11_521).evalBatches).toBe(15);
});

test('a short run is evaluated on something that says something', () => {
  expect(chooseEvaluation({ ...sizes, steps: 5 }, 1e6)).toEqual({ evalEvery: 1, evalBatches: 8 });
});

test('so is one whose batches are single names: on 128 windows of 16 tokens', () => {
  const small = { batch: 1, accumulate: 1, block: 16, steps: 1000 };
  expect(chooseEvaluation(small, 22_000)).toEqual({ evalEvery: 50, evalBatches: 128 });
});
