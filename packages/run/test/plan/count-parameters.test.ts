import { cpu } from '@microgpt/autograd';
import { GPT } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkOf } from '../../src/loop/network-of.ts';
import { countParameters } from '../../src/plan/count-parameters.ts';
import { presets } from '../../src/settings/presets.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';

test('countParameters counts those of the network that is made', () => {
  const settings = fc.record({
    architecture: fc.constantFrom('microgpt' as const, 'gpt2' as const),
    layers: fc.integer({ min: 1, max: 3 }),
    heads: fc.constant(2),
    embd: fc.integer({ min: 1, max: 6 }).map((half) => 2 * half),
    block: fc.integer({ min: 1, max: 9 }),
    bias: fc.boolean(),
    tieHead: fc.boolean(),
    activation: fc.constant('relu' as const),
    dropout: fc.constantFrom(0, 0.1),
  });
  fc.assert(
    fc.property(settings, fc.integer({ min: 1, max: 30 }), (network, vocabSize) => {
      const model = new GPT(networkOf(network, vocabSize), Initializer.blank(cpu));
      expect(countParameters(network, vocabSize)).toBe(model.parameterCount());
    }),
  );
});

test('countParameters gives the 4,192 of the original microgpt, and the 124,439,808 of GPT-2', () => {
  expect(countParameters(resolveSettings(presets.names, {}), 27)).toBe(4192);
  expect(countParameters(resolveSettings(presets.gpt2, {}), 50257)).toBe(124_439_808);
});
