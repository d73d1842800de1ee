import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BytePairTokenizer, CharTokenizer, StreamDecoder, type Tokenizer } from '../src/index.ts';
import { anyText } from './texts.ts';

const bytePairs = BytePairTokenizer.train(['Zoë mag Käse 🧀 Zoë mag Käse 🧀'], { vocabSize: 270 });

/** The tokenizer of docs/extending.md, which has none of the optional methods. */
const bytes: Tokenizer = {
  bos: 256,
  vocabSize: 257,
  encode: (text) => [...new TextEncoder().encode(text)],
  decode: (ids) =>
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from([...ids].filter((id) => id < 256))),
  toJSON: () => ({ type: 'byte' }),
};

describe.each<[string, Tokenizer]>([
  ['byte pairs', bytePairs],
  ['a tokenizer without decodeBytes', bytes],
])('%s', (_, tokenizer) => {
  test('together, the parts are the text of any ids', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(tokenizer.vocabSize - 1)), (ids) => {
        expect(parts(tokenizer, ids).join('')).toBe(tokenizer.decode(ids));
      }),
      { numRuns: 2000 },
    );
  });

  test('no part of a text has half a character', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(
          !/[\uD800-\uDFFF]/.test(text.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, '')) && !text.includes('\uFFFD'),
        );
        for (const part of parts(tokenizer, tokenizer.encode(text)))
          expect(part).not.toMatch(/\uFFFD|[\uD800-\uDBFF]$/);
      }),
      { numRuns: 2000 },
    );
  });
});

test('a character is returned with its last byte', () => {
  expect(parts(bytes, bytes.encode('aë🧀'))).toEqual(['a', '', 'ë', '', '', '', '🧀', '']);
  const untrained = BytePairTokenizer.train([], { vocabSize: 257 });
  expect(parts(untrained, untrained.encode('aë🧀'))).toEqual(['a', '', 'ë', '', '', '', '🧀', '']);
});

test('end returns what is left as U+FFFD, and the decoder can be used again', () => {
  const decoder = new StreamDecoder(bytePairs);
  const [lead] = BytePairTokenizer.train([], { vocabSize: 257 }).encode('🧀');
  expect(decoder.push(lead)).toBe('');
  expect(decoder.end()).toBe('\uFFFD');
  expect(decoder.end()).toBe('');
  expect(bytePairs.encode('Zoë').map((id) => decoder.push(id)).join('')).toBe('Zoë'); // prettier-ignore
});

test('a byte-order mark is text', () => {
  expect(parts(bytePairs, bytePairs.encode('\uFEFFa')).join('')).toBe('\uFEFFa');
});

test('characters: two surrogates are returned together, and one without the other at the end', () => {
  const tokenizer = CharTokenizer.train(['\uD83D', '\uDE00', 'a']);
  expect(parts(tokenizer, tokenizer.encode('a😀'))).toEqual(['a', '', '😀', '']);
  expect(parts(tokenizer, tokenizer.encode('\uD83D'))).toEqual(['', '\uD83D']);
});

test('an unknown id throws the error of the tokenizer', () => {
  expect(() => new StreamDecoder(bytePairs).push(270)).toThrow('expected ids from 0 to 269, got 270');
});

/** The texts that a StreamDecoder returns for each id and at the end. */
function parts(tokenizer: Tokenizer, ids: readonly number[]): string[] {
  const decoder = new StreamDecoder(tokenizer);
  return [...ids.map((id) => decoder.push(id)), decoder.end()];
}
