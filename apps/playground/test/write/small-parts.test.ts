import { describe, expect, test } from 'vitest';
import { sortedTexts } from '../../src/views/write/many/sorted-texts.ts';
import { placeOfTopK, topKAt } from '../../src/views/write/settings/top-k-scale.ts';
import { inkOf } from '../../src/views/write/ink-of.ts';
import { piecesOfTokens } from '../../src/views/write/tree/pieces.ts';
import type { Token } from '../../src/models/token.ts';
import { tokenLabel } from '../../src/writing/token-label.ts';
import type { WrittenText } from '../../src/writing/writer.ts';

function written(text: string, isInData?: boolean): WrittenText {
  return { text, tokens: [], isComplete: true, isInData };
}

describe('many texts', () => {
  test('are sorted into new ones and those in the data, the most frequent first', () => {
    const texts = [
      written('a', true),
      written('b', false),
      written('c', false),
      written('c', false),
      written('a', true),
    ];
    const sorted = sortedTexts(texts);
    const plain = (group: typeof sorted.fresh) => group.map(({ written: { text }, count }) => [text, count]);
    expect(plain(sorted.fresh)).toEqual([
      ['c', 2],
      ['b', 1],
    ]);
    expect(plain(sorted.inData)).toEqual([['a', 2]]);
    expect(sorted).toMatchObject({ total: 5, different: 3, freshShare: 3 / 5 });
  });

  test('have no share of new ones if nobody knows the data', () => {
    expect(sortedTexts([written('a'), written('a')])).toMatchObject({ total: 2, different: 1, freshShare: undefined });
    expect(sortedTexts([])).toMatchObject({ total: 0, freshShare: undefined });
  });
});

describe('the pieces of a text', () => {
  const bytes = (...of: number[]): Token => ({ id: 0, kind: 'bytes', text: '', bytes: of });
  const text = (of: string): Token => ({ id: 1, kind: 'text', text: of });

  test('show a character with the token that completes it', () => {
    expect(piecesOfTokens([bytes(0xe9), bytes(0x9c), bytes(0x9c), text('!')])).toEqual(['', '', '霜', '!']);
  });

  test('show what is no character as the sign for that', () => {
    expect(piecesOfTokens([bytes(0xe9), text('!')])).toEqual(['', '\uFFFD!']);
  });
});

describe('the label of a token', () => {
  test.each([
    [{ kind: 'text', text: 'a' }, 'a', 'a'],
    [{ kind: 'text', text: ' the' }, '␣the', ' the'],
    [{ kind: 'text', text: ' ' }, '␣', 'space'],
    [{ kind: 'text', text: '\n' }, '↵', 'new line'],
    [{ kind: 'text', text: '\t' }, '⇥', 'tab'],
    [{ kind: 'bytes', text: 'E2' }, 'byte E2', 'part of a character, byte E2'],
    [{ kind: 'bytes', text: 'E2 80' }, 'bytes E2 80', 'part of a character, bytes E2 80'],
    [{ kind: 'end', text: '' }, 'end', 'end of the name'],
  ] as const)('of %o is “%s”, read aloud as “%s”', (token, shown, spoken) => {
    expect(tokenLabel({ id: 0, ...token }, 'name')).toEqual({ shown, spoken });
  });
});

describe('the slider of top-k', () => {
  test.each([1, 2, 5, 26])('has a place for %d of 27', (topK) => {
    expect(topKAt(placeOfTopK(topK, 27), 27)).toBe(topK);
  });

  test('has all at its end, and one at its beginning', () => {
    expect(topKAt(1, 27)).toBeUndefined();
    expect(placeOfTopK(undefined, 27)).toBe(1);
    expect(placeOfTopK(99, 27)).toBe(1);
    expect(topKAt(0, 50_257)).toBe(1);
  });
});

test('a token is stronger the surer the model was, and never too faint to read', () => {
  expect(inkOf(1, 'large')).toBe(1);
  expect(inkOf(0, 'large')).toBe(0.5);
  expect(inkOf(0.2, 'small')).toBeLessThan(inkOf(0.3, 'small'));
});
