import { expect, test } from 'vitest';
import { bytes, parameters, rounded } from '../../src/report/formats.ts';

test.each([
  [1, '1 byte'],
  [980, '980 bytes'],
  [12_000, '12 kB'],
  [9949, '9.9 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [1_115_394, '1.1 MB'],
  [5e12, '5.0 TB'],
  [5e15, '5000 TB'],
])('%d bytes are %s', (n, text) => {
  expect(bytes(n)).toBe(text);
});

test.each([
  [4192, '4,192'],
  [803_000, '0.80 M'],
  [10_700_000, '10.7 M'],
  [124_439_808, '124 M'],
])('%d parameters are %s', (n, text) => {
  expect(parameters(n)).toBe(text);
});

test.each([
  [0.512, '1'],
  [123.4, '123'],
  [9642, '9,600'],
  [123_456, '120,000'],
])('a rate of %d is %s', (n, text) => {
  expect(rounded(n)).toBe(text);
});
