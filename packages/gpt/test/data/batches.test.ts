import { cpu } from '@microgpt/autograd';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { CharTokenizer, type Tokenizer } from '@microgpt/tokenizer';
import { describe, expect, test } from 'vitest';
import { documentBatches, GPT, linesOf, toBatch } from '../../src/index.ts';

const tokenizer = CharTokenizer.train(['anna', 'bob', 'abba', 'nana', 'bonobo']);
const blockSize = 4;

test.each<[string, (...given: readonly never[]) => unknown, readonly unknown[], string]>([
  [
    'documentBatches',
    documentBatches,
    [['a'], 2, { block_size: 1 }],
    'unknown option "block_size"; did you mean blockSize?',
  ],
  [
    'documentBatches',
    documentBatches,
    [['a'], 2],
    'documentBatches: blockSize must be a positive integer, got undefined',
  ],
  ['documentBatches', documentBatches, [['a'], 2, 16], 'documentBatches: expected options {'],
  ['documentBatches', documentBatches, [['a'], 2, {}, 4], 'documentBatches: expected at most 3 arguments, got 4'],
  ['documentBatches', documentBatches, ['a text', 2, {}], 'documentBatches: expected an array of texts, got "a text"'],
  ['toBatch', toBatch, [['a'], tokenizer], 'toBatch: blockSize must be a positive integer, got undefined'],
  [
    'toBatch',
    toBatch,
    [['a'], tokenizer, { blockSize: 2 }],
    'toBatch: blockSize must be a positive integer, got an object',
  ],
  ['toBatch', toBatch, [['a'], tokenizer, 2, 3], 'toBatch: expected at most 3 arguments, got 4'],
])('%s refuses wrong arguments (%#)', (_, act, args, message) => {
  expect(() => act(...(args as readonly never[]))).toThrow(message);
});

describe('documentBatches', () => {
  test('takes documents in order, again from the first after the last, and cuts them at blockSize', () => {
    const batches = documentBatches(['ab', 'a', 'bbbb'], CharTokenizer.train(['ab']), { blockSize: 3, batchSize: 2 });
    const [first, second] = [batches.next().value, batches.next().value];
    expect(first).toEqual({
      inputs: [
        [2, 0, 1],
        [2, 0],
      ],
      targets: [
        [0, 1, 2],
        [0, 2],
      ],
    });
    expect(second).toEqual({
      inputs: [
        [2, 1, 1],
        [2, 0, 1],
      ],
      targets: [
        [1, 1, 1],
        [0, 1, 2],
      ],
    });
  });

  test('takes the whole configuration of a model', () => {
    const config = { vocabSize: 9, blockSize: 3, nLayer: 1, nHead: 1, nEmbd: 4 };
    const all = new GPT({ ...config, architecture: 'gpt2' }, new Initializer(cpu, new Random(1))).config;
    for (const options of [config, all]) {
      expect(documentBatches(['abba'], tokenizer, options).next().value.inputs[0]).toHaveLength(3);
    }
  });

  test('encodes only the part of a document that fits the block, whatever its characters', () => {
    const long = '\u{1f600}a'.repeat(2_500_000); // two UTF-16 units, and one
    const own = CharTokenizer.train(['\u{1f600}a']);
    const batches = documentBatches([long], own, { blockSize: 3, batchSize: 2 });
    const started = performance.now();
    for (let step = 0; step < 1000; step++) {
      expect(batches.next().value.inputs).toEqual([
        [2, 1, 0],
        [2, 1, 0],
      ]);
    }
    expect(performance.now() - started).toBeLessThan(5_000); // encoding it once takes 0.1 s
  });

  test.each([1, 2, 3, 4, 5, 6])(
    'with a block of %d it takes the same tokens as from the whole encoded document',
    (size) => {
      const own = CharTokenizer.train(['\u{1f600}ab']);
      for (const text of ['', 'a', 'ab', '\u{1f600}b', 'ab\u{1f600}', 'ab\u{1f600}b', 'abab\u{1f600}']) {
        const all = [own.bos, ...own.encode(text), own.bos];
        const { inputs, targets } = toBatch([text], own, size);
        expect(inputs).toEqual([all.slice(0, Math.min(all.length - 1, size))]);
        expect(targets).toEqual([all.slice(1, 1 + size)]);
      }
    },
  );

  test('a tokenizer may return more tokens than requested, and tokens may span several characters or the whole text', () => {
    const words: Tokenizer = {
      ...{ vocabSize: 100, bos: 99, decode: () => '', toJSON: () => null },
      encode: (text) => (text.endsWith('!') ? [0, ...text.split(' ').map(({ length }) => length)] : [1]),
    };
    const { inputs, targets } = toBatch(['to be or not!', 'is'], words, 3);
    expect(inputs).toEqual([
      [99, 0, 2],
      [99, 1],
    ]);
    expect(targets).toEqual([
      [0, 2, 2],
      [1, 99],
    ]);
  });

  test('refuses an empty data set and sizes that are not positive integers', () => {
    expect(() => documentBatches([], tokenizer, { blockSize })).toThrow('documentBatches: no documents');
    expect(() => documentBatches(['a'], tokenizer, { blockSize: 0 })).toThrow(
      'blockSize must be a positive integer, got 0',
    );
    expect(() => documentBatches(['a'], tokenizer, { blockSize, batchSize: -2 })).toThrow(
      'batchSize must be a positive integer, got -2',
    );
  });
});

test('linesOf needs a text, not the bytes of a file', () => {
  expect(() => linesOf(Buffer.from('anna') as never)).toThrow(new TypeError('linesOf: expected a text, got a Buffer'));
  expect(['anna\nemma', 'mia'].flatMap(linesOf)).toEqual(['anna', 'emma', 'mia']); // which passes an index, too
});

test('linesOf trims lines and drops empty ones, whatever their ends', () => {
  expect(linesOf(' anna\r\n\n  \nbob \rmia\n')).toEqual(['anna', 'bob', 'mia']);
  expect(linesOf('')).toEqual([]);
});

test('documentBatches starts where it is told, to resume', () => {
  const texts = ['a', 'bb', 'ccc'];
  const tokenizer = CharTokenizer.train(texts);
  const options = { blockSize: 8, batchSize: 2 };
  const all = documentBatches(texts, tokenizer, options);
  const [, second, third] = [all.next(), all.next(), all.next()];
  const resumed = documentBatches(texts, tokenizer, { ...options, start: 2 });
  expect([resumed.next(), resumed.next()]).toEqual([second, third]);
  expect(() => documentBatches(texts, tokenizer, { ...options, start: -1 })).toThrow(
    'documentBatches: start must be an integer of at least 0, got -1',
  );
});

test('documentBatches resumes from the place of other batches, and from their JSON', () => {
  const texts = ['a', 'bb', 'ccc'];
  const tokenizer = CharTokenizer.train(texts);
  const batches = documentBatches(texts, tokenizer, { blockSize: 8, batchSize: 2 });
  expect(batches.place).toBe(0);
  for (let step = 1; step <= 4; step++) {
    batches.next();
    expect(batches.place).toBe(2 * step);
  }
  const saved = JSON.parse(JSON.stringify({ batches })) as { batches: { blockSize: number } };
  expect(saved).toEqual({ batches: { blockSize: 8, batchSize: 2, start: 8 } });
  const next = batches.next();
  expect(documentBatches(texts, tokenizer, saved.batches).next()).toEqual(next);
});

test('documentBatches stays at the batch that cannot be encoded', () => {
  const batches = documentBatches(['a', 'é'], CharTokenizer.train(['a']), { blockSize: 8 });
  batches.next();
  expect(() => batches.next()).toThrow('"é" (U+00E9)');
  expect(batches.place).toBe(1);
});
