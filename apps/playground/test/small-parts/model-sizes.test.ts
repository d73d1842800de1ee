import { expect, test } from 'vitest';
import { includedTexts } from '../../src/data/included-texts.ts';
import { baseSettings } from '../../src/session/config.ts';
import { isWithinLimits } from '../../src/session/setting-limits.ts';
import { modelSizes, sizeOf } from '../../src/views/train/settings/model-sizes.ts';

test.each(includedTexts)(
  'the sizes for $title fit: the heads divide the width, and all is within the limits',
  ({ id }) => {
    for (const { network } of modelSizes(id)) {
      expect(network.embd % network.heads).toBe(0);
      expect(isWithinLimits('layers', network.layers) && isWithinLimits('embd', network.embd)).toBe(true);
    }
  },
);

test.each(includedTexts)(
  'the settings of $title are those of its first size, and each size is found again',
  ({ id }) => {
    const sizes = modelSizes(id);
    expect(sizeOf(sizes, baseSettings(id))).toBe('base');
    for (const size of sizes) expect(sizeOf(sizes, size.network)).toBe(size.id);
  },
);

test('settings of no size have no name', () => {
  expect(sizeOf(modelSizes('names'), { ...baseSettings('names'), embd: 20 })).toBeUndefined();
});

test('the shape of GPT-2 has its biases and its activation', () => {
  const shape = modelSizes('names').find(({ id }) => id === 'gpt2');
  expect(shape?.network).toMatchObject({ architecture: 'gpt2', bias: true, activation: 'gelu-tanh', tieHead: true });
});
