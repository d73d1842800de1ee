import { Random } from '@microgpt/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textBatches, type Batch } from '../../src/index.ts';

const tokens = Uint16Array.from({ length: 11 }, (_, i) => i); // each id is its place

test.each<[readonly unknown[], string]>([
  [[tokens, { block_size: 4 }], 'textBatches: unknown option "block_size"; did you mean blockSize?'],
  [[tokens], 'textBatches: blockSize must be a positive integer, got undefined'],
  [[tokens, { blockSize: 4, batchSize: 0 }], 'textBatches: batchSize must be a positive integer, got 0'],
  [[tokens, { blockSize: 4 }, 2], 'textBatches: expected at most 2 arguments, got 3'],
  [
    ['a text', { blockSize: 4 }],
    'textBatches: expected token ids in an array or typed array, such as tokenizer.encode(text), got "a text"',
  ],
  [[[0, 1, 2.5], { blockSize: 2 }], 'textBatches: token 2 must be an integer of at least 0, got 2.5'],
  [[Int8Array.of(0, -1, 2), { blockSize: 2 }], 'textBatches: token 1 must be an integer of at least 0, got -1'],
  [
    [tokens, { blockSize: 11 }],
    'textBatches: a window of blockSize 11 needs 12 tokens, got 11; pass a longer text, or a smaller blockSize',
  ],
  [[tokens, { blockSize: 4, start: 11 }], 'textBatches: start must be an integer from 0 to 10, got 11'],
  [[tokens, { blockSize: 4, rng: 1 }], 'textBatches: expected rng to be a Random, such as new Random(1), got 1'],
  [
    [tokens, { blockSize: 4, rng: new Random(1), start: 4 }],
    'textBatches: random windows resume from the state of rng; restore it, without start 4',
  ],
])('textBatches refuses wrong arguments (%#)', (args, message) => {
  expect(() => textBatches(...(args as Parameters<typeof textBatches>))).toThrow(message);
});

describe('textBatches in order', () => {
  test('takes each token but the first as a target once; the last window and the last batch are shorter', () => {
    expect([...textBatches(tokens, { blockSize: 4, batchSize: 2 })]).toEqual([
      {
        inputs: [
          [0, 1, 2, 3],
          [4, 5, 6, 7],
        ],
        targets: [
          [1, 2, 3, 4],
          [5, 6, 7, 8],
        ],
      },
      { inputs: [[8, 9]], targets: [[9, 10]] },
    ]);
  });

  test('resumes from any place as if it had not stopped', () => {
    const sizes = { length: fc.integer({ min: 2, max: 40 }), blockSize: fc.nat(12), batchSize: fc.nat(4) };
    fc.assert(
      fc.property(fc.record(sizes), fc.nat(20), ({ length, blockSize: b, batchSize: n }, taken) => {
        const options = { blockSize: Math.min(b + 1, length - 1), batchSize: n + 1 };
        const text = Array.from({ length }, (_, i) => i);
        const all = [...textBatches(text, options)];
        expect(all.flatMap(({ targets }) => targets.flat())).toEqual(text.slice(1));
        const begun = textBatches(text, options);
        for (let i = 0; i < taken; i++) begun.next();
        expect([...textBatches(text, { ...options, start: begun.place })]).toEqual(all.slice(taken));
        expect([...textBatches(text, begun.toJSON())]).toEqual(all.slice(taken));
      }),
    );
  });

  test('also takes a whole configuration, a text of a single window, and an array', () => {
    const config = { vocabSize: 9, blockSize: 3, nLayer: 1, nHead: 1, nEmbd: 4 };
    expect([...textBatches([4, 5, 6, 7], config)]).toEqual([{ inputs: [[4, 5, 6]], targets: [[5, 6, 7]] }]);
  });
});

describe('textBatches with rng', () => {
  test('draws the first token of each window as nanoGPT does: below(tokens − blockSize)', () => {
    const [rng, same] = [new Random(7), new Random(7)];
    const batches = textBatches(tokens, { blockSize: 4, batchSize: 3, rng });
    for (let step = 0; step < 5; step++) {
      const first = Array.from({ length: 3 }, () => same.below(7));
      expect(batches.next().value).toEqual({
        inputs: first.map((i) => [i, i + 1, i + 2, i + 3]),
        targets: first.map((i) => [i + 1, i + 2, i + 3, i + 4]),
      });
    }
  });

  test('reaches the first token and the last', () => {
    const batches = textBatches(tokens, { blockSize: 4, batchSize: 200, rng: new Random(1) });
    const { inputs, targets } = batches.next().value;
    expect(new Set(inputs.map(([first]) => first))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    expect(Math.max(...targets.flat())).toBe(10);
  });

  test('draws nothing before a batch is taken, and resumes from the saved state of rng', () => {
    const rng = new Random(3);
    const options = { blockSize: 4, batchSize: 2, rng };
    const batches = textBatches(tokens, options);
    expect(rng.save()).toEqual(new Random(3).save());
    batches.next();
    const state = rng.save();
    const saved = batches.toJSON();
    expect(saved).toEqual({ blockSize: 4, batchSize: 2, start: 0, random: true });
    expect(() => textBatches(tokens, saved)).toThrow(
      'textBatches: random windows need the rng that draws them; pass it',
    );
    const expected: Batch[] = [batches.next().value, batches.next().value];
    const resumed = new Random(0);
    resumed.restore(state);
    const again = textBatches(tokens, { ...saved, rng: resumed });
    expect([again.next().value, again.next().value]).toEqual(expected);
  });
});
