import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cos, log, sin } from '../src/elementary.ts';
import { exactLog, exactSinCos, ONE, toExact, toNearest } from '../src/exact.ts';

describe('the series in exact.ts give 50 correct digits', () => {
  const digits = (x: bigint) => ((x * 10n ** 50n) / ONE).toString();

  test('ln 2 (https://oeis.org/A002162)', () => {
    expect(digits(exactLog(2n * ONE))).toBe('69314718055994530941723212145817656807550013436025');
  });

  test('sin 1 (https://oeis.org/A049469) and cos 1 (https://oeis.org/A049470)', () => {
    const [sin, cos] = exactSinCos(ONE);
    expect(digits(sin)).toBe('84147098480789650665250232163029899962256306079837');
    expect(digits(cos)).toBe('54030230586813971740093660744297660373231042061792');
  });
});

describe('log, sin and cos give the double nearest to the sum of the series', () => {
  const nearestLog = (x: number) => {
    const k = Math.ceil(-Math.log2(x));
    return toNearest(exactLog(toExact(x * 2 ** k)) - BigInt(k) * exactLog(2n * ONE));
  };
  const [nearestSin, nearestCos] = [0, 1].map((i) => (x: number) => toNearest(exactSinCos(toExact(x))[i]));

  /** The values that Random.random() may return: multiples of 2^-53 below 1. */
  const drawn = fc.oneof(
    fc.nat(2 ** 31 - 1).map((n) => n / 2 ** 31),
    fc.maxSafeNat().map((n) => n / 2 ** 53),
    fc.maxSafeNat().map((n) => 1 - (n + 1) / 2 ** 53),
    fc.tuple(fc.maxSafeNat(), fc.nat(52)).map(([n, shift]) => Math.floor(n / 2 ** shift) / 2 ** 53),
  );

  test('of 1 - u', () => {
    fc.assert(
      fc.property(drawn, (u) => {
        expect(log(1 - u)).toBe(nearestLog(1 - u));
      }),
      { numRuns: 2000 },
    );
  });

  test('of 2πu', () => {
    fc.assert(
      fc.property(drawn, (u) => {
        const x = 2 * Math.PI * u;
        expect(sin(x)).toBe(nearestSin(x));
        expect(cos(x)).toBe(nearestCos(x));
      }),
      { numRuns: 1000 },
    );
  });

  test('of numbers beside the steps of their tables, and halfway between', () => {
    for (let i = 1; i <= 256; i++) {
      for (const x of [i / 256, i / 256 - 2 ** -53]) expect(log(x)).toBe(nearestLog(x));
    }
    for (let i = 1; i < 4 * 402; i++) {
      for (const x of [i / 256, i / 256 - 2 ** -50]) {
        expect(sin(x)).toBe(nearestSin(x));
        expect(cos(x)).toBe(nearestCos(x));
      }
    }
  });

  test('of the numbers next to the multiples of π/2, where the result is almost 0', () => {
    for (const x of [Math.PI / 2, Math.PI, 1.5 * Math.PI, 2 * Math.PI]) {
      for (const next of [x - 2 ** -50, x, x + 2 ** -50]) {
        expect(sin(next)).toBe(nearestSin(next));
        expect(cos(next)).toBe(nearestCos(next));
      }
    }
  });

  test('of the hardest of 5·10⁷ random numbers, whose results are 10^-7 ulp from midway between two doubles', () => {
    const ofLog = [
      4147401120862580, 5314323060118927, 909413761737641, 8729901907249715, 5609897214632468, 8092090937576776,
      648154343330063, 6106253058108235, 5950618807375339, 1212636995832672, 7343518399337256, 4886215429108330,
    ];
    const ofSin = [
      2115170634254746, 2002439311989041, 368980904816726, 135077680794607, 2770145656206064, 615822407440469,
      4896513004259772, 7620830335543046, 6160708273768093, 2747530054679566, 1759427328600118, 1785763185978716,
    ];
    const ofCos = [
      5273793508614495, 4738167413871219, 282783656236407, 3617909706286127, 6400107021855443, 4464479470313011,
      3737208394081634, 7480025751934165, 644074296520003, 2681119403688259, 3274471900410682, 7645575864289386,
    ];
    const x = (n: number) => 2 * Math.PI * (n / 2 ** 53);
    for (const n of ofLog) expect(log(1 - n / 2 ** 53)).toBe(nearestLog(1 - n / 2 ** 53));
    for (const n of ofSin) expect(sin(x(n))).toBe(nearestSin(x(n)));
    for (const n of ofCos) expect(cos(x(n))).toBe(nearestCos(x(n)));
  });

  test('at their ends', () => {
    expect(log(1)).toBe(0);
    expect(log(2 ** -53)).toBe(nearestLog(2 ** -53));
    expect(log(1 - 2 ** -53)).toBe(-(2 ** -53));
    expect([sin(0), cos(0)]).toEqual([0, 1]);
    expect(sin(2 * Math.PI * 2 ** -53)).toBe(2 * Math.PI * 2 ** -53);
  });
});
