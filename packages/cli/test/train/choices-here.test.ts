import { expect, test, vi } from 'vitest';
import { choicesHere } from '../../src/train/choices-here.ts';

vi.mock('../../src/plan/measure-speed.ts', () => ({ measureSpeed: () => Promise.resolve(1) }));

/** The plan for a minute that began so many seconds ago. */
function planAfter(elapsed: number) {
  const tokens = { trainingTokens: 1e6, validationTokens: 1e5, vocabSize: 65, longest: 1e6 };
  const given = { time: 60, layers: 2, heads: 2, embd: 32, block: 32 };
  const facts = { kind: 'text', characters: 1.1e6, documents: 1, ...tokens, engine: 'wasm', given } as const;
  return choicesHere.plan({ ...facts, elapsed });
}

test('the plan is for the time that start-up leaves, at least half, and is called by the time that was given', async () => {
  const [whole, less, least] = await Promise.all([0, 15, 45].map(planAfter));
  const steps = ({ settings }: typeof whole) => settings.steps ?? NaN;
  expect(steps(less) / steps(whole)).toBeCloseTo(0.75, 2);
  expect(steps(least) / steps(whole)).toBeCloseTo(0.5, 2);
  expect(less.reason).toBe('chosen for 1 min on this machine');
});
