import { fitted, widthOf } from '@microgpt/terminal';
import type { Paint } from './paint.ts';

const GAP = 2;
const MIN_TEXT = 20;

/** A label, and what is to be said about it. */
export type Labelled = readonly [label: string, text: string];

/**
 * Labels in a column to the left and texts to the right of them, broken between words. On a narrow terminal each text is
 * below its label.
 */
export function labelledLines(rows: readonly Labelled[], columns: number, paint: Paint): string[] {
  const indent = Math.max(...rows.map(([label]) => label.length)) + GAP;
  const isNarrow = columns - indent < MIN_TEXT;
  return rows.flatMap(([label, text]) => {
    if (isNarrow) return [paint.strong(label), ...wrapped(text, columns - 2).map((line) => `  ${line}`)];
    const [first, ...others] = wrapped(text, columns - indent);
    return [
      `${paint.strong(label)}${' '.repeat(indent - label.length)}${first}`,
      ...others.map((line) => `${' '.repeat(indent)}${line}`),
    ];
  });
}

/** The text in lines of at most so many columns, broken at spaces; a longer word is broken anywhere. */
export function wrapped(text: string, columns: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= columns) lines[lines.length - 1] = longer;
    else if (line === '') lines.splice(-1, 1, ...pieces(word, columns));
    else lines.push(...pieces(word, columns));
  }
  return lines;
}

function pieces(word: string, columns: number): string[] {
  const found: string[] = [];
  let rest = word;
  while (widthOf(rest) > columns) {
    const piece = fitted(rest, columns + 1).slice(0, -1); // without the sign that it was cut
    if (piece === '') break;
    found.push(piece);
    rest = rest.slice(piece.length);
  }
  return [...found, rest];
}
