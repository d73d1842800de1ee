import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BytePairTokenizer, type BytePairTokenizerJSON } from '../src/index.ts';
import { anyText, twentyScripts, wellFormed } from './texts.ts';

const END = '<|endoftext|>';

describe('train', () => {
  test('merges the most frequent pair first: in "ab ab ac", a and b, then the space and ab', () => {
    const tokenizer = BytePairTokenizer.train(['ab ab ac ab'], { vocabSize: 259 });
    // Bytes have the ids of GPT-2: ! is 0, so a is 64, and the space is 220. Pairs: ab 3, ␣a 3; a is the smaller first id.
    expect(tokenizer.toJSON().merges).toEqual([64, 65, 220, 256]);
    expect(tokenizer.encode('ab ab')).toEqual([256, 257]);
    expect(tokenizer.bos).toBe(258);
    expect(tokenizer.vocabSize).toBe(259);
  });

  test('of equally frequent pairs, that with the smaller first id merges first, then that with the smaller second id', () => {
    const { merges } = BytePairTokenizer.train(['cd ab ac'], { vocabSize: 261 }).toJSON();
    // ␣a occurs twice. After it all pairs occur once: cd (66 67), ␣a-b (256 65), ␣a-c (256 66).
    expect(merges).toEqual([220, 64, 66, 67, 256, 65, 256, 66]);
  });

  test('tokens never cross the words of the pattern: numbers have at most three digits in GPT-4', () => {
    const texts = Array.from({ length: 9 }, () => '12345678');
    expect(BytePairTokenizer.train(texts, { vocabSize: 300 }).encode('12345678')).toHaveLength(1);
    expect(BytePairTokenizer.train(texts, { vocabSize: 300, pattern: 'gpt4' }).encode('12345678')).toHaveLength(3);
  });

  test('stops when no pair is left, with a smaller vocabulary', () => {
    expect(BytePairTokenizer.train(['abc'], { vocabSize: 1000 }).vocabSize).toBe(256 + 2 + 1);
    expect(BytePairTokenizer.train([], { vocabSize: 1000 }).vocabSize).toBe(257);
  });

  test('a generator can provide the text in pieces, and a string is one text', () => {
    function* lines() {
      yield* twentyScripts.split(/(?<=\n)/);
    }
    const options = { vocabSize: 600 };
    const { merges } = BytePairTokenizer.train([twentyScripts], options).toJSON();
    expect(merges).toHaveLength(2 * (600 - 257));
    expect(BytePairTokenizer.train(lines(), options).toJSON().merges).toEqual(merges);
    expect(BytePairTokenizer.train(twentyScripts, options).toJSON().merges).toEqual(merges);
  });

  test('special tokens get the last ids, and the first of them is bos', () => {
    const tokenizer = BytePairTokenizer.train(['ab'], { vocabSize: 259, specialTokens: ['<s>', '<pad>'] });
    expect([...tokenizer.specialTokens]).toEqual([['<s>', 257], ['<pad>', 258]]); // prettier-ignore
    expect(tokenizer.bos).toBe(257);
  });

  test('onProgress is called after each token, and stops the training if it throws', () => {
    const seen: number[] = [];
    BytePairTokenizer.train(['abcd'], { vocabSize: 260, onProgress: ({ tokens, of }) => seen.push(tokens, of) });
    expect(seen).toEqual([258, 260, 259, 260, 260, 260]);
    const stop = () => {
      throw new Error('stopped');
    };
    expect(() => BytePairTokenizer.train(['abcd'], { vocabSize: 260, onProgress: stop })).toThrow('stopped');
  });

  const { train } = BytePairTokenizer as unknown as { train: (...args: unknown[]) => unknown };
  test.each<[string, unknown[], string]>([
    ['no options', [['a']], 'expected options { vocabSize, pattern, specialTokens, onProgress }, got undefined'],
    ['an unknown option', [['a'], { vocabSize: 300, size: 3 }], 'onProgress }, got "size"'],
    ['a number for texts', [3, { vocabSize: 300 }], 'expected strings in an array, got 3'],
    ['a number among the texts', [[3], { vocabSize: 300 }], 'expected strings in an array, got 3'],
    [
      'a vocabulary that is too small for the bytes',
      [['a'], { vocabSize: 256 }],
      'at least 257: 256 bytes, and special tokens: 1, got 256',
    ],
    ['a fraction', [['a'], { vocabSize: 300.5 }], 'got 300.5'],
    ['an unknown pattern', [['a'], { vocabSize: 300, pattern: 'x' }], 'pattern to be one of gpt2, gpt4, got "x"'],
    ['no special tokens', [['a'], { vocabSize: 300, specialTokens: [] }], 'at least one string, all different'],
    ['equal special tokens', [['a'], { vocabSize: 300, specialTokens: ['x', 'x'] }], 'all different'],
    ['a number for onProgress', [['a'], { vocabSize: 300, onProgress: 1 }], 'onProgress to be a function, got 1'],
    ['a third argument', [['a'], { vocabSize: 300 }, 1], 'expected at most 2 arguments, got 3'],
  ])('refuses %s', (_, args, message) => {
    expect(() => train(...args)).toThrow('BytePairTokenizer.train: ');
    expect(() => train(...args)).toThrow(message);
  });
});

describe('encode and decode', () => {
  const tokenizer = BytePairTokenizer.train([twentyScripts], {
    vocabSize: 500,
    specialTokens: [END, '<|end|>', '<|end|>>'],
  });

  test('decode restores every text; a lone surrogate becomes U+FFFD', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(wellFormed(text));
      }),
      { numRuns: 1000 },
    );
    for (const text of ['\uFEFFa', 'a\r\nb\rc\n', 'a\u0085b', '\0', twentyScripts]) {
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    }
  });

  test('the text of a special token is plain text unless it is allowed', () => {
    const plain = tokenizer.encode(`a${END}b`);
    expect(plain).not.toContain(tokenizer.bos);
    expect(tokenizer.decode(plain)).toBe(`a${END}b`);
    const [a, b] = [...tokenizer.encode('a'), ...tokenizer.encode('b')];
    expect(tokenizer.encode(`a${END}b`, { allowedSpecial: 'all' })).toEqual([a, tokenizer.bos, b]);
    expect(tokenizer.encode(`a${END}b`, { allowedSpecial: [END] })).toEqual([a, tokenizer.bos, b]);
    expect(tokenizer.encode(`a${END}b`, { allowedSpecial: ['<|end|>'] })).toEqual(plain);
  });

  test('no text encodes to a special token without allowedSpecial', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(tokenizer.encode(text).every((id) => id < tokenizer.bos)).toBe(true);
      }),
    );
  });

  test('of two special tokens at the same place, the longer is found', () => {
    expect(tokenizer.encode('<|end|>>', { allowedSpecial: 'all' })).toEqual([tokenizer.specialTokens.get('<|end|>>')]);
  });

  test('decode returns the text of special tokens', () => {
    expect(tokenizer.decode([tokenizer.bos])).toBe(END);
  });

  test('maxTokens limits the ids to the first ones', () => {
    fc.assert(
      fc.property(anyText, fc.nat(12), (text, maxTokens) => {
        for (const allowedSpecial of [[], 'all'] as const) {
          const ids = tokenizer.encode(text, { allowedSpecial });
          expect(tokenizer.encode(text, { maxTokens, allowedSpecial })).toEqual(ids.slice(0, maxTokens));
        }
      }),
    );
  });

  test('ids in any order decode to some text, with U+FFFD for half characters', () => {
    const [lead, ...rest] = tokenizer.decodeBytes(tokenizer.encode('😀'));
    expect(rest).toHaveLength(3);
    const ids = BytePairTokenizer.train([], { vocabSize: 257 }).encode('😀');
    expect(ids).toHaveLength(4);
    expect(BytePairTokenizer.train([], { vocabSize: 257 }).decode(ids.slice(0, 3))).toBe('\uFFFD');
    expect(lead).toBe(0xf0);
  });

  test('more words than the cache holds', () => {
    const text = Array.from({ length: 60_000 }, (_, i) => i.toString(36)).join(' ');
    const ids = tokenizer.encode(text);
    expect(tokenizer.decode(ids)).toBe(text);
    expect(tokenizer.encode(text)).toEqual(ids);
  });

  const loose = tokenizer as unknown as Record<'encode' | 'decode' | 'decodeBytes', (...args: unknown[]) => unknown>;
  test.each<[string, () => unknown, string]>([
    ['a number for a text', () => loose.encode(3), 'BytePairTokenizer.encode: expected a string, got 3'],
    [
      'an unknown option',
      () => loose.encode('a', { max: 3 }),
      'expected options { maxTokens, allowedSpecial }, got "max"',
    ],
    ['a negative limit', () => loose.encode('a', { maxTokens: -1 }), 'maxTokens to be a non-negative integer, got -1'],
    [
      'an unknown special token',
      () => loose.encode('a', { allowedSpecial: ['<s>'] }),
      '"<s>" is not a special token; those are "<|endoftext|>"',
    ],
    [
      'a special token that is not in an array',
      () => loose.encode('a', { allowedSpecial: END }),
      'expected allowedSpecial to be "all" or an array',
    ],
    [
      'an id that is too large',
      () => loose.decode([503]),
      'BytePairTokenizer.decode: expected ids from 0 to 499, got 503',
    ],
    [
      'a negative id',
      () => loose.decodeBytes([-1]),
      'BytePairTokenizer.decodeBytes: expected ids from 0 to 499, got -1',
    ],
    ['a number for ids', () => loose.decode(1), 'BytePairTokenizer.decode: expected ids in an array, got 1'],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(message);
  });
});

describe('toJSON and fromJSON', () => {
  test.each(['gpt2', 'gpt4'] as const)('round trip through text, pattern %s', (pattern) => {
    const tokenizer = BytePairTokenizer.train([twentyScripts], {
      vocabSize: 600,
      pattern,
      specialTokens: ['__proto__', 'x'],
    });
    const json: unknown = JSON.parse(JSON.stringify(tokenizer));
    const copy = BytePairTokenizer.fromJSON(json);
    expect(copy.toJSON()).toEqual(json);
    expect([copy.vocabSize, copy.bos, copy.pattern]).toEqual([600, tokenizer.bos, pattern]);
    expect(copy.specialTokens.get('__proto__')).toBe(598);
    expect(copy.encode(twentyScripts)).toEqual(tokenizer.encode(twentyScripts));
  });

  test('only the merges of a trained vocabulary are saved', () => {
    const json = BytePairTokenizer.train(['abab'], { vocabSize: 259 }).toJSON();
    expect(json).toEqual({
      type: 'byte-pair',
      pattern: 'gpt2',
      specialTokens: { [END]: 258 },
      bos: END,
      merges: [64, 65, 256, 256],
    });
  });

  test('without merges, the token with the lowest id is formed first, from any two tokens', () => {
    const tokens = ['a', 'b', 'c', 'bc', 'ab', 'abc'];
    const json = { type: 'byte-pair', pattern: 'gpt2', specialTokens: { x: 6 }, bos: 'x', tokens };
    const tokenizer = BytePairTokenizer.fromJSON(json);
    expect(tokenizer.encode('abcc')).toEqual([5, 2]);
    expect(tokenizer.encode('abab')).toEqual([4, 4]);
    expect(BytePairTokenizer.fromJSON({ ...json, tokens: ['b', 'c', 'a', null, 'ca', 'cab'] }).encode('cab')).toEqual([
      5,
    ]);
  });

  test('wholeWords finds a token that no merge forms', () => {
    const tokens = ['a', 'b', 'ab'];
    const json = { type: 'byte-pair', pattern: 'gpt2', specialTokens: { x: 3 }, bos: 'x', tokens, merges: [] };
    expect(BytePairTokenizer.fromJSON(json).encode('ab')).toEqual([0, 1]);
    expect(BytePairTokenizer.fromJSON({ ...json, wholeWords: true }).encode('ab')).toEqual([2]);
  });

  test('an error names a byte that the vocabulary lacks', () => {
    const json = { type: 'byte-pair', pattern: 'gpt2', specialTokens: { x: 1 }, bos: 'x', tokens: ['a'] };
    expect(() => BytePairTokenizer.fromJSON(json).encode('ab')).toThrow(
      new RangeError('BytePairTokenizer.encode: the vocabulary has no token for the byte 0x62; load one with all 256'),
    );
  });

  test('an id without a token has no text', () => {
    const json = { type: 'byte-pair', pattern: 'gpt2', specialTokens: { x: 5 }, bos: 'x', tokens: ['a', null, 'b'] };
    const tokenizer = BytePairTokenizer.fromJSON(json);
    expect(tokenizer.vocabSize).toBe(6);
    expect(tokenizer.decode([0, 1, 3, 4, 2])).toBe('ab');
  });

  test('damaged data causes an error that names the field, or gives a tokenizer that works', () => {
    const text = JSON.stringify(BytePairTokenizer.train(['abab abc abc'], { vocabSize: 263, pattern: 'gpt4' }));
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...Array.from('0123456789,[]{}":ntbp-.eE ')), (at, char) => {
        let json: unknown;
        try {
          json = JSON.parse(text.slice(0, at) + char + text.slice(at + 1));
        } catch {
          return; // it is not JSON
        }
        let tokenizer;
        try {
          tokenizer = BytePairTokenizer.fromJSON(json);
        } catch (error) {
          expect(String(error)).toMatch(
            /^TypeError: BytePairTokenizer\.fromJSON: .*(type|pattern|merges|special|bos)/i,
          );
          return;
        }
        expect(tokenizer.decode(tokenizer.encode('abab abc é'))).toBe('abab abc é');
      }),
      { numRuns: 5000 },
    );
  });

  const good: BytePairTokenizerJSON = {
    type: 'byte-pair',
    pattern: 'gpt2',
    specialTokens: { [END]: 256 },
    bos: END,
    merges: [],
  };
  test.each<[string, unknown, string]>([
    ['null', null, 'expected { type: "byte-pair", … }'],
    ['another type', { ...good, type: 'char' }, 'got type "char"'],
    ['an unknown pattern', { ...good, pattern: '\\w+' }, 'pattern must be gpt2 or gpt4, got "\\\\w+"'],
    ['a name of Object', { ...good, pattern: 'toString' }, 'pattern must be'],
    ['an odd number of ids', { ...good, merges: [1] }, 'merges must be an array of pairs of ids'],
    ['a fraction', { ...good, merges: [1, 1.5] }, 'merges must be'],
    ['text for merges', { ...good, merges: 'ab' }, 'merges must be'],
    [
      'a merge of a later token',
      { ...good, merges: [256, 1] },
      'merges[0] uses a token that no earlier merge has formed',
    ],
    ['a negative id', { ...good, merges: [-1, 1] }, 'merges[0] uses'],
    ['neither merges nor tokens', { ...good, merges: undefined }, 'tokens or merges are missing'],
    [
      'a merge of an unknown token',
      { ...good, tokens: ['a', 'b'], merges: [0, 2] },
      'merges[1] is 2, which is not the id of a token',
    ],
    [
      'a merge that forms no token',
      { ...good, tokens: ['a', 'b'], merges: [0, 1] },
      'merges[0] and merges[1] form no token',
    ],
    ['a duplicate token', { ...good, tokens: ['a', 'a'] }, 'tokens[1] occurs twice'],
    ['an empty token', { ...good, tokens: [''] }, 'tokens[0] must be a string'],
    [
      'a token that is not in the byte alphabet',
      { ...good, tokens: ['a b'] },
      "tokens[0] must be a string in GPT-2's byte alphabet",
    ],
    [
      'a special token with the id of another',
      { ...good, specialTokens: { [END]: 5 } },
      'an id that no other token has',
    ],
    [
      'a special token whose id is not an integer',
      { ...good, specialTokens: { [END]: '256' } },
      'must be an integer from 0 to',
    ],
    ['an id that is too large', { ...good, specialTokens: { [END]: 2 ** 30 } }, 'must be an integer from 0 to'],
    ['tokens that double', { ...good, merges: doubling(30) }, 'merges form tokens of more than 16777216 bytes'],
    ['a huge token', { ...good, tokens: ['a'.repeat(5000)] }, 'tokens[0] has more than 4096 bytes'],
    ['no special tokens', { ...good, specialTokens: undefined }, 'specialTokens must be { text: id }'],
    ['a bos that is not a special token', { ...good, bos: '<s>' }, 'bos must be one of the special tokens, got "<s>"'],
    ['wholeWords as text', { ...good, wholeWords: 'yes' }, 'wholeWords must be true or false'],
  ])('refuses %s', (_, json, message) => {
    const act = () => BytePairTokenizer.fromJSON(json);
    expect(act).toThrow(TypeError);
    expect(act).toThrow(message);
    expect(act).toThrow('BytePairTokenizer.fromJSON: ');
  });
});

/** Merges whose last token has 2ⁿ bytes. */
function doubling(n: number): number[] {
  return [0, 0, ...Array.from({ length: n - 1 }, (_, i) => [256 + i, 256 + i]).flat()];
}
