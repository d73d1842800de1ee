import { BytePairTokenizer, CharTokenizer } from '@microgpt/tokenizer';
import { expect, test } from 'vitest';
import { isKnown, tryEncode } from '../../src/data/try-encode.ts';

const names = CharTokenizer.train(['emma', 'zoe']);

test('a text whose characters are known has tokens', () => {
  expect(tryEncode(names, 'zoe')).toEqual({ ids: names.encode('zoe') });
});

test('for another text, it returns the unknown characters in order, each once, and the known ones', () => {
  expect(tryEncode(names, 'ZZëmma')).toEqual({ unknown: ['Z', 'ë'], known: ['a', 'e', 'm', 'o', 'z'] });
});

test('for a tokenizer whose tokens are not characters, it returns only the unknown ones', () => {
  const specialTokens = { '<|endoftext|>': 2 };
  const options = { type: 'byte-pair', pattern: 'gpt2', specialTokens, bos: '<|endoftext|>' } as const;
  const bytes = BytePairTokenizer.fromJSON({ ...options, tokens: ['a', 'b', null] });
  expect(tryEncode(bytes, 'abc')).toEqual({ unknown: ['c'], known: undefined });
  expect(isKnown(bytes, 'a')).toBe(true);
});
