import { cpu } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { probabilities, sample, type SamplingOptions } from '../../src/index.ts';

const logits = [1, 3, 2, 0].map((p) => Math.log(p + 1)); // probabilities 0.2 0.4 0.3 0.1

describe('probabilities', () => {
  const close = (expected: readonly number[]) => expected.map((p) => (p === 0 ? 0 : (expect.closeTo(p, 14) as number)));

  test.each<[string, SamplingOptions, readonly number[]]>([
    ['of no option are the softmax', {}, [0.2, 0.4, 0.3, 0.1]],
    ['at temperature 1/2 are squared', { temperature: 0.5 }, [4 / 30, 16 / 30, 9 / 30, 1 / 30]],
    ['at temperature 0 are 1 for the likeliest', { temperature: 0, topK: 3 }, [0, 1, 0, 0]],
    ['of top-k are those of the k likeliest', { topK: 2 }, [0, 4 / 7, 3 / 7, 0]],
    ['of a top-k that exceeds the tokens are all', { topK: 99 }, [0.2, 0.4, 0.3, 0.1]],
    ['of top-p are those of the likeliest that together reach p', { topP: 0.65 }, [0, 4 / 7, 3 / 7, 0]],
    ['of a small top-p are 1 for the likeliest', { topP: 0.3 }, [0, 1, 0, 0]],
    ['of the smallest top-p are 1 for the likeliest', { topP: Number.MIN_VALUE }, [0, 1, 0, 0]],
    ['of a large top-p leave out the last', { topP: 0.75 }, [2 / 9, 4 / 9, 3 / 9, 0]],
    // Of 0.4 and 0.3 the first alone has 0.571; of all four tokens it has 0.4.
    ['of top-k and top-p are a share of the k likeliest', { topK: 2, topP: 0.57 }, [0, 1, 0, 0]],
    ['of top-k and a larger top-p are both', { topK: 2, topP: 0.58 }, [0, 4 / 7, 3 / 7, 0]],
    ['of top-k and top-p 1 are the k likeliest', { topK: 3, topP: 1 }, [2 / 9, 4 / 9, 3 / 9, 0]],
    ['of min-p are those at least p times the largest', { minP: 0.5 }, [2 / 9, 4 / 9, 3 / 9, 0]],
    ['of a min-p just above leave out one more', { minP: 0.50001 }, [0, 4 / 7, 3 / 7, 0]],
    ['of min-p 0 are all', { minP: 0 }, [0.2, 0.4, 0.3, 0.1]],
    ['of min-p 1 are 1 for the likeliest', { minP: 1 }, [0, 1, 0, 0]],
    ['of min-p and top-k are what both leave', { minP: 0.5, topK: 2 }, [0, 4 / 7, 3 / 7, 0]],
    // At temperature 1/2: 4, 16, 9 and 1 over 30; a quarter of 16 is 4.
    ['of min-p are those after the temperature', { minP: 0.25, temperature: 0.5 }, [4 / 29, 16 / 29, 9 / 29, 0]],
  ])('%s', (_, options, expected) => {
    expect(probabilities(logits, options)).toEqual(close(expected));
  });

  test('without options are the softmax, and leave the logits alone', () => {
    const given = Float64Array.from(logits);
    expect(probabilities(given)).toEqual(close([0.2, 0.4, 0.3, 0.1]));
    expect(given).toEqual(Float64Array.from(logits));
  });

  test('of a token whose logit is -Infinity are 0, and the others share the rest', () => {
    const banned = logits.with(1, -Infinity);
    expect(probabilities(banned)).toEqual(close([2 / 6, 0, 3 / 6, 1 / 6]));
    expect(probabilities(banned, { temperature: 0 })).toEqual([0, 0, 1, 0]);
    expect(probabilities(banned, { topK: 4, topP: 0.99 })).toEqual(close([2 / 6, 0, 3 / 6, 1 / 6]));
    expect(probabilities([-Infinity, -Infinity, -3], { temperature: 1e-320 })).toEqual([0, 0, 1]);
  });

  test('are finite for logits of 1e300 and for a temperature of 1e-320', () => {
    expect(probabilities([1e300, -1e300])).toEqual([1, 0]);
    expect(probabilities([1, 2, 1], { temperature: 1e-320 })).toEqual([0, 1, 0]);
  });

  test.each<[string, readonly unknown[], string]>([
    ['only banned tokens', [[-Infinity, -Infinity]], 'every logit is -Infinity; leave at least one token'],
    ['an infinite logit', [[0, Infinity]], 'the logit of token 1 is Infinity; are all weights finite?'],
    ['a logit that is NaN', [[NaN]], 'the logit of token 0 is NaN; are all weights finite?'],
    ['no logits', [[]], 'there are no logits; pass one for each token'],
    ['a negative min-p', [[0], { minP: -0.1 }], 'minP must be from 0 to 1, got -0.1'],
    ['a min-p above 1', [[0], { minP: 1.1 }], 'minP must be from 0 to 1, got 1.1'],
    ['half a token', [[0], { topK: 0.5 }], 'topK must be a positive integer, got 0.5'],
    ['a misspelt option', [[0], { min_p: 0.1 }], 'unknown option "min_p"; did you mean minP?'],
    ['a random stream', [[0], {}, new Random(1)], 'expected at most 2 arguments, got 3'],
  ])('refuse %s', (_, args, message) => {
    const act = probabilities as (...given: readonly unknown[]) => unknown;
    expect(() => act(...args)).toThrow(`probabilities: ${message}`);
  });
});

describe('sample', () => {
  test.each<SamplingOptions>([
    {},
    { temperature: 0.5 },
    { topK: 2 },
    { topP: 0.75 },
    { minP: 0.5 },
    { temperature: 0 },
  ])('draws from the probabilities of %o', (options) => {
    const [rng, same] = [new Random(2), new Random(2)];
    const weights = probabilities(logits, options);
    for (let i = 0; i < 200; i++) {
      const expected = options.temperature === 0 ? 1 : same.choices(weights);
      expect(sample(logits, options, rng)).toBe(expected);
    }
  });

  test('never draws a token whose logit is -Infinity', () => {
    const drawn = Array.from({ length: 200 }, (_, seed) => sample([0, -Infinity, 0], {}, new Random(seed)));
    expect(new Set(drawn)).toEqual(new Set([0, 2]));
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

  test.each<[string, readonly unknown[], string]>([
    ['no logits', [[], {}, new Random(1)], 'there are no logits; pass one for each token'],
    ['a tensor', [cpu.tensor([1, 2]), {}, new Random(1)], 'there are no logits; pass one for each token'],
    ['only banned tokens', [[-Infinity], {}, new Random(1)], 'every logit is -Infinity; leave at least one token'],
    ['a logit that is NaN', [[0, NaN], {}, new Random(1)], 'the logit of token 1 is NaN; are all weights finite?'],
    ['a negative temperature', [[0], { temperature: -1 }, new Random(1)], 'temperature must be finite'],
    ['an infinite temperature', [[0], { temperature: Infinity }, new Random(1)], 'temperature must be finite'],
    ['half a token', [[0], { topK: 1.5 }, new Random(1)], 'topK must be a positive integer, got 1.5'],
    ['a share of 0', [[0], { topP: 0 }, new Random(1)], 'topP must be above 0 and at most 1, got 0'],
    ['a misspelt option', [[0], { top_p: 1 }, new Random(1)], 'unknown option "top_p"; did you mean topP?'],
    ['no random stream', [[0], {}], 'expected a Random, got undefined'],
    ['no options', [[0]], 'expected a Random, got undefined'],
    ['a min-p above 1', [[0], { minP: 2 }, new Random(1)], 'minP must be from 0 to 1, got 2'],
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
});
