import { expect, test } from 'vitest';
import { cl100k, gpt2 } from './vocabularies.ts';

const N = 1_000_000;

/** Texts that make a backtracking pattern or a quadratic merge hang: 1 MB each. */
const texts: [string, string][] = [
  ['spaces', ' '.repeat(N)],
  ['spaces before a letter', `${' '.repeat(N)}a`],
  ['one letter', 'a'.repeat(N)],
  ['digits', '1234567890'.repeat(N / 10)],
  ['emoji', '😀'.repeat(N / 4)],
  ['joined emoji', '👩‍👩‍👧'.repeat(N / 18)],
  ['combining marks', '\u0301'.repeat(N / 2)],
  ['line ends', '\n'.repeat(N)],
  ['spaces and line ends by turns', ' \n'.repeat(N / 2)],
  ['letters without spaces', 'thequickbrownfox'.repeat(N / 16)],
  ['apostrophes', "'".repeat(N)],
  ['lone surrogates', '\uD83D'.repeat(N / 3)],
];

// Two seconds on an idle machine; the tests of other packages may run at the same time.
const LIMIT = 2000 * 4;

test.each(texts)('the time to encode 1 MB of %s is proportional to its length', (name, text) => {
  for (const tokenizer of [gpt2(), cl100k()]) {
    const start = performance.now();
    const ids = tokenizer.encode(text);
    expect(performance.now() - start).toBeLessThan(LIMIT);
    if (name !== 'lone surrogates') expect(tokenizer.decode(ids)).toBe(text);
  }
});
