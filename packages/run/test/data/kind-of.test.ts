import { expect, test } from 'vitest';
import { kindOf } from '../../src/index.ts';

test('a model without a run has the kind of its batches, of which only windows are random', () => {
  expect(kindOf({ extra: null, batches: { position: 3, random: {} } })).toBe('text');
  expect(kindOf({ extra: null, batches: { position: 3 } })).toBe('lines');
});

test('a model of another program has none', () => {
  expect(kindOf({ extra: { step: 3 }, batches: null })).toBeUndefined();
});
