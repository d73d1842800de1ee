import { BytePairTokenizer, CharTokenizer } from '@microgpt/tokenizer';
import { expect, test } from 'vitest';
import { isKnown, tryEncode } from '../../src/data/try-encode.ts';

const names = CharTokenizer.train(['emma', 'zoe']);

test('a text whose characters are known has tokens', () => {
  expect(tryEncode(names, 'zoe')).toEqual({ ids: names.encode('zoe') });
});

test('of another text, it tells the unknown characters in their order, each once, and those that are known', () => {
  expect(tryEncode(names, 'ZZëmma')).toEqual({ unknown: ['Z', 'ë'], known: ['a', 'e', 'm', 'o', 'z'] });
});

test('of a tokenizer whose tokens are not characters, it tells the unknown ones alone', () => {
  const specialTokens = { '<|endoftext|>': 2 };
  const options = { type: 'byte-pair', pattern: 'gpt2', specialTokens, bos: '<|endoftext|>' } as const;
  const bytes = BytePairTokenizer.fromJSON({ ...options, tokens: ['a', 'b', null] });
  expect(tryEncode(bytes, 'abc')).toEqual({ unknown: ['c'], known: undefined });
  expect(isKnown(bytes, 'a')).toBe(true);
});
