import { CharTokenizer } from '@microgpt/tokenizer';
import { expect, test } from 'vitest';
import { textBeginning } from '../../src/index.ts';

test('running text begins after a line feed', () => {
  const tokenizer = CharTokenizer.train(['ab\n']);
  expect(textBeginning(tokenizer, 'a')).toBe(tokenizer.encode('\n')[0]);
});

test('text without line feeds begins after its first character, whatever its length in UTF-16', () => {
  const tokenizer = CharTokenizer.train(['🌱ab']);
  expect(textBeginning(tokenizer, '🌱')).toBe(tokenizer.encode('🌱')[0]);
});

test('nothing tells how a text begins that is not known', () => {
  expect(textBeginning(CharTokenizer.train(['ab']), '')).toBeUndefined();
  expect(textBeginning(CharTokenizer.train(['ab']), 'z')).toBeUndefined();
});
