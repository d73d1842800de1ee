import { describe, expect, test } from 'vitest';
import { presets } from '../../src/settings/presets.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';
import { usualSettings } from '../../src/settings/usual-settings.ts';

test('what was given wins over what was chosen, which wins over what is usual', () => {
  const settings = resolveSettings({ layers: 2, seed: undefined }, { layers: 6, batch: 32 });
  expect(settings).toEqual({ ...usualSettings, layers: 2, batch: 32 });
});

test('GPT-2 has its usual biases, activation, tied head and initial weights', () => {
  const expected = { bias: true, activation: 'gelu-tanh', tieHead: true, std: 0.02 };
  expect(resolveSettings({ architecture: 'gpt2' }, {})).toMatchObject(expected);
  const chosen = { architecture: 'microgpt', bias: false, activation: 'relu', std: 0.05, embd: 96 } as const;
  expect(resolveSettings({ architecture: 'gpt2' }, chosen)).toMatchObject({ ...expected, embd: 96 });
  expect(resolveSettings({ architecture: 'microgpt' }, chosen)).toMatchObject(chosen);
});

describe('what was chosen gives way to what was given', () => {
  test.each([
    [{ embd: 30 }, { embd: 64, heads: 4 }, { embd: 30, heads: 3 }],
    [{ embd: 7 }, { embd: 64, heads: 4 }, { embd: 7, heads: 1 }],
    [{ heads: 6 }, { embd: 64, heads: 4 }, { embd: 66, heads: 6 }],
    [{ lr: 0.01 }, { lr: 0.001, minLr: 0.0001 }, { lr: 0.01, minLr: 0.001 }],
    [
      { lr: 0.01, minLr: 0 },
      { lr: 0.001, minLr: 0.0001 },
      { lr: 0.01, minLr: 0 },
    ],
    [{ time: 60 }, { steps: 500 }, { steps: null, time: 60 }],
    [{ steps: 100 }, { time: 20 }, { steps: 100, time: null }],
    [{}, { time: 20 }, { steps: null, time: 20 }],
  ])('given %j, chosen %j: %j', (given, chosen, expected) => {
    expect(resolveSettings(given, chosen)).toMatchObject(expected);
  });
});

test('the preset names has the settings of the original microgpt', () => {
  expect(resolveSettings(presets.names, {})).toMatchObject({
    ...{ layers: 1, heads: 4, embd: 16, block: 16, batch: 1, steps: 1000, lr: 0.01, beta1: 0.85, beta2: 0.99 },
    ...{ seed: 42, temperature: 0.5 },
  });
});
