import type { DataKind } from '../settings/settings.ts';

/** The number of characters at the beginning that decide. */
const LOOKED_AT = 1_000_000;

/** The kind of a text, and what shows it. */
export interface DetectedKind {
  readonly kind: DataKind;
  /** What shows the kind, as a part of a sentence. */
  readonly reason: string;
}

/**
 * Finds out whether each line of a text is a document of its own, such as a name, or everything is one running text.
 *
 * The text is a list of lines if none of these holds, of which the first that does is the reason:
 *
 * - It has fewer than three lines.
 * - More than 1 in 50 lines are empty: paragraphs, verses, scenes.
 * - More than 1 in 10 lines are indented: code, verses.
 * - Half of the lines are longer than 300 characters: paragraphs.
 * - The lines have at least four words on average, and more than 1 in 10 end within a sentence: with a comma, a semicolon, a
 *   dash, or, if sentences end within lines, so that the next line goes on in lower case. So wrapped prose and verse without empty lines are running text,
 *   and titles, jokes, rows of numbers and names are lines.
 *
 * Only the first million characters count. Empty lines at the beginning and the end do not.
 */
export function detectKind(text: string): DetectedKind {
  const reason = reasonForText(text.slice(0, LOOKED_AT));
  return reason === undefined ? { kind: 'lines', reason: 'each line stands alone' } : { kind: 'text', reason };
}

function reasonForText(text: string): string | undefined {
  const all = text.replace(/^\s*\n|\s+$/g, '').split('\n');
  const lines = all.map((line) => line.trim()).filter((line) => line !== '');
  if (lines.length === 1) return 'it is one line';
  if (lines.length < 3) return `it has ${lines.length} lines`;
  const share = (count: number) => count / all.length;
  if (share(all.length - lines.length) > 1 / 50) return 'empty lines divide it';
  if (share(all.filter((line) => /^[ \t]+\S/.test(line)).length) > 1 / 10) return 'its lines are indented';
  if (median(lines.map(({ length }) => length)) > 300) return 'its lines are paragraphs';
  const words = lines.reduce((sum, line) => sum + line.split(/\s+/).length, 0) / lines.length;
  if (words >= 4 && unfinished(lines) / lines.length > 1 / 10) return 'sentences run over its lines';
  return undefined;
}

/** The number of lines that end within a sentence. Lower case counts only if sentences end within lines as well. */
function unfinished(lines: readonly string[]): number {
  const hasSentences = lines.some((line) => /[.!?…]["'”’»)]* \p{L}/u.test(line));
  return lines.filter((line, i) => {
    if (/[,;:—–-]$/.test(line)) return true;
    return hasSentences && !/[.!?…]["'”’»)]*$/.test(line) && /^\p{Ll}/u.test(lines[i + 1] ?? '');
  }).length;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}
