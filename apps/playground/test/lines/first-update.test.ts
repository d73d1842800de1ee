import { cpu } from '@microgpt/autograd';
import { GPT } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { createOptimizer, presets, resolveSettings, type Settings } from '@microgpt/run';
import { expect, test } from 'vitest';
import { firstUpdate } from '../../src/views/lines/state/first-update.ts';

const names: Settings = { ...resolveSettings({ ...presets.names }, {}), weightDecay: 0.1, steps: 1000 };

test.each(['adam', 'adamw', 'sgd'] as const)('the first update of %s is that of the package', (optimizer) => {
  const settings = { ...names, optimizer };
  const model = new GPT(
    { vocabSize: 5, blockSize: 4, nLayer: 1, nHead: 1, nEmbd: 4 },
    new Initializer(cpu, new Random(1)),
  );
  model
    .forward([[4, 0, 2]])
    .crossEntropy([0, 2, 4])
    .backward();
  const [before] = model.wte.weight.toFlat();
  const [gradient] = model.wte.weight.grad?.toFlat() ?? [NaN];
  expect(gradient).not.toBe(0);
  const { rate, change } = firstUpdate(settings, 400, before, gradient);
  expect(rate).toBeCloseTo(0.006, 12); // 600 of 1,000 steps are left
  createOptimizer(model, settings, () => rate).step();
  expect(before + change).toBeCloseTo(model.wte.weight.toFlat()[0], 12);
});

test('after the last step, the rate is that of the last step', () => {
  expect(firstUpdate(names, 1000, 0, 1).rate).toBeCloseTo(1e-5, 12);
  expect(firstUpdate(names, 999, 0, 1).rate).toBeCloseTo(1e-5, 12);
});

test('a gradient of 0 changes nothing', () => {
  expect(firstUpdate(names, 0, 0.5, 0).change).toBeCloseTo(0, 12);
});
