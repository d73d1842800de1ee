import { Tokenizer as NativeTokenizer } from 'tokenizers';
import { describe, expect, test } from 'vitest';
import { BytePairTokenizer, fromGPT2Files, fromHuggingFace, fromTiktoken, toHuggingFace } from '../src/index.ts';
import { twentyScripts } from './texts.ts';
import { cl100k, gpt2, tiktokenFile } from './vocabularies.ts';

const END = '<|endoftext|>';

describe('fromGPT2Files', () => {
  test("GPT-2's vocabulary: 50,257 tokens, and <|endoftext|> is the last", () => {
    expect(gpt2().vocabSize).toBe(50_257);
    expect(gpt2().bos).toBe(50_256);
    expect([...gpt2().specialTokens]).toEqual([[END, 50_256]]);
    // The example in the README of gpt-3-encoder.
    expect(gpt2().encode('This is an example sentence to try encoding out on!')).toEqual([
      1212, 318, 281, 1672, 6827, 284, 1949, 21004, 503, 319, 0,
    ]);
  });

  test('toJSON omits the tokens, whose ids follow from the merges', () => {
    expect(gpt2().toJSON().tokens).toBeUndefined();
    const copy = BytePairTokenizer.fromJSON(JSON.parse(JSON.stringify(gpt2())));
    expect(copy.encode(twentyScripts)).toEqual(gpt2().encode(twentyScripts));
    expect(copy.bos).toBe(50_256);
  });

  test('ids in another order are kept', () => {
    const encoder = { '<s>': 0, b: 1, a: 2, ab: 3, '</s>': 4 };
    const tokenizer = fromGPT2Files(encoder, '#version: 0.2\na b\r\n', { bos: '</s>' });
    expect(tokenizer.encode('abba')).toEqual([3, 1, 2]);
    expect(tokenizer.bos).toBe(4);
    expect(tokenizer.encode('a<s>', { allowedSpecial: 'all' })).toEqual([2, 0]);
    expect(BytePairTokenizer.fromJSON(tokenizer.toJSON()).encode('abba')).toEqual([3, 1, 2]);
  });

  test.each<[string, () => unknown, string]>([
    [
      'a vocabulary without <|endoftext|>',
      () => fromGPT2Files({ a: 0, '<s>': 1 }, ''),
      'no special token is "<|endoftext|>"; pass { bos }: one of "<s>"',
    ],
    [
      'a vocabulary without special tokens',
      () => fromGPT2Files({ a: 0 }, ''),
      'no special token is "<|endoftext|>"; a vocabulary needs one',
    ],
    [
      'an unknown bos',
      () => fromGPT2Files({ a: 0, [END]: 1 }, '', { bos: '<s>' }),
      'no special token is "<s>"; pass { bos }: one of "<|endoftext|>"',
    ],
    [
      'a merge of unknown tokens',
      () => fromGPT2Files({ a: 0, [END]: 1 }, 'a b'),
      'merge 0 must be two tokens of the vocabulary that form a third, got "a b"',
    ],
    [
      'three tokens on a line',
      () => fromGPT2Files({ a: 0, aa: 1, aaa: 2 }, 'a a\na a a'),
      'merge 1 must be two tokens',
    ],
    [
      'a duplicate id',
      () => fromGPT2Files({ a: 0, b: 0, [END]: 1 }, ''),
      'the id of "b" must be an integer that no other token has, got 0',
    ],
    [
      'the text of encoder.json',
      () => fromGPT2Files('{}', ''),
      'fromGPT2Files: expected the content of encoder.json, parsed, got "{}"',
    ],
    [
      'no vocab.bpe',
      () => fromGPT2Files({}, undefined as unknown as string),
      'fromGPT2Files: expected the text of vocab.bpe, got undefined',
    ],
    [
      'an unknown option',
      () => fromGPT2Files({}, '', { eos: 1 } as object),
      'fromGPT2Files: expected options { bos }, got "eos"',
    ],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(message);
  });
});

describe('fromTiktoken', () => {
  test("GPT-2's vocabulary from ranks has the ids of GPT-2's files", () => {
    const ranks = fromTiktoken(tiktokenFile('r50k_base'), { pattern: 'gpt2', specialTokens: { [END]: 50_256 } });
    expect(ranks.vocabSize).toBe(50_257);
    expect(ranks.encode(twentyScripts)).toEqual(gpt2().encode(twentyScripts));
  });

  test('cl100k: the special tokens have the given ids, with a gap before them', () => {
    expect(cl100k().vocabSize).toBe(100_277);
    expect(cl100k().bos).toBe(100_257);
    expect(cl100k().encode(`a<|fim_prefix|>`, { allowedSpecial: 'all' })).toEqual([64, 100_258]);
    expect(cl100k().decode([64, 100_256, 65])).toBe('ab');
  });

  test('toJSON and fromJSON keep cl100k', () => {
    const copy = BytePairTokenizer.fromJSON(JSON.parse(JSON.stringify(cl100k())));
    expect(copy.encode(twentyScripts)).toEqual(cl100k().encode(twentyScripts));
    expect(copy.vocabSize).toBe(100_277);
  });

  const options = { pattern: 'gpt4', specialTokens: { '<s>': 9 }, bos: '<s>' } as const;
  const load = fromTiktoken as unknown as (...args: unknown[]) => unknown;
  test.each<[string, unknown[], string]>([
    ['a line without a rank', ['IQ== 0\nIg==', options], 'expected base64 and a number in line 2, got "Ig=="'],
    ['a line that is not base64', ['I 0', options], 'expected base64 and a number in line 1, got "I 0"'],
    ['bytes', [new Uint8Array(3), options], 'fromTiktoken: expected the text of a .tiktoken file, got object'],
    ['no options', ['IQ== 0'], 'fromTiktoken: expected options { pattern, specialTokens, bos }, got undefined'],
    [
      'no special tokens',
      ['IQ== 0', { pattern: 'gpt4' }],
      "expected specialTokens, for example { '<|endoftext|>': 100257 }",
    ],
    [
      'no bos',
      ['IQ== 0', { ...options, bos: undefined }],
      'no special token is "<|endoftext|>"; pass { bos }: one of "<s>"',
    ],
    ['an unknown pattern', ['IQ== 0', { ...options, pattern: 'o200k' }], 'pattern must be gpt2 or gpt4, got "o200k"'],
    ['the id of a token for a special token', ['IQ== 9', options], 'an id that no other token has'],
  ])('refuses %s', (_, args, message) => {
    expect(() => load(...args)).toThrow(message);
  });
});

describe('fromHuggingFace', () => {
  const saved = toHuggingFace(BytePairTokenizer.train(['abab'], { vocabSize: 259 }));
  const { model } = saved;

  test('a file of Hugging Face, with special tokens first and merges as pairs', () => {
    const vocab = { '<s>': 0, a: 1, b: 2, Ġ: 3, ab: 4 };
    const json = {
      added_tokens: [{ id: 0, content: '<s>', special: true }, { id: 9, content: 'extra word', special: false }],
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
      model: { type: 'BPE', vocab, merges: [['a', 'b']] },
    }; // prettier-ignore
    const tokenizer = fromHuggingFace(json, { bos: '<s>' });
    expect(tokenizer.encode('ab a')).toEqual([4, 3, 1]);
    expect(tokenizer.bos).toBe(0);
    expect(tokenizer.vocabSize).toBe(10);
    expect(tokenizer.encode('extra word', { allowedSpecial: ['extra word'] })).toEqual([9]);
  });

  test("Llama 3's pre-tokenizer is GPT-4's pattern", () => {
    const Regex = String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
    const pretokenizers = [
      { type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false },
      { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
    ];
    const json = { ...saved, pre_tokenizer: { type: 'Sequence', pretokenizers } };
    expect(fromHuggingFace(json).pattern).toBe('gpt4');
    expect(() => NativeTokenizer.fromString(JSON.stringify(json))).not.toThrow();
  });

  test.each<[string, unknown, string]>([
    ['null', null, 'expected the parsed tokenizer.json: JSON.parse(text), got null'],
    ['a text', '{}', 'expected the parsed tokenizer.json: JSON.parse(text), got "{}"'],
    ['another model', { ...saved, model: { ...model, type: 'Unigram' } }, 'got type "Unigram"'],
    ['a normalizer', { ...saved, normalizer: { type: 'NFC' } }, 'normalizer is "NFC", which is not supported'],
    [
      'a space before the text',
      { ...saved, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true } },
      'add_prefix_space is true, which is not supported',
    ],
    [
      'another pre-tokenizer',
      { ...saved, pre_tokenizer: { type: 'Metaspace' } },
      'pre_tokenizer is "Metaspace", which is not supported',
    ],
    ['no pre-tokenizer', { ...saved, pre_tokenizer: null }, 'pre_tokenizer is undefined'],
    [
      'another pattern',
      {
        ...saved,
        pre_tokenizer: {
          type: 'Sequence',
          pretokenizers: [
            { type: 'Split', pattern: { Regex: '\\d' }, behavior: 'Isolated' },
            { type: 'ByteLevel', use_regex: false },
          ],
        },
      },
      'pre_tokenizer is "\\\\d", which is not supported',
    ],
    [
      'a pattern on top of another',
      {
        ...saved,
        pre_tokenizer: {
          type: 'Sequence',
          pretokenizers: [{ type: 'Digits' }, { type: 'ByteLevel', use_regex: true }],
        },
      },
      'pre_tokenizer is "Digits", which is not supported',
    ],
    ['no pattern', { ...saved, pre_tokenizer: { type: 'ByteLevel', use_regex: false } }, 'which is not supported'],
    ['dropout', { ...saved, model: { ...model, dropout: 0.1 } }, 'model.dropout is 0.1'],
    ['byte fallback', { ...saved, model: { ...model, byte_fallback: true } }, 'model.byte_fallback is true'],
    [
      'a suffix of words',
      { ...saved, model: { ...model, end_of_word_suffix: '</w>' } },
      'model.end_of_word_suffix is "</w>"',
    ],
    [
      'a token that strips spaces',
      { ...saved, added_tokens: [{ id: 258, content: END, lstrip: true }] },
      'lstrip of the added token "<|endoftext|>" is true',
    ],
    [
      'a token that is not in the byte alphabet',
      { ...saved, model: { ...model, vocab: { ...model.vocab, 'a b': 300 } } },
      'the token "a b" is neither in the byte-level alphabet nor an added token',
    ],
    [
      'a merge of unknown tokens',
      { ...saved, model: { ...model, merges: [['a', 'xyz']] } },
      'merge 0 must be two tokens of the vocabulary that form a third, got ["a","xyz"]',
    ],
    [
      'no <|endoftext|>',
      { ...saved, added_tokens: [{ id: 258, content: '<s>' }], model: { ...model, vocab: { a: 0 }, merges: [] } },
      'pass { bos }: one of "<s>"',
    ],
  ])('refuses %s', (_, json, message) => {
    expect(() => fromHuggingFace(json)).toThrow('fromHuggingFace: ');
    expect(() => fromHuggingFace(json)).toThrow(message);
  });

  test('a special token with the text of another token cannot be saved', () => {
    const tokenizer = BytePairTokenizer.train([], { vocabSize: 257, specialTokens: ['a'] });
    expect(() => toHuggingFace(tokenizer)).toThrow(
      'toHuggingFace: the special token "a" is also the text of another token',
    );
  });
});
