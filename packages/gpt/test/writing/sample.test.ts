import { cpu } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { sample } from '../../src/index.ts';

describe('sample', () => {
  const logits = [1, 3, 2, 0].map((p) => Math.log(p + 1)); // probabilities 0.2 0.4 0.3 0.1
  const shares = (options: Parameters<typeof sample>[1]) => {
    const rng = new Random(2);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i++) counts[sample(logits, options, rng)]++;
    return counts.map((count) => count / 4000);
  };
  const near = (expected: readonly number[]) => expected.map((p) => expect.closeTo(p, 1) as number);

  test('draws by softmax of the logits over the temperature', () => {
    expect(shares({})).toEqual(near([0.2, 0.4, 0.3, 0.1]));
    // At temperature 1/2 probabilities are squared: 4 16 9 1 over 30.
    expect(shares({ temperature: 0.5 })).toEqual(near([4 / 30, 16 / 30, 9 / 30, 1 / 30]));
  });

  test('top-k keeps the k likeliest tokens', () => {
    expect(shares({ topK: 2 })).toEqual([0, expect.closeTo(4 / 7, 1), expect.closeTo(3 / 7, 1), 0]);
    expect(shares({ topK: 99 })).toEqual(near([0.2, 0.4, 0.3, 0.1]));
  });

  test('top-k comes before top-p, which takes a share of the rest', () => {
    // Of 0.4 and 0.3 the first alone has 0.571; of all four tokens it has 0.4.
    expect(shares({ topK: 2, topP: 0.57 })).toEqual([0, 1, 0, 0]);
    expect(shares({ topK: 2, topP: 0.58 })[2]).toBeGreaterThan(0);
    expect(shares({ topK: 3, topP: 1 }).map((p) => p > 0)).toEqual([true, true, true, false]);
  });

  test('among equally likely tokens the smaller id comes first', () => {
    expect(sample([1, 3, 3, 3], { temperature: 0 }, new Random(1))).toBe(1);
    const drawn = Array.from({ length: 50 }, (_, seed) => sample([1, 3, 3, 3], { topK: 2 }, new Random(seed)));
    expect(new Set(drawn)).toEqual(new Set([1, 2]));
  });

  test.each([(x: number[]) => x, (x: number[]) => Float32Array.from(x)])(
    'top-p takes only the tokens whose shares add up to exactly p, despite rounding',
    (kept) => {
      const drawn = (p: readonly number[], topP: number) =>
        Array.from({ length: 300 }, (_, seed) => sample(kept(p.map(Math.log)), { topP }, new Random(seed)));
      expect(new Set(drawn([0.1, 0.2, 0.7], 0.9))).toEqual(new Set([1, 2])); // 0.7 + 0.2 is 0.8999999999999999
      expect(new Set(drawn([0.1, 0.2, 0.7], 0.7))).toEqual(new Set([2]));
      expect(new Set(drawn([0.1, 0.2, 0.3, 0.4], 0.7))).toEqual(new Set([2, 3]));
      expect(new Set(drawn([0.25, 0.25, 0.25, 0.25], 0.75))).toEqual(new Set([0, 1, 2]));
      expect(new Set(drawn([0.1, 0.2, 0.7], 0.90001))).toEqual(new Set([0, 1, 2]));
    },
  );

  test('the smallest top-p takes the likeliest token', () => {
    expect(shares({ topP: Number.MIN_VALUE })).toEqual([0, 1, 0, 0]);
    expect(sample([1, 1, 1, 1], { topP: Number.MIN_VALUE, topK: 1 }, new Random(1))).toBe(0);
  });

  test('top-p keeps the likeliest tokens that together reach p', () => {
    expect(shares({ topP: 0.3 })).toEqual([0, 1, 0, 0]);
    expect(shares({ topP: 0.65 })).toEqual([0, expect.closeTo(4 / 7, 1), expect.closeTo(3 / 7, 1), 0]);
    expect(shares({ topP: 0.75 })[3]).toBe(0);
  });

  test.each<[string, readonly unknown[], string]>([
    ['no logits', [[], {}, new Random(1)], 'there are no logits to choose from'],
    ['a tensor', [cpu.tensor([1, 2]), {}, new Random(1)], 'there are no logits to choose from'],
    ['a logit that is NaN', [[0, NaN], {}, new Random(1)], 'the logit of token 1 is NaN; are all weights finite?'],
    ['a negative temperature', [[0], { temperature: -1 }, new Random(1)], 'temperature must be finite'],
    ['an infinite temperature', [[0], { temperature: Infinity }, new Random(1)], 'temperature must be finite'],
    ['half a token', [[0], { topK: 1.5 }, new Random(1)], 'topK must be a positive integer, got 1.5'],
    ['a share of 0', [[0], { topP: 0 }, new Random(1)], 'topP must be above 0 and at most 1, got 0'],
    ['a misspelt option', [[0], { top_p: 1 }, new Random(1)], 'unknown option "top_p"; did you mean topP?'],
    ['no random stream', [[0], {}], 'expected a Random, got undefined'],
    ['no options', [[0]], 'expected a Random, got undefined'],
    ['a fourth argument', [[0], {}, new Random(1), 1], 'expected at most 3 arguments, got 4'],
  ])('refuses %s, naming itself', (_, args, message) => {
    const act = sample as (...given: readonly unknown[]) => unknown;
    expect(() => act(...args)).toThrow(`sample: ${message}`);
  });

  test('takes the only token', () => {
    expect(sample([5], {}, new Random(1))).toBe(0);
    expect(sample([5], { topK: 1, topP: 0.5 }, new Random(1))).toBe(0);
  });

  test('needs no random stream at temperature 0', () => {
    expect(sample([1, 2], { temperature: 0 }, undefined as never)).toBe(1);
  });

  test('is finite for logits of 1e300 and for a temperature of 1e-320', () => {
    expect(sample([1e300, -1e300], {}, new Random(1))).toBe(0);
    expect(sample([1, 2, 1], { temperature: 1e-320 }, new Random(1))).toBe(1);
  });
});
