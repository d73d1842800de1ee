import { expect, test } from 'vitest';
import { evaluatedTokens } from '../../src/plan/evaluated-tokens.ts';
import { smallRun } from '../testing/small-run.ts';

const data = { documents: 1, trainingTokens: 90_000, validationTokens: 10_000 };
const text = { kind: 'text', batch: 4, block: 32, evalBatches: 10 } as const;

test('an evaluation guesses the tokens of its windows, and no more than are held out', () => {
  expect(evaluatedTokens(text, data)).toBe(10 * 4 * 32);
  expect(evaluatedTokens({ ...text, evalBatches: 1000 }, data)).toBe(10_000);
  expect(evaluatedTokens({ ...text, evalBatches: 0 }, data)).toBe(10_000);
});

test('a line is as long as the mean of the lines, and no longer than a window', () => {
  const settings = { ...text, kind: 'lines' } as const;
  expect(evaluatedTokens(settings, { ...data, documents: 10_000 })).toBe(10 * 4 * 10);
  expect(evaluatedTokens(settings, { ...data, documents: 1000 })).toBe(10 * 4 * 32);
});

test('it is about what the batches of an evaluation hold', async () => {
  const run = await smallRun({ kind: 'lines', validation: 0.5, block: 32, batch: 2, evalBatches: 4 });
  const { dataset, rng, settings } = run;
  const { batches, count } = dataset.evaluation({ blockSize: 32, batchSize: 2 }, 4, rng) ?? { batches: [], count: 0 };
  let tokens = 0;
  let left = count;
  for (const { inputs } of batches) {
    if (left-- === 0) break;
    for (const { length } of inputs) tokens += length;
  }
  const about = evaluatedTokens(settings, run.data);
  expect(about / tokens).toBeGreaterThan(0.8);
  expect(about / tokens).toBeLessThan(1.25);
});
