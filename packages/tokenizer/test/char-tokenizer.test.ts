import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CharTokenizer } from '../src/index.ts';

/** Any string that JavaScript can hold: astral characters, combining marks, lone surrogates, the empty string. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.array(fc.constantFrom('e\u0301', '\u{1F600}', '\uD83D', '\uDE00', '👩‍👩‍👧', 'ａ')).map((parts) => parts.join('')),
);

/** Texts that hold at least one character, so that there is something to train on. */
const anyTexts = fc.array(anyText).filter((texts) => texts.join('') !== '');

describe('train', () => {
  test('gives the characters ids 0 … n − 1 in the order of code points, and bos the id n', () => {
    const tokenizer = CharTokenizer.train(['emma', 'ava']);
    expect(tokenizer.chars).toEqual(['a', 'e', 'm', 'v']);
    expect(tokenizer.bos).toBe(4);
    expect(tokenizer.vocabSize).toBe(5);
    expect(tokenizer.encode('mave')).toEqual([2, 0, 3, 1]);
  });

  test('orders by code point, not by UTF-16 unit: U+FF5E comes before U+1F600', () => {
    // As units the emoji is D83D DE00, and D83D < FF5E: JavaScript's own sort would put it first.
    expect(['\u{1F600}', '\uFF5E'].sort()).toEqual(['\u{1F600}', '\uFF5E']);
    expect(CharTokenizer.train(['\u{1F600}\uFF5E']).chars).toEqual(['\uFF5E', '\u{1F600}']);
  });

  test('does not depend on the order or the number of the texts', () => {
    fc.assert(
      fc.property(anyTexts, (texts) => {
        const { chars } = CharTokenizer.train(texts);
        expect(CharTokenizer.train([...texts, ...texts].reverse()).chars).toEqual(chars);
      }),
    );
  });

  test('takes any iterable, also a generator', () => {
    function* texts() {
      yield 'b';
      yield 'a';
    }
    expect(CharTokenizer.train(texts()).chars).toEqual(['a', 'b']);
  });

  test.each([[[]], [['']], [['', '']]])('refuses texts without a character: %j', (texts) => {
    expect(() => CharTokenizer.train(texts)).toThrow(
      new RangeError('CharTokenizer.train: the texts hold no character; pass at least one'),
    );
  });
});

describe('encode and decode', () => {
  test('encode gives of the beginning as many tokens as are wanted', () => {
    fc.assert(
      fc.property(anyTexts, fc.nat(20), (texts, maxTokens) => {
        const tokenizer = CharTokenizer.train(texts);
        for (const text of texts) {
          expect(tokenizer.encode(text, { maxTokens })).toEqual(tokenizer.encode(text).slice(0, maxTokens));
        }
      }),
    );
    expect(CharTokenizer.train(['a']).encode('ab', { maxTokens: 1 })).toEqual([0]); // b was not looked at
  });

  test('round trip: every text of the training set comes back unit by unit', () => {
    fc.assert(
      fc.property(anyTexts, (texts) => {
        const tokenizer = CharTokenizer.train(texts);
        for (const text of texts) expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      }),
    );
  });

  test('one id for each code point, all of them below bos', () => {
    fc.assert(
      fc.property(anyTexts, (texts) => {
        const tokenizer = CharTokenizer.train(texts);
        for (const text of texts) {
          const ids = tokenizer.encode(text);
          expect(ids).toHaveLength(Array.from(text).length);
          expect(ids.every((id) => id >= 0 && id < tokenizer.bos)).toBe(true);
        }
      }),
    );
  });

  test('the empty text has no ids, and no ids are the empty text', () => {
    const tokenizer = CharTokenizer.train(['a']);
    expect(tokenizer.encode('')).toEqual([]);
    expect(tokenizer.decode([])).toBe('');
  });

  test('a combining mark is a character of its own, and nothing is normalised', () => {
    const tokenizer = CharTokenizer.train(['e\u0301', '\u00E9']);
    expect(tokenizer.chars).toEqual(['e', '\u00E9', '\u0301']);
    expect(tokenizer.encode('e\u0301')).toEqual([0, 2]);
    expect(tokenizer.encode('\u00E9')).toEqual([1]);
  });

  test('a lone surrogate is a character of its own', () => {
    const tokenizer = CharTokenizer.train(['\uD83D', '\u{1F600}']);
    expect(tokenizer.encode('\uD83D')).toEqual([0]);
    expect(tokenizer.encode('\u{1F600}')).toEqual([1]);
  });

  test.each([
    ['é', 'CharTokenizer.encode: "é" (U+00E9) is not in the vocabulary; train on text that contains it'],
    ['\n', 'CharTokenizer.encode: "\n" (U+000A) is not in the vocabulary; train on text that contains it'],
    ['😀', 'CharTokenizer.encode: "😀" (U+1F600) is not in the vocabulary; train on text that contains it'],
    ['\uDE00', 'CharTokenizer.encode: "\uDE00" (U+DE00) is not in the vocabulary; train on text that contains it'],
  ])('an unknown character is named with its code point: %j', (char, message) => {
    const tokenizer = CharTokenizer.train(['abc']);
    expect(() => tokenizer.encode(`ab${char}c`)).toThrow(new RangeError(message));
  });

  test('bos has no text and is left out when decoding', () => {
    const tokenizer = CharTokenizer.train(['ab']);
    const { bos } = tokenizer;
    expect(tokenizer.decode([bos, ...tokenizer.encode('ba'), bos])).toBe('ba');
  });

  test('decode takes any iterable, also a typed array', () => {
    expect(CharTokenizer.train(['ab']).decode(Int32Array.of(1, 0))).toBe('ba');
  });

  test.each([-1, 4, 0.5, NaN, Infinity])('decode refuses the id %d, naming the range', (id) => {
    const tokenizer = CharTokenizer.train(['abc']);
    expect(() => tokenizer.decode([0, id])).toThrow(
      new RangeError(`CharTokenizer.decode: id ${id} must be an integer from 0 to 3`),
    );
  });
});

describe('toJSON and fromJSON', () => {
  test('round trip through JSON.stringify: the same ids for every text', () => {
    fc.assert(
      fc.property(anyTexts, (texts) => {
        const tokenizer = CharTokenizer.train(texts);
        const restored = CharTokenizer.fromJSON(JSON.parse(JSON.stringify(tokenizer)));
        expect(restored.chars).toEqual(tokenizer.chars);
        expect(restored.bos).toBe(tokenizer.bos);
        for (const text of texts) expect(restored.encode(text)).toEqual(tokenizer.encode(text));
      }),
    );
  });

  test('the order of the characters is kept, whatever it is: ids must not change', () => {
    const tokenizer = CharTokenizer.fromJSON({ type: 'char', chars: ['z', 'a'] });
    expect(tokenizer.encode('az')).toEqual([1, 0]);
  });

  test('changing the JSON afterwards does not change the tokenizer', () => {
    const json = { type: 'char', chars: ['a', 'b'] };
    const tokenizer = CharTokenizer.fromJSON(json);
    json.chars[0] = 'z';
    expect(tokenizer.decode(tokenizer.encode('ab'))).toBe('ab');
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['a string', 'char'],
    ['an array', ['a']],
    ['nothing in it', {}],
    ['another type', { type: 'bpe', chars: ['a'] }],
    ['no characters', { type: 'char' }],
    ['an empty list of characters', { type: 'char', chars: [] }],
    ['characters in one string', { type: 'char', chars: 'abc' }],
    ['two characters in one', { type: 'char', chars: ['ab'] }],
    ['an empty character', { type: 'char', chars: ['a', ''] }],
    ['a character twice', { type: 'char', chars: ['a', 'b', 'a'] }],
    ['a number for a character', { type: 'char', chars: ['a', 1] }],
    ['a hole in the list', { type: 'char', chars: ['a', null] }],
  ])('refuses %s', (_, json) => {
    expect(() => CharTokenizer.fromJSON(json)).toThrow(
      new TypeError('CharTokenizer.fromJSON: expected { type: "char", chars: [different characters] }'),
    );
  });
});
