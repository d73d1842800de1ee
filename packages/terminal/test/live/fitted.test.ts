import { expect, test } from 'vitest';
import { fitted, widthOf } from '../../src/live/fitted.ts';

test.each([
  ['what fits', 'hello', 5, 'hello'],
  ['letters', 'hello!', 5, 'hell…'],
  ['wide characters, two columns each', '你好世界', 5, '你好…'],
  ['a wide character that does not fit whole', '你好世界', 4, '你…'],
  ['a text with signs in it', 'The king ↵ shall', 12, 'The king ↵ …'],
  ['a colored text, whose color ends', '\u001b[36mhello!\u001b[39m', 5, '\u001b[36mhell\u001b[39m…'],
  ['an emoji of several code points whole', '👩‍👩‍👧👩‍👩‍👧', 3, '👩‍👩‍👧…'],
])('it cuts %s', (_, text, columns, expected) => {
  expect(fitted(text, columns)).toBe(expected);
  expect(widthOf(expected)).toBeLessThanOrEqual(columns);
});
