import { expect, test } from 'vitest';
import { lookAt } from '../../src/inspecting/look-at.ts';
import type { Token } from '../../src/models/token.ts';

const facts = { hasEnd: true, hasCharacters: true, blockSize: 8 };
const end: Token = { id: 0, kind: 'end', text: '' };

function tokensOf(text: string): Token[] {
  return Array.from(text, (letter) => ({ id: letter.charCodeAt(0), kind: 'text', text: letter }));
}

test('a letter of a text that the model sees as a whole is looked at in its text', () => {
  const tokens = [...tokensOf('maria'), end];
  expect(lookAt(tokens, 0, facts)).toEqual({ text: 'maria', place: 0, token: 109 });
  expect(lookAt(tokens, 2, facts)).toEqual({ text: 'maria', place: 2, token: 114 });
  expect(lookAt(tokens, 5, facts)).toEqual({ text: 'maria', place: 5, token: 0 });
});

test('a letter of a longer text is looked at after the text before it', () => {
  expect(lookAt(tokensOf('maximili'), 7, facts)).toEqual({ text: 'maximil', place: undefined, token: 105 });
  expect(lookAt(tokensOf('maximil'), 6, facts)).toEqual({ text: 'maximil', place: 6, token: 108 });
});

test('so is one of running text, and a token that is no letter', () => {
  const before = { text: 'ma', place: undefined, token: 114 };
  expect(lookAt(tokensOf('mari'), 2, { ...facts, hasEnd: false })).toEqual(before);
  expect(lookAt(tokensOf('mari'), 2, { ...facts, hasCharacters: false })).toEqual(before);
  expect(lookAt(tokensOf('mari'), 0, { ...facts, hasEnd: false })).toEqual({ ...before, text: '', token: 109 });
});

test('tokens that are parts of a character are read together, and a character that has only begun is left out', () => {
  const part = (byte: number): Token => ({ id: byte, kind: 'bytes', text: byte.toString(16), bytes: [byte] });
  const tokens = [...tokensOf('a'), part(0xc3), part(0xa9), part(0xe2), part(0x82)];
  const bytes = { ...facts, hasCharacters: false };
  expect(lookAt(tokens, 3, bytes).text).toBe('aé');
  expect(lookAt(tokens, 4, bytes).text).toBe('aé');
});
