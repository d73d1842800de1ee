import { expect, test } from 'vitest';
import { widthOf } from '../../src/views/train/word/width-of.ts';

test('widthOf counts 0.62 em for a letter, and an em for one that is as wide as high', () => {
  expect(widthOf('')).toBe(0);
  expect(widthOf('anna')).toBeCloseTo(4 * 0.62);
  expect(widthOf('別客，')).toBe(3);
  expect(widthOf('かな한글𠀋😀')).toBe(6);
  expect(widthOf('3 水')).toBeCloseTo(2 * 0.62 + 1);
});
