import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { constant, cosineDecay, join, linearDecay, warmup } from '../src/index.ts';

test('constant is the rate at every step', () => {
  expect([0, 1, 1e9].map(constant(0.3))).toEqual([0.3, 0.3, 0.3]);
});

describe('linearDecay', () => {
  test("is the original's 0.01 · (1 − s/1000)", () => {
    const rate = linearDecay(0.01, 1000);
    for (const s of [0, 1, 500, 999]) expect(rate(s)).toBe(0.01 * (1 - s / 1000));
  });

  test('goes evenly from the rate to the final one, reached after so many steps and kept', () => {
    expect([0, 1, 2, 3, 4, 5, 100].map(linearDecay(8, 4, 2))).toEqual([8, 6.5, 5, 3.5, 2, 2, 2]);
    expect([1000, 1001].map(linearDecay(0.01, 1000))).toEqual([0, 0]);
  });

  test('may rise', () => {
    expect([0, 1, 2].map(linearDecay(0, 2, 1))).toEqual([0, 0.5, 1]);
  });
});

describe('cosineDecay', () => {
  test('goes from the rate along half a cosine to the final one, reached after so many steps and kept', () => {
    const rate = cosineDecay(8, 6, 2);
    // final + (rate − final)·(1 + cos(πs/6))/2; the cosines of 60°, 90° and 120° are ½, 0 and −½
    const expected = new Map([[0, 8], [2, 6.5], [3, 5], [4, 3.5], [6, 2], [7, 2], [1000, 2]]); // prettier-ignore
    for (const [step, value] of expected) expect(rate(step)).toBeCloseTo(value, 14);
  });

  test('ends at 0 unless told otherwise', () => {
    expect(cosineDecay(1, 10)(10)).toBe(0);
  });
});

describe('warmup', () => {
  test('rises evenly; the first rate is not 0, the last is the rate, which is kept', () => {
    expect([0, 1, 2, 3, 4, 100].map(warmup(2, 4))).toEqual([0.5, 1, 1.5, 2, 2, 2]);
  });

  test('of one step is the rate from the start', () => {
    expect(warmup(2, 1)(0)).toBe(2);
  });
});

describe('join', () => {
  test('changes over at each boundary, and each schedule counts its own steps from 0', () => {
    const count = (name: number) => (step: number) => name + step;
    const joined = join([count(0), count(100), count(200)], [3, 5]);
    expect([0, 1, 2, 3, 4, 5, 6].map(joined)).toEqual([0, 1, 2, 100, 101, 200, 201]);
  });

  test('of warmup and decay has no step in it: the decay starts at the rate that the warmup reached', () => {
    const rate = join([warmup(0.4, 4), linearDecay(0.4, 4)], [4]);
    expect([0, 1, 2, 3, 4, 5, 8].map(rate)).toEqual([0.1, 0.2, 0.4 * 0.75, 0.4, 0.4, 0.4 * 0.75, 0]);
  });

  test('of one schedule is that schedule', () => {
    expect([0, 5].map(join([linearDecay(1, 10)], []))).toEqual([1, 0.5]);
  });

  test('may be joined again', () => {
    const inner = join([constant(1), constant(2)], [2]);
    expect([0, 1, 2, 3, 4].map(join([constant(0), inner], [1]))).toEqual([0, 1, 1, 2, 2]);
  });
});

test('decays never leave the range between the rate and the final one', () => {
  const number = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.integer({ min: 1, max: 50 }), fc.nat(100), (rate, final, steps, step) => {
      for (const decay of [linearDecay, cosineDecay]) {
        const got = decay(rate, steps, final)(step);
        expect(got).toBeGreaterThanOrEqual(Math.min(rate, final) - 1e-12);
        expect(got).toBeLessThanOrEqual(Math.max(rate, final) + 1e-12);
      }
    }),
  );
});

describe('bad settings get an error that names the schedule', () => {
  test.each<[string, () => unknown, string]>([
    ['a constant NaN', () => constant(NaN), 'constant: rate must be finite and not negative, got NaN'],
    ['a constant below 0', () => constant(-1), 'constant: rate must be finite and not negative, got -1'],
    [
      'a constant of text',
      () => constant('1' as unknown as number),
      'constant: rate must be finite and not negative, got "1"',
    ],
    ['warmup to infinity', () => warmup(Infinity, 5), 'warmup: rate must be finite and not negative, got Infinity'],
    ['linearDecay from NaN', () => linearDecay(NaN, 5), 'linearDecay: rate must be finite and not negative, got NaN'],
    ['cosineDecay to −1', () => cosineDecay(1, 5, -1), 'cosineDecay: final must be finite and not negative, got -1'],
    ['linearDecay over 0 steps', () => linearDecay(1, 0), 'linearDecay: steps must be positive, got 0'],
    ['cosineDecay over −1 steps', () => cosineDecay(1, -1), 'cosineDecay: steps must be positive, got -1'],
    ['warmup over NaN steps', () => warmup(1, NaN), 'warmup: steps must be positive, got NaN'],
    ['join of nothing', () => join([], []), 'join: boundaries must be one fewer than the 0 schedules, got []'],
    [
      'join without boundaries',
      () => join([constant(1), constant(2)], []),
      'join: boundaries must be one fewer than the 2 schedules, got []',
    ],
    [
      'join with too many',
      () => join([constant(1)], [1]),
      'join: boundaries must be one fewer than the 1 schedules, got [1]',
    ],
    [
      'boundaries that fall',
      () => join([constant(1), constant(2), constant(3)], [5, 5]),
      'join: boundaries must be positive and increasing, got [5, 5]',
    ],
    [
      'a boundary of 0',
      () => join([constant(1), constant(2)], [0]),
      'join: boundaries must be positive and increasing, got [0]',
    ],
    [
      'a boundary of NaN',
      () => join([constant(1), constant(2)], [NaN]),
      'join: boundaries must be positive and increasing, got [NaN]',
    ],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(new RangeError(message));
  });
});
