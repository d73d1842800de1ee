import { wasm } from '@microgpt/wasm';
import { expect, test } from 'vitest';
import { choicesFor, type ChoicesOptions } from '../../src/plan/choices-for.ts';
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

test('a program may want another time, and no more than some passes over the text', async () => {
  const lines = { kind: 'lines', documents: 100, trainingTokens: 700, validationTokens: 0, longest: 10 } as const;
  const facts = { ...lines, vocabSize: 27, characters: 1000, engine: 'wasm', elapsed: 0, given: {} } as const;
  const planned = async (options: ChoicesOptions) => {
    const { settings, reason } = await choicesFor(() => wasm(), options).plan(facts);
    return { steps: settings.steps ?? 0, batch: settings.batch ?? 0, reason };
  };
  const free = await planned({ seconds: 20 });
  expect(free.reason).toBe('chosen for about 20 s on this machine');
  const { steps, batch } = await planned({ seconds: 20, mostPasses: 2 });
  expect(steps).toBe(Math.round((2 * 100) / batch)); // less than 100, so two digits are all
  expect(free.steps).toBeGreaterThan(10 * steps);
  expect((await planned({ seconds: 20, mostPasses: 2, leastSteps: 500 })).steps).toBe(500);
});

test('a pass over a running text is all of its windows', async () => {
  const text = { kind: 'text', documents: 1, trainingTokens: 10_000, validationTokens: 0, longest: 10_000 } as const;
  const given = { batch: 4, block: 10, accumulate: 5 };
  const facts = { ...text, vocabSize: 27, characters: 10_000, engine: 'wasm', elapsed: 0, given } as const;
  const { settings } = await choicesFor(() => wasm(), { mostPasses: 1 }).plan(facts);
  expect(settings.steps).toBe(10_000 / (4 * 10 * 5));
});
