import { expect, test, vi } from 'vitest';
import { choicesHere } from '../../src/train/choices-here.ts';

vi.mock('../../src/plan/measure-speed.ts', () => ({ measureSpeed: () => Promise.resolve(1) }));

/** The number of steps in a minute that begins so many seconds ago. */
async function stepsAfter(elapsed: number): Promise<number> {
  const tokens = { trainingTokens: 1e6, validationTokens: 1e5, vocabSize: 65, longest: 1e6 };
  const given = { time: 60, layers: 2, heads: 2, embd: 32, block: 32, batch: 4 };
  const facts = { kind: 'text', characters: 1.1e6, documents: 1, ...tokens, engine: 'wasm', given } as const;
  const { settings } = await choicesHere.plan({ ...facts, elapsed });
  return settings.steps ?? NaN;
}

test('the plan is for the time that start-up leaves, at least half', async () => {
  const steps = await stepsAfter(0);
  expect((await stepsAfter(15)) / steps).toBeCloseTo(0.75, 2);
  expect((await stepsAfter(45)) / steps).toBeCloseTo(0.5, 2);
});
