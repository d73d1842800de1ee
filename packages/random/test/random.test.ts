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

const intervals = [[0, 1], [-3, 0.1], [5, 2], [7, 7], [1e-3, 1e300]]; // prettier-ignore
const ranges = [[1, 6], [-5, 5], [7, 7], [0, 2 ** 32 - 2], [-(2 ** 53) + 1, -(2 ** 53) + 9]]; // prettier-ignore

/** Items and how many of them: none, all, and on both sides of where CPython remembers places instead of items. */
const sizes = [
  ...[[0, 0], [5, 0], [1, 1], [30, 30], [21, 5], [22, 5], [100_000, 4]],
  ...[[21 + 64, 6], [22 + 64, 6], [21 + 64, 21], [22 + 64, 21], [21 + 256, 22], [22 + 256, 22]],
]; // prettier-ignore

describe.each(python.streams)('seed $seed draws what CPython draws', (expected) => {
  const rng = new Random(integer(expected.seed));

  test('by all methods, in one stream', () => {
    expect(expected.random.map(() => rng.random())).toEqual(expected.random);
    expect(expected.gauss.map(() => rng.gauss(0.5, 0.08))).toEqual(expected.gauss);
    expect([1, 2, 3, 10, 100, 1000, 2 ** 31, 2 ** 32 - 1].map((n) => rng.below(n))).toEqual(expected.below);
    expect(rng.shuffle(Array.from({ length: 20 }, (_, i) => i))).toEqual(expected.shuffle);
    expect(expected.choices.map(() => rng.choices([1, 0, 2.5, 0.5]))).toEqual(expected.choices);
    expect(intervals.map(([a, b]) => rng.uniform(a, b))).toEqual(expected.uniform);
    expect(ranges.map(([a, b]) => rng.randint(a, b))).toEqual(expected.randint);
    expect(expected.choice.map((_, i) => rng.choice('abcdefg'.split('').slice(0, i + 1)))).toEqual(expected.choice);
    expect(
      sizes.map(([n, k]) =>
        rng.sample(
          Array.from({ length: n }, (_, i) => i),
          k,
        ),
      ),
    ).toEqual(expected.sample);
    expect(rng.choices([1, 0, 2.5, 0.5], 12)).toEqual(expected.many);
    for (let i = 0; i < 2000; i++) rng.random();
    expect(rng.random()).toBe(expected.later);
  });
});

describe('a million draws of each method are those of CPython, bit for bit', () => {
  const { count, ...expected } = python.long;

  test('random, below, shuffle, choices and sample, in one stream', () => {
    const rng = new Random(42);
    const weights = Array.from({ length: 27 }, (_, i) => ((i + 1) % 4 === 0 ? 0 : 1 / (i + 1)));
    expect(sha256(Float64Array.from({ length: count }, () => rng.random()))).toBe(expected.random);
    expect(sha256(Uint32Array.from({ length: count }, (_, i) => rng.below(i + 1)))).toBe(expected.below);
    expect(sha256(Uint32Array.from(rng.shuffle(Array.from({ length: count }, (_, i) => i))))).toBe(expected.shuffle);
    expect(sha256(Uint32Array.from({ length: count }, () => rng.choices(weights)))).toBe(expected.choices);
    const items = Uint32Array.from({ length: count }, (_, i) => i);
    expect(sha256(Uint32Array.from(rng.sample(items, count / 100)))).toBe(expected.sample);
  });

  test('gauss, except where the C library rounds wrongly: at most 2 in 1,000, by at most 2 ulp', () => {
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

describe('gauss', () => {
  test('is mu + sigma·z, for any sign of sigma', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer(), fc.integer(), (seed, mu, sigma) => {
        const z = new Random(seed).gauss();
        expect(new Random(seed).gauss(mu, sigma)).toBe(mu + sigma * z);
      }),
    );
  });

  test('draws two words for each number, four at a time', () => {
    const rng = new Random(1);
    const other = new Random(1);
    for (let i = 0; i < 3; i++) {
      rng.gauss();
      rng.gauss(5, 2);
      other.random();
      other.random();
      expect(rng.random()).toBe(other.random());
    }
  });
});

describe('below', () => {
  test('draws every integer from 0 to n - 1, and no other', () => {
    const rng = new Random(5);
    for (const n of [1, 2, 3, 4, 5, 8, 9]) {
      const drawn = new Set(Array.from({ length: 200 }, () => rng.below(n)));
      expect([...drawn].sort()).toEqual(Array.from({ length: n }, (_, i) => i));
    }
  });
});

describe('uniform and randint', () => {
  test('stay between their ends, and randint draws both', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer(), fc.integer({ min: 0, max: 5 }), (seed, a, width) => {
        const rng = new Random(seed);
        const drawn = Array.from({ length: 200 }, () => rng.randint(a, a + width));
        expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([a, a + width]);
        expect(Math.abs(rng.uniform(a, a + width) - a - width / 2)).toBeLessThanOrEqual(width / 2);
      }),
    );
  });
});

describe('choice and sample', () => {
  test('sample draws k different places and leaves the items as they are', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(200), fc.nat(200), (seed, length, most) => {
        const items = Array.from({ length }, (_, i) => i);
        const k = Math.min(most, length);
        const drawn = new Random(seed).sample(items, k);
        expect(new Set(drawn).size).toBe(k);
        expect(drawn.every((item) => items.includes(item))).toBe(true);
        expect(items).toEqual(items.toSorted((a, b) => a - b));
      }),
    );
  });

  test('take typed arrays too', () => {
    expect(new Random(3).choice(Int8Array.of(5, 6, 7))).toBe(new Random(3).choice([5, 6, 7]));
    expect(new Random(3).sample(Int8Array.of(5, 6, 7), 2)).toEqual(new Random(3).sample([5, 6, 7], 2));
  });
});

describe('shuffle', () => {
  test('keeps every item and returns the same array', () => {
    const items = ['a', 'b', 'c', 'd'];
    expect(new Random(1).shuffle(items)).toBe(items);
    expect(items.toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('draws nothing for no items or for one', () => {
    const rng = new Random(1);
    expect(rng.shuffle([])).toEqual([]);
    expect(rng.shuffle(['a'])).toEqual(['a']);
    expect(rng.random()).toBe(new Random(1).random());
  });
});

describe('choices', () => {
  /** The weights in Python's documentation: the first whose cumulative sum exceeds the draw. */
  function firstBeyond(x: number, weights: readonly number[]): number {
    let sum = 0;
    return weights.findIndex((weight) => (sum += weight) > x);
  }

  const weight = fc.oneof(
    fc.constant(0),
    fc.double({ min: 1e-200, max: 1e200, noNaN: true }),
    fc.integer({ min: 0, max: 3 }),
  );
  const someWeights = fc.array(weight, { minLength: 1 }).filter((weights) => weights.some((w) => w > 0));

  test('draws the first weight whose cumulative sum exceeds random() times the total, also from typed arrays', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), someWeights, (seed, weights) => {
        const total = weights.reduce((sum, w) => sum + w, 0);
        const expected = firstBeyond(new Random(seed).random() * total, weights);
        expect(new Random(seed).choices(weights)).toBe(expected);
        expect(new Random(seed).choices(Float64Array.from(weights))).toBe(expected);
      }),
    );
  });

  test('a cumulative sum equal to the draw does not exceed it, as with bisect_right in Python', () => {
    for (let seed = 0; seed < 50; seed++) {
      const u = new Random(seed).random();
      expect(new Random(seed).choices([u, 1 - u])).toBe(1);
    }
  });

  test('never draws a weight of zero, wherever it stands', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), someWeights, fc.constantFrom(1, 2 ** -1000, 5e-324), (seed, weights, unit) => {
        const scaled = weights.map((w) => Math.min(w, 2 ** 50) * unit);
        fc.pre(scaled.some((w) => w > 0));
        expect(scaled[new Random(seed).choices([0, ...scaled, 0, 0]) - 1]).toBeGreaterThan(0);
      }),
    );
  });

  test.each([
    ['whose sum exceeds the largest number', [1e308, 1e308, 0.5e308], [4, 4, 2]],
    ['that are all the largest number or 0', [Number.MAX_VALUE, 0, Number.MAX_VALUE, 0], [1, 0, 1, 0]],
    ['of the smallest number', [5e-324, 5e-324], [1, 1]],
    ['of small multiples of the smallest number', [5e-324, 0, 15e-324, 10e-324, 0], [1, 0, 3, 2, 0]],
    ['whose sum has fewer than 53 bits', [2 ** -1022, 2 ** -1023], [2, 1]],
  ])('weights %s are drawn by their ratio', (_, weights, ratio) => {
    for (let seed = 0; seed < 300; seed++) {
      expect(new Random(seed).choices(weights)).toBe(new Random(seed).choices(ratio));
    }
  });

  test('draws one number for an index, even if weights are scaled', () => {
    for (const weights of [[1], [1, 2], [1e308, 1e308], [5e-324]]) {
      const rng = new Random(9);
      const other = new Random(9);
      rng.choices(weights);
      other.random();
      expect(rng.random()).toBe(other.random());
    }
  });

  test('draws as many indices as k says, each as without k', () => {
    const [rng, other] = [new Random(9), new Random(9)];
    expect(rng.choices([1, 2], 0)).toEqual([]);
    expect(rng.choices([3, 1, 2], 5)).toEqual(Array.from({ length: 5 }, () => other.choices([3, 1, 2])));
  });
});

describe('save and restore', () => {
  test('a saved stream goes on exactly, also through JSON and in the middle of a pair of gauss', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(1500), fc.boolean(), (seed, draws, odd) => {
        const rng = new Random(seed);
        for (let i = 0; i < draws; i++) rng.random();
        if (odd) rng.gauss();
        const state = rng.save();
        const expected = [rng.gauss(), rng.random(), rng.below(1000), rng.gauss()];
        const other = new Random(0);
        other.gauss(); // the spare kept here must not survive
        other.restore(JSON.parse(JSON.stringify(state)) as typeof state);
        expect([other.gauss(), other.random(), other.below(1000), other.gauss()]).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  test('a state is a copy: drawing does not change it, and changing it does not affect the stream', () => {
    const rng = new Random(1);
    const state = rng.save();
    const words = [...state.words];
    const copy = { ...state, words };
    const expected = rng.random();
    expect(state.words).toEqual(words);
    rng.restore(copy);
    words.fill(1);
    expect(rng.random()).toBe(expected);
  });

  test('a state that is refused changes nothing', () => {
    const rng = new Random(1);
    rng.gauss();
    const state = rng.save();
    for (const change of [{ words: [1] }, { index: 625 }, { spareGauss: NaN }]) {
      expect(() => {
        rng.restore({ ...new Random(2).save(), ...change });
      }).toThrow(RangeError);
      expect(rng.save()).toEqual(state);
    }
  });
});

describe('bad input gets an error that names the method and what came', () => {
  const rng = new Random(0);
  const saved = rng.save();
  /** The methods, for callers without a type checker. */
  const loose = rng as unknown as Record<keyof Random, (...args: unknown[]) => unknown>;
  const LooseRandom = Random as unknown as new (...args: unknown[]) => Random;
  const seed = 'Random: the seed must be an integer such as 42 or Date.now(), or a bigint beyond 2^53 - 1';
  const below = 'Random.below: n must be an integer from 1 to 2^32 - 1';
  const gauss = 'Random.gauss: mu and sigma must be finite numbers';
  const items = 'Random.shuffle: the items must be an array such as [...items]';
  const uniform = 'Random.uniform: a and b must be finite numbers';
  const randint = 'Random.randint: b must be an integer from a = 1 to a + 2^32 - 2';
  const choice = 'Random.choice: the items must be an array such as [...items]';
  const sample = 'Random.sample: the items must be an array such as [...items]';
  const count = 'Random.sample: k must be an integer from 0 to the number of items, 2';
  const k = 'Random.choices: k must be an integer from 0; for an item write items[rng.choices(weights)]';
  const weights = 'Random.choices: the weights must be an array of numbers';
  const state = 'Random.restore: the state must be what save() returned';
  const words = 'Random.restore: words must be the 624 integers that save() returned';

  test.each<[string, () => unknown, string]>([
    ['a seed that is not an integer', () => new Random(1.5), `${seed}, got 1.5`],
    ['a seed that is NaN', () => new Random(NaN), `${seed}, got NaN`],
    ['a seed beyond 2^53 that is not a bigint', () => new Random(2 ** 53), `${seed}, got 9007199254740992`],
    ['below(0)', () => rng.below(0), `${below}, got 0`],
    ['below(-1)', () => rng.below(-1), `${below}, got -1`],
    ['below(2.5)', () => rng.below(2.5), `${below}, got 2.5`],
    ['below(NaN)', () => rng.below(NaN), `${below}, got NaN`],
    ['below(2^32)', () => rng.below(2 ** 32), `${below}, got 4294967296`],
    ['a mean that is NaN', () => rng.gauss(NaN), `${gauss}, got NaN`],
    ['an infinite deviation', () => rng.gauss(0, Infinity), `${gauss}, got Infinity`],
    ['an infinite end', () => rng.uniform(0, Infinity), `${uniform}, got Infinity`],
    ['a width that overflows', () => rng.uniform(-1e308, 1e308), 'Random.uniform: b - a must be finite, got Infinity'],
    ['randint(0.5, 1)', () => rng.randint(0.5, 1), 'Random.randint: a must be an integer, got 0.5'],
    ['randint(1, 0)', () => rng.randint(1, 0), `${randint}, got 0`],
    ['randint(1, 1.5)', () => rng.randint(1, 1.5), `${randint}, got 1.5`],
    ['randint(1, 2^32)', () => rng.randint(1, 2 ** 32), `${randint}, got 4294967296`],
    ['a choice of nothing', () => rng.choice([]), 'Random.choice: there are no items to choose from'],
    ['a sample of more than all', () => rng.sample([1, 2], 3), `${count}, got 3`],
    ['a sample of -1', () => rng.sample([1, 2], -1), `${count}, got -1`],
    ['a sample of 1.5', () => rng.sample([1, 2], 1.5), `${count}, got 1.5`],
    ['choices(weights, -1)', () => rng.choices([1], -1), `${k}, got -1`],
    ['no weights', () => rng.choices([]), 'Random.choices: none of the 0 weights is positive; at least one must be'],
    ['weights of zero', () => rng.choices([0, 0]), 'none of the 2 weights is positive'],
    ['a negative weight', () => rng.choices([1, -1]), 'weight 1 must be a finite number and not negative, got -1'],
    ['a weight that is NaN', () => rng.choices([NaN]), 'weight 0 must be a finite number and not negative, got NaN'],
    ['an infinite weight', () => rng.choices(Float32Array.of(1, Infinity)), 'weight 1 must be a finite number'],
    ['a state of the wrong length', () => loose.restore({ ...saved, words: saved.words.slice(1) }), words],
    [
      'a state with a word that is not an integer',
      () => loose.restore({ ...saved, words: saved.words.with(5, 0.5) }),
      words,
    ],
    ['a state with a negative word', () => loose.restore({ ...saved, words: saved.words.with(623, -1) }), words],
    ['a state with a word of 33 bits', () => loose.restore({ ...saved, words: saved.words.with(0, 2 ** 32) }), words],
    ['a state of strings', () => loose.restore({ ...saved, words: saved.words.map(String) }), words],
    ['a state with a hole', () => loose.restore({ ...saved, words: saved.words.slice(1).concat(new Array(1)) }), words],
    ['a state of zeros', () => loose.restore({ ...saved, words: saved.words.map(() => 0) }), words],
    [
      'an index beyond the words',
      () => loose.restore({ ...saved, index: 625 }),
      'index must be an integer from 0 to 624, got 625',
    ],
    [
      'a negative index',
      () => loose.restore({ ...saved, index: -1 }),
      'index must be an integer from 0 to 624, got -1',
    ],
    ['an index that is not an integer', () => loose.restore({ ...saved, index: 0.5 }), 'from 0 to 624, got 0.5'],
    [
      'a spare that is NaN',
      () => loose.restore({ ...saved, spareGauss: NaN }),
      'spareGauss must be a finite number or null, got NaN',
    ],
  ])('%s is a RangeError', (_, act, message) => {
    expect(act).toThrow(RangeError);
    expect(act).toThrow(message);
  });

  test.each<[string, () => unknown, string]>([
    ['no seed', () => new LooseRandom(), `${seed}, got undefined`],
    ['a seed of text', () => new LooseRandom('42'), `${seed}, got string`],
    ['a seed of null', () => new LooseRandom(null), `${seed}, got null`],
    ['two seeds', () => new LooseRandom(1, 2), 'Random: expected one argument, got 2'],
    [
      'random(6)',
      () => loose.random(6),
      'Random.random: expected no arguments, got 1; rng.below(n) draws an integer from 0 to n - 1',
    ],
    ['gauss of text', () => loose.gauss('1', 2), `${gauss}, got string`],
    ['gauss(0, null)', () => loose.gauss(0, null), `${gauss}, got null`],
    ['gauss(0, 1, size)', () => loose.gauss(0, 1, 10), 'Random.gauss: expected at most 2 arguments, got 3'],
    ['below()', () => loose.below(), `${below}, got undefined`],
    ['below of text', () => loose.below('6'), `${below}, got string`],
    ['below of a bigint', () => loose.below(6n), `${below}, got bigint`],
    [
      'below(low, high)',
      () => loose.below(1, 6),
      'Random.below: expected one argument, got 2; rng.randint(a, b) draws an integer from a to b',
    ],
    ['shuffle()', () => loose.shuffle(), `${items}, got undefined`],
    ['shuffle(null)', () => loose.shuffle(null), `${items}, got null`],
    ['shuffle of text', () => loose.shuffle('abc'), `${items}, got string`],
    ['shuffle of a set', () => loose.shuffle(new Set([1, 2])), `${items}, got object`],
    [
      'shuffle of a frozen array',
      () => rng.shuffle(Object.freeze([1, 2]) as number[]),
      'Random.shuffle: the array is frozen; shuffle a copy, [...items]',
    ],
    ['shuffle(items, random)', () => loose.shuffle([1, 2], Math.abs), 'Random.shuffle: expected one argument, got 2'],
    ['choices()', () => loose.choices(), `${weights}, got undefined`],
    ['choices(number)', () => loose.choices(3), `${weights}, got number`],
    ['choices of text', () => loose.choices('123'), `${weights}, got string`],
    ['choices of a set', () => loose.choices(new Set([1])), `${weights}, got object`],
    [
      'weights of text',
      () => loose.choices(['1', '2']),
      'weight 0 must be a finite number and not negative, got string',
    ],
    [
      'weights of bigints',
      () => loose.choices(BigInt64Array.of(1n)),
      'weight 0 must be a finite number and not negative, got bigint',
    ],
    [
      'a missing weight',
      () => loose.choices(new Array(2)),
      'weight 0 must be a finite number and not negative, got undefined',
    ],
    [
      'a weight of true',
      () => loose.choices([1, true]),
      'weight 1 must be a finite number and not negative, got boolean',
    ],
    ['choices(items, weights)', () => loose.choices(['a', 'b'], [1, 2]), `${k}, got object`],
    ['choices(weights, undefined)', () => loose.choices([1], undefined), `${k}, got undefined`],
    ['choices of three', () => loose.choices([1], 2, 3), 'Random.choices: expected at most 2 arguments, got 3'],
    ['uniform(1)', () => loose.uniform(1), `${uniform}, got undefined`],
    ['randint of text', () => loose.randint('1', 2), 'Random.randint: a must be an integer, got string'],
    ['randint(1)', () => loose.randint(1), `${randint}, got undefined`],
    ['randint with a step', () => loose.randint(1, 6, 2), 'Random.randint: expected at most 2 arguments, got 3'],
    ['choice of a set', () => loose.choice(new Set([1])), `${choice}, got object`],
    ['choice of a number', () => loose.choice(3), `${choice}, got number`],
    [
      'choice(items, k)',
      () => loose.choice([1, 2], 2),
      'Random.choice: expected one argument, got 2; rng.sample(items, k) draws k different items',
    ],
    ['sample of a set', () => loose.sample(new Set([1]), 1), `${sample}, got object`],
    ['sample(items)', () => loose.sample([1, 2]), `${count}, got undefined`],
    ['save(state)', () => loose.save(saved), 'Random.save: expected no arguments, got 1'],
    ['restore()', () => loose.restore(), `${state}, got undefined`],
    ['restore(null)', () => loose.restore(null), `${state}, got null`],
    ['restore of text', () => loose.restore(JSON.stringify(saved)), `${state}, got string`],
    ['a state without words', () => loose.restore({ index: 0, spareGauss: null }), `${words}, got undefined`],
    [
      'a state without an index',
      () => loose.restore({ ...saved, index: undefined }),
      'index must be an integer from 0 to 624, got undefined',
    ],
    [
      'a state with an index of text',
      () => loose.restore({ ...saved, index: '3' }),
      'index must be an integer from 0 to 624, got string',
    ],
    [
      'a state without a spare',
      () => loose.restore({ ...saved, spareGauss: undefined }),
      'spareGauss must be a finite number or null, got undefined',
    ],
    [
      'a state with a spare of text',
      () => loose.restore({ ...saved, spareGauss: '0.5' }),
      'spareGauss must be a finite number or null, got string',
    ],
    [
      'words in a typed array',
      () => loose.restore({ ...saved, words: Uint32Array.from(saved.words) }),
      `${words}, got object`,
    ],
    ['two states', () => loose.restore(saved, saved), 'Random.restore: expected one argument, got 2'],
  ])('%s is a TypeError', (_, act, message) => {
    expect(act).toThrow(TypeError);
    expect(act).toThrow(message);
  });

  test('and draws nothing', () => {
    expect(rng.save()).toEqual(saved);
  });
});
