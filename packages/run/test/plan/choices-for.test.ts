import { wasm } from '@microgpt/wasm';
import { expect, test } from 'vitest';
import { choicesFor } from '../../src/plan/choices-for.ts';

const choices = choicesFor(() => wasm());

test('the reason for a plan is the time that was given, and none if all sizes and steps were', async () => {
  const tokens = { trainingTokens: 1e6, validationTokens: 1e5, vocabSize: 65, longest: 1e6 };
  const facts = { kind: 'text', characters: 1.1e6, documents: 1, ...tokens, engine: 'wasm', elapsed: 15 } as const;
  const timed = await choices.plan({ ...facts, given: { time: 60 } });
  expect(timed.reason).toBe('chosen for 1 min on this machine');
  const given = { steps: 10, layers: 2, heads: 2, embd: 32, block: 32, batch: 4 };
  expect((await choices.plan({ ...facts, given })).reason).toBeUndefined();
});
