import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BytePairTokenizer, CharTokenizer, type Tokenizer, encodePieces } from '../src/index.ts';
import { anyText, twentyScripts } from './texts.ts';
import { cl100k } from './vocabularies.ts';

const chars = CharTokenizer.train([
  Array.from({ length: 0x10000 }, (_, unit) => `${String.fromCharCode(unit)} `).join(''),
]);
const options = { vocabSize: 500 };

describe.each<[string, Tokenizer]>([
  ['characters', chars],
  ['byte pairs, GPT-2 pattern', BytePairTokenizer.train([twentyScripts], options)],
  ['byte pairs, GPT-4 pattern', BytePairTokenizer.train([twentyScripts], { ...options, pattern: 'gpt4' })],
])('%s', (_, tokenizer) => {
  test('the ids are those of the whole text, however it is cut', async () => {
    // Longer than the text that is collected before a cut, made of texts that begin and end in every way.
    const texts = fc.sample(anyText, { numRuns: 30_000, seed: 3 });
    const whole = texts.join('');
    expect(whole.length).toBeGreaterThan(4 * 65_536);
    const expected = tokenizer.encode(whole);
    expect(Array.from(await encodePieces(tokenizer, texts))).toEqual(expected);
    for (const size of [1000, 65_537, 1e9]) {
      expect(Array.from(await encodePieces(tokenizer, cut(whole, size)))).toEqual(expected);
    }
  });

  test('a cut is safe, whatever text follows', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, following) => {
        const at = tokenizer.safeCut?.(text) ?? 0;
        const whole = text + following;
        const ids = [...tokenizer.encode(whole.slice(0, at)), ...tokenizer.encode(whole.slice(at))];
        expect(ids).toEqual(tokenizer.encode(whole));
      }),
      { numRuns: 5000 },
    );
  });
});

test('a tokenizer gets bounded pieces of a long text', async () => {
  const lengths: number[] = [];
  const tokenizer = BytePairTokenizer.train([twentyScripts], options);
  const counting: Tokenizer = {
    ...{ bos: tokenizer.bos, vocabSize: tokenizer.vocabSize, toJSON: () => null },
    decode: (ids) => tokenizer.decode(ids),
    safeCut: (text) => tokenizer.safeCut(text),
    encode: (text) => {
      lengths.push(text.length);
      return tokenizer.encode(text);
    },
  };
  const text = 'to be or not to be '.repeat(100_000);
  for (const pieces of [cut(text, 500), [text]]) {
    lengths.length = 0;
    expect(Array.from(await encodePieces(counting, pieces))).toEqual(tokenizer.encode(text));
    expect(Math.max(...lengths)).toBeLessThan(2 * 65_536);
    expect(lengths.length).toBeGreaterThan(20);
  }
});

test('pieces may be asynchronous, and one of them may be half a character', async () => {
  async function* pieces() {
    yield 'Zo\uD83E';
    await Promise.resolve();
    yield '\uDDC0ë';
  }
  const tokenizer = BytePairTokenizer.train([], { vocabSize: 257 });
  expect(tokenizer.decode(await encodePieces(tokenizer, pieces()))).toBe('Zo🧀ë');
});

test('a tokenizer without safeCut gets the whole text', async () => {
  const words: Tokenizer = {
    bos: 0,
    vocabSize: 100,
    encode: (text) => text.split(' ').map((word) => word.length),
    decode: () => '',
    toJSON: () => null,
  };
  expect(await encodePieces(words, ['to b', 'e or n', 'ot'])).toEqual(Uint16Array.of(2, 2, 2, 3));
});

test('ids take two bytes each if 65,536 ids are enough, otherwise four', async () => {
  expect(await encodePieces(cl100k(), ['hello'])).toEqual(Uint32Array.of(15339));
  expect(await encodePieces(BytePairTokenizer.train([], { vocabSize: 257 }), ['!'])).toEqual(Uint16Array.of(0));
  expect(await encodePieces(chars, [])).toHaveLength(0);
});

test('the time for an endless word is proportional to its length', async () => {
  const start = performance.now();
  const ids = await encodePieces(BytePairTokenizer.train([], { vocabSize: 257 }), cut('a'.repeat(2_000_000), 100));
  expect(ids).toHaveLength(2_000_000);
  expect(performance.now() - start).toBeLessThan(8000);
});

test.each<[string, unknown, string]>([
  ['no pieces', undefined, 'encodePieces: expected pieces in an iterable, got undefined'],
  [
    'a number among the pieces',
    ['a', 3],
    'encodePieces: expected pieces of text, decoded from bytes as a TextDecoder does, got 3',
  ],
])('refuses %s', async (_, pieces, message) => {
  await expect(encodePieces(chars, pieces as string[])).rejects.toThrow(new TypeError(message));
});

function* cut(text: string, size: number): Generator<string> {
  for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size);
}
