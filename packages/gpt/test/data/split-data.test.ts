import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitData } from '../../src/index.ts';

describe('splitData', () => {
  test('the last tenth of documents is for validation, in order', () => {
    const documents = Array.from({ length: 25 }, (_, i) => String(i));
    const { training, validation } = splitData(documents);
    expect([...training, ...validation]).toEqual(documents);
    expect(training).toHaveLength(22); // ⌊25 · 0.9⌋
  });

  test('ids in a typed array are cut where nanoGPT cuts, into views of the same memory', () => {
    const ids = new Uint16Array(1_115_394); // of tinyshakespeare
    const { training, validation } = splitData(ids);
    expect([training.length, validation.length]).toEqual([1_003_854, 111_540]); // nanoGPT's prepare.py prints 1,003,854 and 111,540
    expect(training).toBeInstanceOf(Uint16Array);
    expect([training.buffer, validation.buffer]).toEqual([ids.buffer, ids.buffer]);
    expect(validation.byteOffset).toBe(2 * 1_003_854);
  });

  test.each([
    [0.5, 5],
    [0.9, 1],
    [0.7, 3],
    [0.3, 7],
  ])('a share of %d leaves %d of 10 to train on', (share, expected) => {
    expect(splitData([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], share).training).toHaveLength(expected);
  });

  test('a text is never cut inside a character', () => {
    expect(splitData('ab\u{1f600}d', 0.4)).toEqual({ training: 'ab', validation: '\u{1f600}d' });
    expect(splitData('a\u{1f600}', 0.1)).toEqual({ training: 'a', validation: '\u{1f600}' });
    const text = fc.string({ unit: 'binary', minLength: 5 });
    fc.assert(
      fc.property(text, fc.double({ min: 0.3, max: 0.6, noNaN: true }), (whole, share) => {
        fc.pre(Array.from(whole).length > 4);
        const { training, validation } = splitData(whole, share);
        expect([training, validation].flatMap((part) => Array.from(part))).toEqual(Array.from(whole));
      }),
    );
  });

  test.each<[readonly unknown[], string]>([
    [[['a']], 'splitData: training would be empty with length 1 and validation 0.1; pass more data or another share'],
    [['\u{1f600}'], 'splitData: training would be empty with length 2'],
    [[[], 0.5], 'splitData: training would be empty with length 0'],
    [[['a', 'b'], 1e-9], 'splitData: validation would be empty with length 2 and validation 1e-9'],
    [[['a', 'b'], 0], 'splitData: validation must be a share between 0 and 1, got 0'],
    [[['a', 'b'], 1], 'splitData: validation must be a share between 0 and 1, got 1'],
    [[['a', 'b'], { validation: 0.1 }], 'splitData: validation must be a share between 0 and 1, got an object'],
    [[new Set(['a'])], 'splitData: expected documents in an array, ids in a typed array, or a text, got a Set'],
    [[['a', 'b'], 0.5, 1], 'splitData: expected at most 2 arguments, got 3'],
  ])('refuses wrong arguments (%#)', (args, message) => {
    expect(() => splitData(...(args as [string]))).toThrow(message);
  });
});
