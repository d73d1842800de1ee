import { usualSettings } from '@microgpt/run';
import { expect, test } from 'vitest';
import { refusalOf } from '../../src/views/train/settings/refusal-of.ts';

const settings = { ...usualSettings, heads: 4, embd: 16 };

test('a width that the heads divide is taken', () => {
  expect(refusalOf('embd', 32, settings)).toBeUndefined();
});

test('a width that the heads do not divide names the next ones that they do', () => {
  expect(refusalOf('embd', 18, settings)).toContain('16 or 20');
  expect(refusalOf('embd', 3, settings)).toMatch(/multiple of 4\. Try 4\.$/);
});

test('heads that do not divide the width name those that do', () => {
  expect(refusalOf('heads', 5, settings)).toContain('4 or 8');
  expect(refusalOf('heads', 12, { ...settings, embd: 22 })).toContain('Try 11');
});

test('other settings fit whatever the width is', () => {
  expect(refusalOf('layers', 5, settings)).toBeUndefined();
});
