import { wasm } from '@microgpt/wasm';
import { expect, test } from 'vitest';
import { choicesFor } from '../../src/plan/choices-for.ts';
import { presets } from '../../src/settings/presets.ts';

const choices = choicesFor(() => wasm());

test('the reason for a plan is the time that was given, and none if all sizes and steps were', async () => {
  const tokens = { trainingTokens: 1e6, validationTokens: 1e5, vocabSize: 65, longest: 1e6 };
  const facts = { kind: 'text', characters: 1.1e6, documents: 1, ...tokens, engine: 'wasm', elapsed: 15 } as const;
  const timed = await choices.plan({ ...facts, given: { time: 60 } });
  expect(timed.reason).toBe('chosen for 1 min on this machine');
  const given = { steps: 10, layers: 2, heads: 2, embd: 32, block: 32, batch: 4 };
  expect((await choices.plan({ ...facts, given })).reason).toBeUndefined();
});

test('the speed is not measured if nothing is left to choose', async () => {
  const refusing = choicesFor(() => {
    throw new Error('the engine is not needed');
  });
  const tokens = { trainingTokens: 1000, validationTokens: 0, vocabSize: 27, longest: 10 };
  const facts = { kind: 'lines', characters: 1000, documents: 100, ...tokens, engine: 'wasm', elapsed: 0 } as const;
  const given = { ...presets.names, weightDecay: 0.1 };
  expect(await refusing.plan({ ...facts, given })).toEqual({ settings: {} });
  await expect(refusing.plan({ ...facts, given: { ...given, lr: undefined } })).rejects.toThrow('not needed');
});
