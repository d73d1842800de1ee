import { expect, test } from 'vitest';
import { labelledLines, wrapped } from '../../src/report/labelled-lines.ts';
import { plain } from '../../src/report/paint.ts';

test('texts stand beside their labels, broken between words', () => {
  expect(
    labelledLines(
      [
        ['data', 'one two three four'],
        ['saved to', 'here'],
      ],
      30,
      plain,
    ),
  ).toEqual(['data      one two three four', 'saved to  here']);
  expect(
    labelledLines(
      [
        ['data', 'one two three four five six'],
        ['saved to', 'here'],
      ],
      30,
      plain,
    ),
  ).toEqual(['data      one two three four', '          five six', 'saved to  here']);
});

test('where there is no room they stand below', () => {
  expect(labelledLines([['saved to', 'one two three']], 12, plain)).toEqual(['saved to', '  one two', '  three']);
});

test.each([
  ['a long word is broken', 'a abcdefgh b', ['a', 'abcde', 'fgh b']],
  ['a long word of wide characters too', '你好世界', ['你好', '世界']],
  ['an empty text is an empty line', '', ['']],
])('%s', (_, text, lines) => {
  expect(wrapped(text, 5)).toEqual(lines);
});
