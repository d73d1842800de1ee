import type { DataKind } from '@microgpt/run';
import type { Tokenizer } from '@microgpt/tokenizer';
import { readableToken } from '../../models/readable-token.ts';
import { visibleCharacter } from './unusual-characters.ts';

/** The most lines, and the most characters of all of them. */
const [LINES, CHARACTERS] = [4, 160];

/**
 * The tokens of the first lines of a text, as a reader can see them: spaces and line ends have a sign, and a token that is only a
 * part of a character is its bytes in hexadecimal.
 *
 * @returns the tokens of each line; of a running text with the line end, which is a token there
 */
export function tokenPreview(text: string, kind: DataKind, tokenizer: Tokenizer): string[][] {
  const lines = beginningOf(text).split('\n');
  const shown = kind === 'lines' ? lines.filter((line) => line.trim() !== '').map((line) => line.trim()) : lines;
  return shown.slice(0, LINES).map((line, i, { length }) => {
    const isWhole = kind === 'lines' || i === length - 1;
    return tokenizer.encode(isWhole ? line : `${line}\n`).map((id) => shownToken(tokenizer, id));
  });
}

/** The first characters: whole ones, not halves of a pair of surrogates. */
function beginningOf(text: string): string {
  const start = text.trimStart().slice(0, 2 * CHARACTERS);
  return Array.from(start).slice(0, CHARACTERS).join('');
}

function shownToken(tokenizer: Tokenizer, id: number): string {
  const { kind, text } = readableToken(tokenizer, id);
  return kind === 'bytes' ? text : Array.from(text, visibleCharacter).join('');
}
