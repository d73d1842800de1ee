import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../src/index.ts';
import python from './python.json' with { type: 'json' };

/** The integer that Python reads in 42, -3**5 or 2**32-1. */
function integer(expression: string): bigint {
  const [, sign, base, exponent = '1', rest = '0'] = /^(-?)(\d+)(?:\*\*(\d+))?([+-]\d+)?$/.exec(expression) ?? [];
  return BigInt(`${sign}1`) * BigInt(base) ** BigInt(exponent) + BigInt(rest);
}

function sha256(numbers: Float64Array | Uint32Array): string {
  return createHash('sha256').update(numbers).digest('hex');
}

describe.each(python.streams)('seed $seed draws what CPython draws', (expected) => {
  const rng = new Random(integer(expected.seed));

  test('random, gauss, below, shuffle and choices, in one stream', () => {
    expect(expected.random.map(() => rng.random())).toEqual(expected.random);
    expect(expected.gauss.map(() => rng.gauss(0.5, 0.08))).toEqual(expected.gauss);
    expect([1, 2, 3, 10, 100, 1000, 2 ** 31, 2 ** 32 - 1].map((n) => rng.below(n))).toEqual(expected.below);
    expect(rng.shuffle(Array.from({ length: 20 }, (_, i) => i))).toEqual(expected.shuffle);
    expect(expected.choices.map(() => rng.choices([1, 0, 2.5, 0.5]))).toEqual(expected.choices);
    for (let i = 0; i < 2000; i++) rng.random();
    expect(rng.random()).toBe(expected.later);
  });
});

describe('a million draws of each method are those of CPython, bit for bit', () => {
  const { count, ...expected } = python.long;

  test('random, below, shuffle and choices, in one stream', () => {
    const rng = new Random(42);
    const weights = Array.from({ length: 27 }, (_, i) => ((i + 1) % 4 === 0 ? 0 : 1 / (i + 1)));
    expect(sha256(Float64Array.from({ length: count }, () => rng.random()))).toBe(expected.random);
    expect(sha256(Uint32Array.from({ length: count }, (_, i) => rng.below(i + 1)))).toBe(expected.below);
    expect(sha256(Uint32Array.from(rng.shuffle(Array.from({ length: count }, (_, i) => i))))).toBe(expected.shuffle);
    expect(sha256(Uint32Array.from({ length: count }, () => rng.choices(weights)))).toBe(expected.choices);
  });

  test('gauss, but for at most 2 of 1,000, by at most 2 units in the last place, where the C library rounds wrongly', () => {
    const rng = new Random(42);
    const drawn = Float64Array.from({ length: count }, () => rng.gauss());
    const bits = new BigInt64Array(drawn.buffer);
    const { differences } = expected;
    for (let k = 0, at = 0; k < differences.length; k += 2) {
      at += differences[k];
      bits[at] += BigInt(differences[k + 1]);
    }
    expect(sha256(drawn)).toBe(expected.gauss);
    expect(differences.length / 2 / count).toBeLessThan(0.002);
    expect(differences.filter((_, k) => k % 2 === 1).every((units) => Math.abs(units) <= 2)).toBe(true);
  });
});

test('a number and a bigint of the same value seed the same stream', () => {
  expect(new Random(42).random()).toBe(new Random(42n).random());
});

test('a saved stream goes on exactly, also through JSON and in the middle of a gauss pair', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.nat(1500), fc.boolean(), (seed, draws, odd) => {
      const rng = new Random(seed);
      for (let i = 0; i < draws; i++) rng.random();
      if (odd) rng.gauss();
      const state = rng.save();
      const expected = [rng.gauss(), rng.random(), rng.below(1000)];
      const other = new Random(0);
      other.restore(JSON.parse(JSON.stringify(state)) as typeof state);
      expect([other.gauss(), other.random(), other.below(1000)]).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

test('shuffle keeps every item and returns the same array', () => {
  const items = ['a', 'b', 'c', 'd'];
  expect(new Random(1).shuffle(items)).toBe(items);
  expect(items.toSorted()).toEqual(['a', 'b', 'c', 'd']);
  expect(new Random(1).shuffle([])).toEqual([]);
});

test('choices never draws a weight of zero', () => {
  const rng = new Random(3);
  for (let i = 0; i < 500; i++) expect(rng.choices([0, 1, 0, 2, 0])).toSatisfy((k) => k === 1 || k === 3);
});

describe('bad input gets an error that names the method and what came', () => {
  const rng = new Random(0);
  test.each<[string, () => unknown, string]>([
    ['a seed that is not an integer', () => new Random(1.5), 'Random: the seed must be an integer'],
    ['a seed beyond 2^53', () => new Random(2 ** 60), 'use a bigint'],
    ['below(0)', () => rng.below(0), 'Random.below: n must be an integer from 1 to 2^32 - 1, got 0'],
    ['below(2.5)', () => rng.below(2.5), 'got 2.5'],
    ['no weights', () => rng.choices([]), 'none of the 0 weights is positive'],
    ['weights of zero', () => rng.choices([0, 0]), 'none of the 2 weights is positive'],
    ['a negative weight', () => rng.choices([1, -1]), 'weight 1 is -1'],
    ['a weight that is NaN', () => rng.choices([NaN]), 'weight 0 is NaN'],
    [
      'a state of the wrong length',
      () => {
        rng.restore({ words: [1], index: 0, spareGauss: null });
      },
      'words must be 624',
    ],
    [
      'a state with a bad index',
      () => {
        rng.restore({ ...rng.save(), index: 625 });
      },
      'index must be',
    ],
    [
      'a state with a bad spare',
      () => {
        rng.restore({ ...rng.save(), spareGauss: NaN });
      },
      'spareGauss must be',
    ],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(RangeError);
    expect(act).toThrow(message);
  });
});
