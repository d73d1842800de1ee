import { expect, test } from 'vitest';
import { choicesHere, timeLeft } from '../../src/train/choices-here.ts';

test('the plan is for the time that start-up leaves, at least half', () => {
  expect([0, 15, 45].map((elapsed) => timeLeft(60, elapsed))).toEqual([60, 45, 30]);
});

test('the reason for a plan is the time that was given, and none if all sizes and steps were', async () => {
  const tokens = { trainingTokens: 1e6, validationTokens: 1e5, vocabSize: 65, longest: 1e6 };
  const facts = { kind: 'text', characters: 1.1e6, documents: 1, ...tokens, engine: 'wasm', elapsed: 15 } as const;
  const timed = await choicesHere.plan({ ...facts, given: { time: 60 } });
  expect(timed.reason).toBe('chosen for 1 min on this machine');
  const given = { steps: 10, layers: 2, heads: 2, embd: 32, block: 32, batch: 4 };
  expect((await choicesHere.plan({ ...facts, given })).reason).toBeUndefined();
});
