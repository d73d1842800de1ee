import type { GivenSettings } from '@microgpt/run';
import { describe, expect, test } from 'vitest';
import { UsageError } from '@microgpt/terminal';
import { mergeSettings } from '../../src/settings/merge-settings.ts';

function merge(preset: GivenSettings, config: GivenSettings, flags: GivenSettings): GivenSettings {
  return mergeSettings([
    { from: { preset: 'names' }, settings: preset },
    { from: { config: `${process.cwd()}/microgpt.config.ts` }, settings: config },
    { from: 'flags', settings: flags },
  ]);
}

test('flags win over the config file, which wins over the preset', () => {
  const preset = { layers: 1, heads: 1, embd: 4 };
  expect(merge(preset, { heads: 2, embd: 8 }, { embd: 16 })).toEqual({ layers: 1, heads: 2, embd: 16 });
});

test('a setting that is undefined is not given', () => {
  expect(merge({ layers: 1 }, {}, { layers: undefined, lr: undefined })).toEqual({ layers: 1 });
});

test('a time replaces the steps of an earlier source, and steps replace a time', () => {
  expect(merge({ steps: 1000 }, {}, { time: 60 })).toEqual({ steps: undefined, time: 60 });
  expect(merge({ steps: 1000 }, { time: 60 }, { steps: 5 })).toEqual({ steps: 5, time: undefined });
});

describe('contradictions are errors that say what was written where', () => {
  test.each<[GivenSettings, GivenSettings, GivenSettings, string]>([
    [{}, {}, { steps: 10, time: 60 }, '--steps 10 and --time 60: a run ends after a number of steps or after a time'],
    [{}, { steps: 10, time: 60 }, {}, 'steps: 10 (microgpt.config.ts) and time: 60 (microgpt.config.ts): a run ends'],
    [{}, {}, { embd: 30, heads: 4 }, '--embd 30 is not divisible by --heads 4; give a multiple of 4'],
    [{ heads: 4 }, {}, { embd: 30 }, '--embd 30 is not divisible by heads: 4 (preset names); give a multiple of 4'],
    [{}, { minLr: 0.1 }, { lr: 0.01 }, 'minLr: 0.1 (microgpt.config.ts) is above --lr 0.01, but the rate falls'],
    [{}, {}, { optimizer: 'adamw', momentum: 0.9 }, '--momentum 0.9 has no effect with --optimizer adamw; leave one'],
    [{}, { optimizer: 'sgd' }, { beta2: 0.9 }, '--beta2 0.9 has no effect with optimizer: sgd (microgpt.config.ts)'],
    [{}, {}, { optimizer: 'adam', weightDecay: 0.1 }, '--weight-decay 0.1 has no effect with --optimizer adam'],
    [{}, {}, { tokenizer: 'characters', vocab: 500 }, '--vocab 500 has no effect with --tokenizer characters'],
    [{}, {}, { schedule: 'constant', minLr: 0 }, '--min-lr 0 has no effect with --schedule constant'],
    [{}, {}, { validation: 0, evalEvery: 5 }, '--eval-every 5 has no effect with --validation 0'],
  ])('%j, %j, %j', (preset, config, flags, message) => {
    expect(() => merge(preset, config, flags)).toThrow(UsageError);
    expect(() => merge(preset, config, flags)).toThrow(message);
  });

  test('what a preset says may be without effect', () => {
    expect(merge({ minLr: 0 }, {}, { schedule: 'constant' })).toEqual({ minLr: 0, schedule: 'constant' });
  });
});
