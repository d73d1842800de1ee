import { expect, test } from 'vitest';
import { BytePairTokenizer, CharTokenizer, tokenizerFromJSON } from '../src/index.ts';

test.each([CharTokenizer.train(['abc']), BytePairTokenizer.train(['abab'], { vocabSize: 258 })])(
  'restores an equal tokenizer from what toJSON saved: %#',
  (tokenizer) => {
    const copy = tokenizerFromJSON(JSON.parse(JSON.stringify(tokenizer)));
    expect(copy.constructor).toBe(tokenizer.constructor);
    expect(copy.encode('abab')).toEqual(tokenizer.encode('abab'));
    expect(copy.toJSON()).toEqual(tokenizer.toJSON());
  },
);

test.each<[unknown, string]>([
  [{ type: 'byte' }, 'got type "byte"'],
  [{ type: 3 }, 'got type 3'],
  [{}, 'got object'],
  [null, 'got null'],
  ['char', 'got string'],
])('refuses %j and says what it knows', (json, got) => {
  expect(() => tokenizerFromJSON(json)).toThrow(
    new TypeError(
      `tokenizerFromJSON: expected data of type "char" or "byte-pair", ${got}; create your own tokenizer with its own fromJSON`,
    ),
  );
});

test('errors in the data are those of its type', () => {
  expect(() => tokenizerFromJSON({ type: 'char' })).toThrow('CharTokenizer.fromJSON: ');
  expect(() => tokenizerFromJSON({ type: 'byte-pair' })).toThrow('BytePairTokenizer.fromJSON: ');
});
