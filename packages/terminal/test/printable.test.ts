import { expect, test } from 'vitest';
import { printable } from '../src/printable.ts';

test.each([
  ['a colour', '\u001b[31mred', '\\u001b[31mred'],
  ['a tab, a line end and a NUL', 'a\tb\nc\0', 'a\\u0009b\\u000ac\\u0000'],
  ['DEL and an eight-bit escape', '\u007f\u009b', '\\u007f\\u009b'],
  ['letters written backwards', 'abc\u202egpj\u2066', 'abc\\u202egpj\\u2066'],
])('it escapes %s', (_, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('it leaves letters, signs and emoji of any script as they are', () => {
  const text = 'Zoë 李 שָׁלוֹם 🦊👩‍👩‍👧 \\u001b';
  expect(printable(text)).toBe(text);
});
