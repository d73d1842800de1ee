import { expect, test } from 'vitest';
import { formatBytes } from '../../src/design/format/format-bytes.ts';
import { formatCount } from '../../src/design/format/format-count.ts';
import { formatLoss } from '../../src/design/format/format-loss.ts';
import { formatPercent } from '../../src/design/format/format-percent.ts';
import { formatSeconds } from '../../src/design/format/format-seconds.ts';
import { formatSigned } from '../../src/design/format/format-signed.ts';

test('counts have commas', () => {
  expect(formatCount(32_257)).toBe('32,257');
});

test('times have the unit that fits them, also where rounding reaches the next one', () => {
  expect([0, 0.005, 0.0994, 0.0996, 0.2, 9.96, 99.4, 99.6, 180, 5400, 9000].map(formatSeconds)).toEqual([
    '1 ms',
    '5 ms',
    '99 ms',
    '0.1 s',
    '0.2 s',
    '10 s',
    '99 s',
    '1.7 min',
    '3 min',
    '90 min',
    '2.5 h',
  ]);
});

test('sizes have the unit that fits them, also where rounding reaches the next one', () => {
  expect([312, 999, 34_000, 999_600, 1_240_000].map(formatBytes)).toEqual([
    '312 bytes',
    '999 bytes',
    '34 kB',
    '1 MB',
    '1.2 MB',
  ]);
});

test('percentages say when they are small', () => {
  expect([0, 0.0002, 0.004, 0.0096, 0.314, 1].map((p) => formatPercent(p))).toEqual([
    '0 %',
    '< 0.1 %',
    '0.4 %',
    '1 %',
    '31 %',
    '100 %',
  ]);
});

test('percentages have three digits beside a loss, so that different losses have different ones', () => {
  expect([0.0002, 0.00412, 0.0528, 0.0478, 0.483, 0.9999, 1].map((p) => formatPercent(p, 3))).toEqual([
    '< 0.1 %',
    '0.412 %',
    '5.28 %',
    '4.78 %',
    '48.3 %',
    '100 %',
    '100 %',
  ]);
});

test('a loss that is not finite is infinite', () => {
  expect(formatLoss(2.3849)).toBe('2.38');
  expect(formatLoss(NaN)).toBe('∞');
});

test('the losses of a run that went wrong stay short', () => {
  expect([2.384, 99.996, 24_412.4, 6e33, NaN].map(formatLoss)).toEqual(['2.38', '100', '24,412', '> 10⁶', '∞']);
});

test('signed numbers have a real minus sign, and as many digits or decimals as are asked for', () => {
  expect([-0.0123456, 12.3456, 0].map((x) => formatSigned(x))).toEqual(['−0.01235', '12.35', '0.000']);
  expect(formatSigned(-0.0123456, { digits: 6 })).toBe('−0.0123456');
  expect([-0.01236, 12.3456, 0].map((x) => formatSigned(x, { decimals: 4 }))).toEqual(['−0.0124', '12.3456', '0.0000']);
});

test('a signed number that is not 0 is never written as 0', () => {
  expect(formatSigned(-0.00004, { decimals: 4 })).toBe('−4.0e−5');
  expect(formatSigned(-4e-8)).toBe('−4.000e−8');
});
