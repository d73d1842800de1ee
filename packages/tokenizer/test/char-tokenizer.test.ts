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

  test('takes a string as a list of one-character texts', () => {
    expect(CharTokenizer.train('ab\u{1F600}').chars).toEqual(['a', 'b', '\u{1F600}']);
  });

  test('gives a vocabulary that cannot be changed', () => {
    const { chars } = CharTokenizer.train(['ab']);
    expect(() => (chars as string[]).push('c')).toThrow(TypeError);
  });

  test.each([[[]], [['']], [['', '']]])('refuses texts without a character: %j', (texts) => {
    expect(() => CharTokenizer.train(texts)).toThrow(
      new RangeError('CharTokenizer.train: the texts have no characters; pass at least one'),
    );
  });
});

describe('encode and decode', () => {
  test('encode gives at most maxTokens tokens, from the beginning', () => {
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

  test('two adjacent lone surrogates are encoded as the character they form, or one by one if that is unknown', () => {
    const halves = CharTokenizer.train(['\uD83D', '\uDE00', 'a']);
    expect(halves.decode([1, 2])).toBe('\u{1F600}');
    expect(halves.encode('\u{1F600}')).toEqual([1, 2]);
    expect(halves.encode('a\u{1F600}\uDE00\uD83Da')).toEqual([0, 1, 2, 2, 1, 0]);
    const all = CharTokenizer.train(['\uD83D', '\uDE00', '\u{1F600}']);
    expect(all.encode(all.decode([0, 1]))).toEqual([2]);
  });

  test.each([['\uD83D'], ['\uDE00']])('an error names the whole character if only one half is known', (half) => {
    expect(() => CharTokenizer.train(['a', half]).encode('a\u{1F600}a')).toThrow('"\u{1F600}" (U+1F600)');
  });

  test('safeCut finds an index at which any text can be cut, even if surrogates follow', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, following) => {
        const whole = text + following;
        fc.pre(whole !== '');
        const tokenizer = CharTokenizer.train([whole]);
        const cut = tokenizer.safeCut(text);
        const parts = [whole.slice(0, cut), whole.slice(cut)];
        expect(parts.flatMap((part) => tokenizer.encode(part))).toEqual(tokenizer.encode(whole));
        expect(text.length - cut).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('everything that decode returns can be encoded, and decodes to the same text', () => {
    fc.assert(
      fc.property(anyTexts, fc.array(fc.nat()), (texts, numbers) => {
        const tokenizer = CharTokenizer.train(texts);
        const text = tokenizer.decode(numbers.map((n) => n % tokenizer.vocabSize));
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      }),
    );
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
      new RangeError(`CharTokenizer.decode: expected ids from 0 to 3, got ${id}`),
    );
  });
});

describe('an argument of the wrong type is refused, and the error says what was expected', () => {
  const tokenizer = CharTokenizer.train(['abc']);
  /** The methods, for callers without a type checker. */
  const loose = tokenizer as unknown as Record<'encode' | 'decode', (...args: unknown[]) => unknown>;
  const { train } = CharTokenizer as unknown as { train: (...args: unknown[]) => unknown };
  const texts = 'CharTokenizer.train: expected strings in an array';
  const text = 'CharTokenizer.encode: expected a string';
  const ids = 'CharTokenizer.decode: expected ids';

  test.each<[string, () => unknown, string]>([
    ['train()', () => train(), `${texts}, got undefined`],
    ['train(null)', () => train(null), `${texts}, got null`],
    ['train(number)', () => train(3), `${texts}, got 3`],
    ['train(object)', () => train({ 0: 'a', length: 1 }), `${texts}, got object`],
    ['a number among the texts', () => train(['a', 1]), `${texts}, got 1`],
    ['texts of characters', () => train([['ab']]), `${texts}, got object`],
    ['a missing text', () => train(new Array(1)), `${texts}, got undefined`],
    ['texts one by one', () => train('ab', 'cd'), 'CharTokenizer.train: expected at most 1 argument, got 2'],
    ['encode()', () => loose.encode(), `${text}, got undefined`],
    ['encode(null)', () => loose.encode(null), `${text}, got null`],
    ['encode(number)', () => loose.encode(3), `${text}, got 3`],
    ['encode(texts)', () => loose.encode(['a', 'b']), `${text}, got object`],
    ['encode(text, number)', () => loose.encode('a', 1), 'CharTokenizer.encode: expected options { maxTokens }, got 1'],
    [
      'encode(text, null)',
      () => loose.encode('a', null),
      'CharTokenizer.encode: expected options { maxTokens }, got null',
    ],
    [
      'an unknown option',
      () => loose.encode('a', { maxLength: 1 }),
      'CharTokenizer.encode: expected options { maxTokens }, got "maxLength"',
    ],
    [
      'encode(text, {}, 1)',
      () => loose.encode('a', {}, 1),
      'CharTokenizer.encode: expected at most 2 arguments, got 3',
    ],
    ['decode()', () => loose.decode(), `${ids} in an array, got undefined`],
    ['decode(null)', () => loose.decode(null), `${ids} in an array, got null`],
    ['decode(id)', () => loose.decode(1), `${ids} in an array, got 1`],
    ['decode of text', () => loose.decode('12'), `${ids} in an array, got "12"`],
    ['decode of an object', () => loose.decode({ 0: 1, length: 1 }), `${ids} in an array, got object`],
    ['an id of text', () => loose.decode([0, '1']), `${ids} from 0 to 3, got "1"`],
    ['an id of null', () => loose.decode([null]), `${ids} from 0 to 3, got null`],
    ['a missing id', () => loose.decode(new Array(1)), `${ids} from 0 to 3, got undefined`],
    ['ids in ids', () => loose.decode([[0]]), `${ids} from 0 to 3, got object`],
    ['bigints', () => loose.decode(BigInt64Array.of(1n)), `${ids} from 0 to 3, got 1`],
    ['decode(id, id)', () => loose.decode([1], [2]), 'CharTokenizer.decode: expected at most 1 argument, got 2'],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(new TypeError(message));
  });

  test.each([-1, 0.5, NaN, -Infinity])('encode refuses maxTokens %d', (maxTokens) => {
    expect(() => tokenizer.encode('a', { maxTokens })).toThrow(
      new RangeError(`CharTokenizer.encode: expected maxTokens to be a non-negative integer, got ${maxTokens}`),
    );
  });

  test('maxTokens may be undefined or infinite', () => {
    expect(loose.encode('ab', { maxTokens: undefined })).toEqual([0, 1]);
    expect(tokenizer.encode('ab', { maxTokens: Infinity })).toEqual([0, 1]);
  });
});

describe('toJSON and fromJSON', () => {
  test('changing what toJSON returned does not change the tokenizer', () => {
    const tokenizer = CharTokenizer.train(['ab']);
    (tokenizer.toJSON().chars as string[])[0] = 'z';
    expect(tokenizer.toJSON()).toEqual({ type: 'char', chars: ['a', 'b'] });
  });

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
    ['null for a character', { type: 'char', chars: ['a', null] }],
    ['a hole in the list', { type: 'char', chars: new Array(1) }],
    ['an emoji twice', { type: 'char', chars: ['\u{1F600}', '\u{1F600}'] }],
    ['an object for the list', { type: 'char', chars: { 0: 'a', length: 1 } }],
    ['text of JSON', '{"type":"char","chars":["a"]}'],
  ])('refuses %s', (_, json) => {
    const act = () => CharTokenizer.fromJSON(json);
    expect(act).toThrow(TypeError);
    expect(act).toThrow('CharTokenizer.fromJSON: expected { type: "char", chars: [different characters] }, got ');
  });
});
