import { expect, test } from 'vitest';
import { containsIn } from '../../src/index.ts';

test('lines contain a text that is one of them', () => {
  const isIn = containsIn(['anna', 'mary'], 'lines');
  expect(['anna', 'ann', ''].map(isIn)).toEqual([true, false, false]);
});

test('running text contains its parts', () => {
  const isIn = containsIn(['the cat sat'], 'text');
  expect(['cat s', 'dog'].map(isIn)).toEqual([true, false]);
});
