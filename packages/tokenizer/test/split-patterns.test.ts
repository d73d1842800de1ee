import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SPLIT_PATTERNS, type SplitPattern, safeWordCut } from '../src/split-patterns.ts';
import { anyText, twentyScripts } from './texts.ts';

/** The definitions, as in GPT-2's encoder.py and tiktoken's cl100k_base. JavaScript has no flag for a part of a pattern. */
const definitions: Record<SplitPattern, RegExp> = {
  gpt2: /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu,
  gpt4: /'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+/gu,
};

const patterns = Object.keys(definitions) as SplitPattern[];

describe.each(patterns)('%s', (pattern) => {
  test('splits any text as its regular expression does', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(words(text, pattern)).toEqual(text.match(definitions[pattern]) ?? []);
      }),
      { numRuns: 20_000 },
    );
    expect(words(twentyScripts, pattern)).toEqual(twentyScripts.match(definitions[pattern]));
  });

  test('every code point has the kind that the regular expression gives it', () => {
    const text = Array.from({ length: 0x110000 }, (_, code) => `a${String.fromCodePoint(code)}b`).join('\n');
    const expected = text.match(definitions[pattern]) ?? [];
    const found = words(text, pattern);
    expect(found.find((word, i) => word !== expected[i])).toBeUndefined();
    expect(found).toHaveLength(expected.length);
  });

  test('a safe cut changes no word, whatever follows', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, following) => {
        const cut = safeWordCut(text);
        const whole = text + following;
        expect([...words(whole.slice(0, cut), pattern), ...words(whole.slice(cut), pattern)]).toEqual(
          words(whole, pattern),
        );
      }),
      { numRuns: 20_000 },
    );
  });
});

test('a safe cut is found in a text of words, after the last word that is certain to end', () => {
  expect(safeWordCut('to be or')).toBe(5);
  expect(safeWordCut('end.\nnext')).toBe(3); // GPT-4 has words of punctuation and line ends
  expect(safeWordCut('中文。')).toBe(2);
  expect(safeWordCut('a1')).toBe(1);
  expect(safeWordCut('a\uD835')).toBe(0); // U+1D400, a letter, begins like this
  expect(safeWordCut('word')).toBe(0);
  expect(safeWordCut('')).toBe(0);
});

function words(text: string, pattern: SplitPattern): string[] {
  const found: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = SPLIT_PATTERNS[pattern](text, start);
    found.push(text.slice(start, end));
    start = end;
  }
  return found;
}
