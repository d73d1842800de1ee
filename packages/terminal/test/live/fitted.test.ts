import { expect, test } from 'vitest';
import { fitted, widthOf } from '../../src/live/fitted.ts';

test.each([
  ['what fits', 'hello', 5, 'hello'],
  ['letters', 'hello!', 5, 'hell…'],
  ['wide characters, two columns each', '你好世界', 5, '你好…'],
  ['a wide character that does not fit whole', '你好世界', 4, '你…'],
  ['an emoji of several code points whole', '👩‍👩‍👧👩‍👩‍👧', 3, '👩‍👩‍👧…'],
])('it cuts %s', (_, text, columns, expected) => {
  expect(fitted(text, columns)).toBe(expected);
  expect(widthOf(expected)).toBeLessThanOrEqual(columns);
});
